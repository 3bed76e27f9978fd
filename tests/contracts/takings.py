"""Readings for tests of the engine, written as rows of the columns that a test is about."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from contracts.importing.columns import Columns
from contracts.importing.declared import Decisions
from contracts.importing.outcomes import Outcome, no_progress
from contracts.importing.readings import Reading
from contracts.importing.taking import take_in

TODAY = date(2026, 6, 30)
INVOICE = {
    "client": "Acme",
    "number": "1001",
    "issued_on": "2026-01-15",
    "kind": "unclassified",
    "amount": 250_00,
    "description": "",
    "item": None,
}
AGREEMENT = {
    "client": "Acme",
    "agreement": "MSA",
    "line": "Help desk",
    "billing_months": 1,
    "quantity": Decimal(1),
    "unit_price": Decimal(100),
    "effective_on": date(2026, 1, 1),
}


def reading(kind: str, default: dict, rows: tuple[dict, ...]) -> Reading:
    names = list(dict.fromkeys([*default, *(name for row in rows for name in row)]))
    full = [{**default, **row} for row in rows]
    values = {name: [row.get(name) for row in full] for name in names}
    columns = Columns(names, list(range(2, len(full) + 2)), values)
    return Reading(kind, "test", "Test", columns=columns, row_count=len(full))


def invoices(*rows: dict) -> Reading:
    """Rows of one client and number are one invoice."""
    counts: dict = {}
    placed = []
    for row in rows:
        key = tuple({**INVOICE, **row}[name] for name in ("client", "number"))
        counts[key] = counts.get(key, 0) + 1
        placed.append({"position": counts[key], **row})
    return reading("invoices", INVOICE, tuple(placed))


def agreements(*rows: dict) -> Reading:
    return reading("agreements", AGREEMENT, rows)


def clients(*rows: dict) -> Reading:
    return reading("clients", {"client": "Acme"}, rows)


def take(
    read: Reading, decisions: Decisions | None = None, *, today=TODAY, progress=no_progress
) -> Outcome:
    with transaction.atomic():
        return take_in(read, decisions or Decisions(), today=today, progress=progress)
