"""The month totals in the database: what clients add to them, and how it gets there."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from metrics.ledger import statements
from metrics.ledger.sums import Moved, Sums, add_movements
from metrics.models import CategoryMovement, MrrMovement

# Rows in one statement: SQLite bounds its parameters.
ROWS_AT_ONCE = 150


def sums_of(ids: Sequence[int]) -> Sums:
    """What these clients' agreements add to the totals."""
    sums = Sums()
    _add_all(
        sums,
        MrrMovement.objects.filter(client_id__in=ids),
        CategoryMovement.objects.filter(client_id__in=ids),
    )
    marks = ", ".join(["%s"] * len(ids))
    totals = statements.SERVICE_TOTALS
    with connection.cursor() as cursor:
        named = totals.count("{clients}")
        cursor.execute(totals.format(clients=f"and client_id in ({marks})"), [*ids] * named)
        for month, family, kind, cents, rows, clients in cursor.fetchall():
            sums.add((_as_date(month), family, kind), cents, rows, clients)
    return sums


def rebuild_totals() -> None:
    sums = Sums()
    _add_all(sums, MrrMovement.objects.all(), CategoryMovement.objects.all())
    add_to_totals(sums)
    with connection.cursor() as cursor:
        cursor.execute(statements.INSERT_TOTALS + statements.SERVICE_TOTALS.format(clients=""))
        cursor.execute(statements.INSERT_TOTALS + statements.INVOICE_TOTALS)


def _add_all(sums: Sums, whole: QuerySet[MrrMovement], within: QuerySet[CategoryMovement]) -> None:
    for _, moved in movements_by(whole, "client_id"):
        add_movements(sums, "", moved)
    for (_, category), moved in movements_by(within, "client_id", "category"):
        add_movements(sums, category, moved)


def movements_by(
    movements: QuerySet[Any], *key: str
) -> Iterator[tuple[tuple[Any, ...], list[Moved]]]:
    """Movements in order of their months, grouped by what the columns of `key` say."""
    columns = (*key, "month", "kind", "amount_cents", "mrr_cents")
    rows = movements.order_by(*key, "month").values_list(*columns)
    for found, group in groupby(rows, key=lambda row: row[: len(key)]):
        yield found, [row[len(key) :] for row in group]


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
