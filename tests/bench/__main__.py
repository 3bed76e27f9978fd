"""Speed at three sizes on both databases, beside baselines run in the same process.

    make bench                                   sizes S, M and L; PostgreSQL when it is there
    make bench ARGS="--size S --database sqlite"
    make bench ARGS="--size L --pages"           every page instead: queries, their time, all of it

Results are compared for equality, times never: the table shows where a target is missed.
PostgreSQL is the server of TEST_POSTGRES_URL (or of DATABASE_URL); a database of its own is made
there and dropped.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HEAD = """\
| size | database | work | time | baseline | its time | ratio | target |
|---|---|---|---:|---|---:|---:|---:|"""
PAGES_HEAD = """\
| size | database | page | queries | their time | whole page |
|---|---|---|---:|---:|---:|"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=["S", "M", "L"], action="append")
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pages", action="store_true")
    options = parser.parse_args()
    print(PAGES_HEAD if options.pages else HEAD, flush=True)
    for size in options.size or ["S", "M", "L"]:
        for database in options.database or ["sqlite", "postgres"]:
            run_one(size, database, options.runs, pages=options.pages)
    return 0


def run_one(size: str, database: str, runs: int, *, pages: bool) -> None:
    """Each size and database in a process of its own, on a fresh database."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        if database == "postgres":
            server = os.environ.get("TEST_POSTGRES_URL")
            if not server:
                print("PostgreSQL not measured: set TEST_POSTGRES_URL.", file=sys.stderr)
                return
            url = server
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        command = [sys.executable, "-m", "tests.bench.run", size, str(runs)]
        command += ["pages"] if pages else []
        subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
