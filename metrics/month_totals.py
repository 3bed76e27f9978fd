"""Sums per month that months of revenue are made of: of the company as kept, of a part added up."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Case, Count, DateField, F, QuerySet, Sum, Value, When
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
    sums = {f"{name}_sum": _sum(name) for name in SUMS}
    columns = ("told", "family", "kind")
    found = groups.values(*columns).annotate(**sums).values_list(*columns, *sums)
    for month, family, kind, cents, count, clients in found:
        yield month, families[family], kind, cents, count, clients


def _of_clients(period: Period, part: Part) -> Iterator[TotalRow]:
    """Added up from the movements and the invoices of these clients."""
    yield from _moved(period, part.movements, MOVEMENT, "kind")
    yield from _retained(period, part.movements)
    if part.category:
        return
    yield from _moved(period, part.of(CategoryMovement.objects.all()), CATEGORY, "category")
    start = reach(period).start
    invoiced = part.of(InvoiceLine.objects.filter(month__gte=start, month__lt=period.end))
    sums = invoiced.order_by().values("month", "kind").annotate(cents=_sum("amount_cents"))
    for row in sums.annotate(lines=Count("*")):
        yield row["month"], str(INVOICE), row["kind"], row["cents"], row["lines"], 0


def _moved(period: Period, movements: QuerySet[Any], family: str, kind: str) -> Iterator[TotalRow]:
    """Movements by month; those before the months that are looked at as the MRR they led to."""
    start = reach(period).start
    before = add_months(start, -1)
    looked_at = movements.filter(month__lt=period.end, until_month__gt=before)
    told = Greatest("month", Value(before, output_field=DateField()))
    moves = When(month__gte=start, then=GAINED)
    sums = (
        looked_at.annotate(told=told)
        .values("told", kind)
        .annotate(
            cents=_sum(Case(When(month__gte=start, then="amount_cents"), default="mrr_cents")),
            row_count=Count("*"),
            clients=Sum(Case(moves, When(mrr_cents__gt=0, then=1), default=0)),
        )
    )
    for row in sums:
        yield row["told"], str(family), row[kind], row["cents"], row["row_count"], row["clients"]


def _retained(period: Period, movements: QuerySet[Any]) -> Iterator[TotalRow]:
    """What is kept in the months of the period; MRR that ended a year before is in none of them."""
    sums = Sums()
    year_before = add_months(period.start, -12)
    looked_at = movements.filter(month__lt=period.end, until_month__gt=year_before)
    columns = ("client_id", "month", "kind", "amount_cents", "mrr_cents")
    rows = looked_at.order_by("client_id", "month").values_list(*columns)
    for _, group in groupby(rows, key=lambda row: row[0]):
        add_retained(sums, RETAINED, [row[1:] for row in group])
    return (row for row in sums.rows() if row[0] < period.end)


def _sum(what: str | Case) -> Cast:
    return Cast(Sum(what), BigIntegerField())
