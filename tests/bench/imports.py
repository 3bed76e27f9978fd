"""Imports of invoices, timed beside raw writes of the rows that they wrote."""

import random
import statistics
from collections.abc import Callable

from django.db import connection, transaction

from clients.models import Client
from contracts import importing
from contracts.models import InvoiceLine
from metrics.months import add_months
from tests.bench import jobs
from tests.bench.company import COLUMNS, LAST_MONTH
from tests.bench.loading import load
from tests.bench.measures import Result, timed

# Numbers of invoices that no other measure uses.
JOB_RUN = 99
MOST_MEGABYTES = 300
LONGEST_SILENCE = 1


def strictly(rows: int, runs: int) -> list[Result]:
    """Import invoices of a file against writing the same, already checked rows."""
    ours, raw = [], []
    for run in range(runs):
        data = _invoice_file(rows, run)
        ours.append(timed(lambda data=data: importing.import_invoices(data)))
        prepared = _take_out(run)
        assert len(prepared) == rows, "the import lost rows"
        raw.append(timed(lambda prepared=prepared: _write(prepared)))
        _take_out(run)
    best_of = statistics.median(ours), statistics.median(raw)
    raw_name = "COPY" if connection.vendor == "postgresql" else "executemany"
    target = 1 / 0.8 if connection.vendor == "postgresql" else 2.0
    return [
        Result(
            f"import {rows:,} invoice lines", best_of[0], f"raw {raw_name}", best_of[1],
            target=target, note=f"{rows / best_of[0]:,.0f} rows a second",
        )
    ]  # fmt: skip


def through_jobs(rows: int, through: Callable[[bytes], jobs.Costs]) -> list[Result]:
    """The preview and the import of a file from a browser, against writing its checked rows."""
    costs = through(_invoice_file(rows, JOB_RUN))
    prepared = _take_out(JOB_RUN)
    assert len(prepared) == rows, "the import lost rows"
    raw = timed(lambda: _write(prepared))
    _take_out(JOB_RUN)
    held = f"at most {costs.megabytes:,.0f} MB, silent for {costs.gap:.1f} s"
    if costs.megabytes > MOST_MEGABYTES or costs.gap > LONGEST_SILENCE:
        held += " **missed: 300 MB, 1 s**"
    raw_name = "COPY" if connection.vendor == "postgresql" else "executemany"
    return [
        Result(
            f"preview of {rows:,} invoice lines", costs.read, f"raw {raw_name}", raw, limit=10,
            note=held,
        ),
        Result(
            f"import of {rows:,} previewed lines", costs.apply, f"raw {raw_name}", raw, limit=15
        ),
    ]  # fmt: skip


def _invoice_file(rows: int, run: int) -> bytes:
    dice = random.Random(run)
    count = Client.objects.count()
    lines = ["client,number,issued_on,kind,amount,description"]
    for number in range(rows):
        month = add_months(LAST_MONTH, -dice.randrange(24))
        lines.append(
            f"Client {dice.randint(1, count):05d},NEW{run}-{number},"
            f"{month:%Y-%m}-{dice.randint(1, 28):02d},break_fix,"
            f"{dice.randint(100, 400_000) / 100:.2f},Replace a disk"
        )
    return "\n".join(lines).encode()


def _take_out(run: int) -> list[tuple]:
    """Remove an import's rows, keeping them in the shape in which they are written."""
    columns = COLUMNS["contracts_invoiceline"][1:]
    found = InvoiceLine.objects.filter(number__startswith=f"NEW{run}-").order_by("pk")
    rows = list(found.values_list(*columns))
    with transaction.atomic():
        found._raw_delete(found.db)
    return rows


def _write(rows: list[tuple]) -> None:
    with transaction.atomic():
        load("contracts_invoiceline", COLUMNS["contracts_invoiceline"][1:], rows)
