"""The month totals in the database: what clients add to them, and how it gets there."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection

from metrics.ledger import statements
from metrics.ledger.sums import LineStep, Movements, Sums, add_lines, add_movements

# Rows in one statement: SQLite bounds its parameters.
ROWS_AT_ONCE = 150


def movements_of(ids: Sequence[int] | None) -> Movements:
    """The stored movements of some clients, or of all, in order."""
    found: Movements = {}
    for (client, category), rows in groupby(_read(statements.MOVED, ids), key=lambda row: row[:2]):
        found[client, category] = [
            (_as_date(month), kind, cents, mrr) for _, _, month, kind, cents, mrr in rows
        ]
    return found


def lines_of(ids: Sequence[int] | None) -> Counter[LineStep]:
    """The revisions in force of some clients' lines, or of all; equal ones are counted."""
    return Counter(
        (service, _as_date(month), _as_date(until_month), bool(ends), *cents)
        for service, month, until_month, ends, *cents in _read(statements.LINES, ids)
    )


def _read(text: str, ids: Sequence[int] | None) -> list[tuple[Any, ...]]:
    marks = ", ".join(["%s"] * len(ids or ()))
    clients = "" if ids is None else f"and client_id in ({marks})"
    with connection.cursor() as cursor:
        cursor.execute(text.format(clients=clients), [*(ids or ())] * text.count("{clients}"))
        return cursor.fetchall()


def rebuild_totals() -> None:
    sums = Sums()
    for (_, category), moved in movements_of(None).items():
        add_movements(sums, category, moved)
    add_lines(sums, lines_of(None))
    add_to_totals(sums)
    with connection.cursor() as cursor:
        cursor.execute(statements.INSERT_TOTALS + statements.INVOICE_TOTALS)


def add_to_totals(sums: Sums) -> None:
    """Add sums to what is stored, in the order of their keys."""
    rows = list(sums.rows())
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(part))
            values: list[Any] = []
            for month, *others in part:
                values += [adapt(month), *others]
            cursor.execute(statements.ADD_TO_TOTALS.format(rows=marks), values)


def _as_date(month: Any) -> date:
    """SQLite hands a computed date over as text."""
    return month if isinstance(month, date) else date.fromisoformat(month)
