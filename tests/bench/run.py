"""One size on one database; called by `python -m tests.bench`."""

import sys

import django
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

django.setup()

from metrics.months import Period  # noqa: E402  (models need the setup above)
from tests.bench import baselines, imports, jobs, measures, pages  # noqa: E402  (likewise)
from tests.bench.company import LAST_MONTH, SIZES, Company  # noqa: E402  (likewise)


def main(name: str, runs: int, pages_only: bool = False) -> None:
    if connection.vendor == "sqlite":
        # Without a name Django would test in memory; a company's data lies on a disk.
        connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}.bench"
    old = setup_databases(verbosity=0, interactive=False)
    try:
        measure(name, runs, pages_only)
    finally:
        teardown_databases(old, verbosity=0)


def measure(name: str, runs: int, pages_only: bool) -> None:
    size = SIZES[name]
    Company(size).write()
    if pages_only:
        measures.ledger.rebuild()
        analyze()
        tell_pages(name, runs)
        return
    baselines.prepare(Period.ending_with(LAST_MONTH, months=size.months))
    analyze()
    say(name, measures.rebuild(runs if name != "L" else min(runs, 3)))
    analyze()
    say(name, measures.dashboard(runs))
    say(name, measures.edits(200 if name != "S" else 60))
    say(name, measures.desk(100 if name != "S" else 40))
    say(name, imports.strictly(100_000 if name == "L" else 20_000, runs=3))
    say(name, imports.through_jobs(50_000, jobs.in_a_process))
    measures.everything_agrees()


def say(name: str, results: list[measures.Result]) -> None:
    for result in results:
        print(row(name, result), flush=True)


def tell_pages(name: str, runs: int) -> None:
    for cost in pages.pages(runs):
        print(page_row(name, cost), flush=True)


def page_row(size: str, cost: pages.Cost) -> str:
    return (
        f"| {size} | {connection.vendor} | {cost.page} | {cost.query_count} "
        f"| {written(cost.sql_seconds)} | {written(cost.seconds)} |"
    )


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze" if connection.vendor == "postgresql" else "analyze")


def row(size: str, result: measures.Result) -> str:
    target, is_met = aim(size, result)
    verdict = "" if is_met else " **missed**"
    note = f" ({result.note})" if result.note else ""
    return (
        f"| {size} | {connection.vendor} | {result.work}{note} | {written(result.seconds)} "
        f"| {result.baseline} | {written(result.baseline_seconds)} | {result.ratio:.2f} × "
        f"| {target}{verdict} |"
    )


def aim(size: str, result: measures.Result) -> tuple[str, bool]:
    """What is aimed at, and whether it is met; ratios are set for the largest size."""
    if result.limit is not None:
        return f"≤ {result.limit} s", result.seconds <= result.limit
    if size != "L" or result.target is None:
        return "", True
    return f"≤ {result.target:.2f} ×", result.ratio <= result.target


def written(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), "pages" in sys.argv[3:])
