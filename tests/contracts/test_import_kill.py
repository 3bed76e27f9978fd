"""An import that is killed half-way leaves the database as it was before."""

import os
import signal
import subprocess
import sys
import time
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.contracts.csv_files import agreement_file, invoice_file

# Tells how far it is, from inside the transaction, and goes on when it hears a line.
IMPORT = """
import sys, django
django.setup()
from django.core.management import call_command
from contracts.signals import agreements_changing, invoices_changed

def tell(word):
    print(word, flush=True)
    sys.stdin.readline()

def begun(**_):
    tell("begun")
    return lambda: tell("written")

agreements_changing.connect(begun, weak=False)
invoices_changed.connect(lambda **_: tell("written"), weak=False)
call_command(*sys.argv[1:])
"""
LOOK = """
import sys, django
django.setup()
from django.core.management import call_command
call_command(*sys.argv[1:], "--dry-run")
call_command("verify_ledger")
"""
MIGRATE = (
    "import django; django.setup(); django.core.management.call_command('migrate', verbosity=0)"
)
FILES = {
    "import_agreements": agreement_file(
        *(
            {"client": f"Client {i % 60}", "line": f"Line {i}", "effective_on": f"2026-0{month}-01"}
            for i in range(700)
            for month in (1, 4, 7)
        )
    ),
    "import_invoices": invoice_file(
        *({"client": f"Client {i % 60}", "number": str(i)} for i in range(3000))
    ),
}


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    """The address of a new, empty database on disk."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server = request.getfixturevalue("needs_postgres")
    name = f"baseload_kill_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        connection.execute(f"drop database {name} with (force)")


def start(database, script, *arguments):
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(database, script, *arguments):
    """What a script prints from beginning to end, never held up."""
    process = start(database, script, *arguments)
    lines = process.communicate("\n\n", timeout=120)[0].splitlines()
    assert process.returncode == 0
    return lines


def go_on(process):
    process.stdin.write("\n")
    process.stdin.flush()


def kill(process, word, after=None):
    """Kill a process that waits at a word, or goes on after it for some seconds."""
    with process:
        while process.stdout.readline().strip() != word:
            go_on(process)
        if after:
            go_on(process)
            time.sleep(after)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("command", "moments"),
    [
        ("import_agreements", [("begun", 0.1), ("written", None)]),
        ("import_invoices", [("written", None)]),
    ],
)
def test_a_killed_import_leaves_the_database_as_before(database, command, moments, tmp_path):
    file = tmp_path / "file.csv"
    file.write_bytes(FILES[command])
    rows = FILES[command].count(b"\n") - 1
    nothing = f"{rows} created, 0 changed, 0 unchanged"
    clean = "The ledger agrees with the agreements to the cent."
    told(database, MIGRATE)
    for word, after in moments:
        kill(start(database, IMPORT, command, str(file)), word, after)
        assert told(database, LOOK, command, str(file)) == [
            f"{nothing}; dry run, nothing was written",
            clean,
        ]
    assert told(database, IMPORT, command, str(file))[-1] == nothing
    assert told(database, LOOK, command, str(file))[-1] == clean
