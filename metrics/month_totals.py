"""Sums per month that months of revenue are made of: of the company as kept, of a part added up."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Case, Count, DateField, F, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Greatest

from contracts.models import InvoiceLine
from metrics.ledger.sums import Sums, add_retained
from metrics.models import CategoryMovement, MonthTotal
from metrics.months import Period, add_months
from metrics.parts import Part
from metrics.revenue import TotalRow, reach

MOVEMENT, CATEGORY = MonthTotal.Family.MOVEMENT, MonthTotal.Family.CATEGORY
RETAINED, INVOICE = MonthTotal.Family.RETAINED, MonthTotal.Family.INVOICE
SUMS = ("amount_cents", "row_count", "client_change")
# What a movement changes of the number of clients with MRR.
GAINED = Case(When(mrr_cents__gt=0, then=1), default=0) - Case(
    When(mrr_cents__gt=F("amount_cents"), then=1), default=0
)


def totals_by_month(period: Period, part: Part) -> Iterator[TotalRow]:
    """All that `revenue_months` needs for a period. Of a service category there are no invoices."""
    rows = _of_company(period, part) if part.clients is None else _of_clients(period, part)
    for row in rows:
        yield row
        if part.category and row[1] == MOVEMENT:
            yield row[0], str(CATEGORY), part.category, *row[3:]


def _of_company(period: Period, part: Part) -> Iterator[TotalRow]:
    """As they are kept; what lies before the months that are looked at comes as one month."""
    start = reach(period).start
    families = {family.within(part.category): str(family) for family in (MOVEMENT, RETAINED)}
    if not part.category:
        families |= {str(family): str(family) for family in (CATEGORY, INVOICE)}
    rows = MonthTotal.objects.filter(family__in=families, month__lt=period.end)
    before = Value(add_months(start, -1), output_field=DateField())
    groups = rows.exclude(family=INVOICE, month__lt=start).annotate(told=Greatest("month", before))
    sums = {f"{name}_sum": Cast(Sum(name), BigIntegerField()) for name in SUMS}
    columns = ("told", "family", "kind")
    found = groups.values(*columns).annotate(**sums).values_list(*columns, *sums)
    for month, family, kind, cents, count, clients in found:
        yield month, families[family], kind, cents, count, clients


def _of_clients(period: Period, part: Part) -> Iterator[TotalRow]:
    """Added up from the movements and the invoices of these clients."""
    start = reach(period).start
    moved = part.movements.filter(month__lt=period.end)
    yield from _retained(period, moved)
    sums = _moved(moved, MOVEMENT, "kind", start)
    if not part.category:
        within = part.of(CategoryMovement.objects.filter(month__lt=period.end))
        invoiced = part.of(InvoiceLine.objects.filter(month__gte=start, month__lt=period.end))
        sums = sums.union(
            _moved(within, CATEGORY, "category", start),
            _summed(invoiced, INVOICE, "kind", "month", "amount_cents", Value(0)),
            all=True,
        )
    yield from sums


def _moved(rows: QuerySet[Any], family: str, kind: str, start: date) -> QuerySet[Any, TotalRow]:
    """What moved from `start` on; where MRR stood before stands for all that led to it."""
    before = Value(add_months(start, -1), output_field=DateField())
    stood = When(month__lt=start, then="mrr_cents")
    had_mrr = When(month__lt=start, then=Case(When(mrr_cents__gt=0, then=1), default=0))
    return _summed(
        rows.filter(until_month__gte=start),
        family,
        kind,
        Greatest("month", before),
        Case(stood, default="amount_cents"),
        Sum(Case(had_mrr, default=GAINED)),
    )


def _retained(period: Period, moved: QuerySet[Any]) -> Iterator[TotalRow]:
    """What is kept in the months of the period; MRR that ended a year before is in none of them."""
    sums = Sums()
    looked_at = moved.filter(until_month__gt=add_months(period.start, -12))
    columns = ("client_id", "month", "kind", "amount_cents", "mrr_cents")
    rows = looked_at.order_by("client_id", "month").values_list(*columns)
    for _, group in groupby(rows, key=lambda row: row[0]):
        add_retained(sums, RETAINED, [row[1:] for row in group])
    return (row for row in sums.rows() if row[0] < period.end)


def _summed(
    rows: QuerySet[Any],
    family: str,
    kind: str,
    month: str | Combinable,
    cents: str | Combinable,
    client_change: Combinable,
) -> QuerySet[Any, TotalRow]:
    """Rows of one query, to be read together with those of others."""
    columns = ("told_month", "told_family", "told_kind")
    told = rows.order_by().annotate(
        told_month=F(month) if isinstance(month, str) else month,
        told_family=Value(str(family)),
        told_kind=F(kind),
    )
    sums = told.values(*columns).annotate(
        cents=Cast(Sum(cents), BigIntegerField()), lines=Count("*"), clients=client_change
    )
    return sums.values_list(*columns, "cents", "lines", "clients")
