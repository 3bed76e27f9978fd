"""The month totals: what some clients add to them, before and after a change."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value

from metrics.ledger import statements
from metrics.revenue import TotalRow

# (month, family, kind) → (cents, rows, change of the number of clients with MRR)
Key = tuple[Any, str, str]
Totals = dict[Key, tuple[int, int, int]]


def rebuild_totals() -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements.INSERT_TOTALS + _ledger_totals(""))
        cursor.execute(statements.INSERT_TOTALS + statements.INVOICE_TOTALS)


def totals_of(ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """What these clients' agreements add to the totals."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        named = statements.LEDGER_TOTALS.count("{clients}")
        cursor.execute(_ledger_totals(f"and client_id in ({marks})"), [*ids] * named)
        return cursor.fetchall()


def retained_totals(movements: QuerySet[Any], before: date) -> Iterator[TotalRow]:
    """What months before another keep of the MRR of these clients, as the month totals say it."""
    columns = ("client_id", "part", "month", "amount_cents", "mrr_cents")
    rows = movements.annotate(part=Value("")).values_list(*columns)
    sql, params = rows.query.sql_with_params()
    dates = statements.DATES[connection.vendor]
    text = statements.RETAINED_OF.format(movements=sql, **dates)
    as_stored = connection.ops.adapt_datefield_value(before)
    with connection.cursor() as cursor:
        cursor.execute(text, [*params, as_stored])
        for month, family, kind, cents, count, clients in cursor.fetchall():
            # SQLite hands a computed date over as text.
            day = month if isinstance(month, date) else date.fromisoformat(month)
            yield day, family, kind, cents, count, clients


def _ledger_totals(clients: str) -> str:
    dates = statements.DATES[connection.vendor]
    return statements.LEDGER_TOTALS.format(clients=clients, **dates)


def accumulate(totals: Totals, rows: Iterable[tuple[Any, ...]], *, sign: int) -> None:
    for month, family, kind, cents, count, clients in rows:
        key = (month, family, kind)
        old = totals.get(key, (0, 0, 0))
        totals[key] = (old[0] + sign * cents, old[1] + sign * count, old[2] + sign * clients)


def add_to_totals(difference: Totals) -> None:
    rows = [(*key, *values) for key, values in sorted(difference.items()) if any(values)]
    if not rows:
        return
    marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            statements.ADD_TO_TOTALS.format(rows=marks), [value for row in rows for value in row]
        )
