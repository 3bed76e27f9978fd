"""Reads of the ledger, named as the business says them. Months are first days, money is cents.

What a read is about is said by its `part`: the whole company, some clients, a service category.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from clients.models import ClientQuerySet
from contracts.models import Agreement, AgreementLine, InvoiceLine, LineRevision
from contracts.queries.invoices import Invoiced
from metrics.models import AgreementMrr, LineChange, MonthTotal, MrrMovement
from metrics.month_totals import totals_by_month
from metrics.months import Period
from metrics.parts import WHOLE, Part
from metrics.revenue import RevenueMonth, revenue_months


def revenue_by_month(period: Period, part: Part = WHOLE) -> list[RevenueMonth]:
    """Each month of the period, without gaps. A service category has no one-off revenue."""
    return revenue_months(period, totals_by_month(period, part))


def first_month(part: Part = WHOLE) -> date | None:
    """The month in which MRR moved first."""
    family = MonthTotal.Family.MOVEMENT.within(part.category)
    whole = MonthTotal.objects.filter(family=family)
    rows: QuerySet[Any] = whole if part.clients is None else part.movements
    first: date | None = rows.aggregate(first=Min("month"))["first"]
    return first


def invoiced_by_company(period: Period | None = None, kinds: Collection[str] = ()) -> Invoiced:
    """All invoice lines of some months and kinds, or of all, from the month totals."""
    totals = MonthTotal.objects.filter(family=MonthTotal.Family.INVOICE)
    if period:
        totals = totals.filter(month__gte=period.start, month__lt=period.end)
    if kinds:
        totals = totals.filter(kind__in=kinds)
    sums = totals.aggregate(
        lines=Coalesce(Cast(Sum("row_count"), BigIntegerField()), 0),
        cents=Coalesce(Cast(Sum("amount_cents"), BigIntegerField()), 0),
    )
    return Invoiced(sums["lines"], sums["cents"])


def mrr_of_company(month: date, category: str = "") -> int:
    """MRR of a month in cents, from the month totals."""
    family = MonthTotal.Family.MOVEMENT.within(category)
    moved = MonthTotal.objects.filter(family=family, month__lte=month)
    cents = Coalesce(Cast(Sum("amount_cents"), BigIntegerField()), 0)
    return moved.aggregate(cents=cents)["cents"] or 0


def mrr_of(part: Part, month: date) -> int:
    """MRR of a month in cents, as the movements up to it leave it."""
    if part.clients is None:
        return mrr_of_company(month, part.category)
    standing = part.movements.filter(month__lte=month, until_month__gt=month)
    cents = Coalesce(Cast(Sum("mrr_cents"), BigIntegerField()), 0)
    return standing.aggregate(cents=cents)["cents"] or 0


def moved_in(period: Period, part: Part = WHOLE, kinds: Collection[str] = ()) -> int:
    """What the movements of some months add up to in cents; of the company from its totals."""
    family = MonthTotal.Family.MOVEMENT.within(part.category)
    totals = MonthTotal.objects.filter(family=family)
    rows: QuerySet[Any] = totals if part.clients is None else part.movements
    rows = rows.filter(month__gte=period.start, month__lt=period.end)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    cents = Coalesce(Cast(Sum("amount_cents"), BigIntegerField()), 0)
    return rows.aggregate(cents=cents)["cents"] or 0


def movements_in(month: date, part: Part = WHOLE) -> QuerySet[Any]:
    """The movements of a month, one per client, largest first, with the client."""
    # What moved in a month holds past it: saying so lets the index on the end serve.
    rows = part.movements.filter(month=month, until_month__gt=month)
    return with_converted(rows.select_related("client")).order_by("-amount_cents", "client__name")


def with_converted(movements: QuerySet[MrrMovement]) -> QuerySet[Any]:
    """Add `is_converted`: a new client that had one-off invoices before its first agreement."""
    signed = Agreement.objects.filter(client=OuterRef(OuterRef("client"))).order_by("starts_on")
    bought_before = InvoiceLine.objects.filter(
        client=OuterRef("client"),
        kind__in=InvoiceLine.ONE_OFF_KINDS,
        issued_on__lt=Subquery(signed.values("starts_on")[:1]),
    )
    return movements.annotate(is_converted=Q(kind="new") & Exists(bought_before))


def line_changes_in(month: date, part: Part = WHOLE) -> QuerySet[LineChange]:
    """The line changes behind a month's movements, with line, agreement and service."""
    rows = LineChange.objects.filter(month=month).select_related(
        "line__agreement", "line__service", "revision", "client"
    )
    return part.of_lines(rows).order_by("client__name", "line__agreement__name", "line__name")


def annotate_mrr(clients: ClientQuerySet, month: date, category: str = "") -> ClientQuerySet:
    """Add `mrr_cents` of a month and `mrr_since`, the month of the last movement up to then.

    Of all there is, or of a service category alone.
    """
    return clients.annotate(
        standing=movement_at(month, category),
        mrr_cents=Coalesce(F("standing__mrr_cents"), Value(0), output_field=BigIntegerField()),
        mrr_since=F("standing__month"),
    )


def movement_at(month: date, category: str = "") -> FilteredRelation:
    """A client's movement that holds at a month-end, for annotating clients."""
    name = "category_movements" if category else "movements"
    holds = Q((f"{name}__month__lte", month), (f"{name}__until_month__gt", month))
    if category:
        holds &= Q((f"{name}__category", category))
    return FilteredRelation(name, condition=holds)


def annotate_agreement_mrr(agreements: QuerySet[Agreement], month: date) -> QuerySet[Agreement]:
    """Add `mrr_cents`, `cost_cents` and `line_count` of a month, and the client."""
    in_force = Q(mrr_rows__month__lte=month, mrr_rows__until_month__gt=month)
    found = agreements.annotate(standing=FilteredRelation("mrr_rows", condition=in_force))
    return found.select_related("client").annotate(
        **{
            name: Coalesce(F(f"standing__{name}"), Value(0), output_field=BigIntegerField())
            for name in ("mrr_cents", "cost_cents", "line_count")
        }
    )


def mrr_of_agreements(agreements: QuerySet[Agreement], month: date) -> int:
    """What agreements add up to in a month, in cents."""
    rows = AgreementMrr.objects.filter(
        month__lte=month, until_month__gt=month, agreement__in=agreements.order_by().values("pk")
    )
    cents = Coalesce(Cast(Sum("mrr_cents"), BigIntegerField()), 0)
    return rows.aggregate(cents=cents)["cents"] or 0


def mrr_of_clients(period: Period) -> Iterator[tuple[str, date, int, MrrMovement | None]]:
    """(client, month, MRR, movement) wherever there is MRR or a movement, by client and month."""
    rows = MrrMovement.objects.filter(month__lt=period.end, until_month__gt=period.start)
    for row in rows.select_related("client").order_by("client__name", "month"):
        last = min(row.until_month, period.end)
        for month in Period(max(row.month, period.start), last):
            movement = row if month == row.month else None
            if row.mrr_cents or movement:
                yield row.client.name, month, row.mrr_cents, movement


def lines_in_and_out(month: date, part: Part = WHOLE) -> QuerySet[AgreementLine]:
    """Lines that began and ended between two month-ends: in no movement, yet not forgotten."""
    first_day = Greatest("effective_on", "line__agreement__starts_on")
    began = LineRevision.objects.annotate(first_day=first_day).filter(
        Q(line__ends_on=None) | Q(line__ends_on__gte=F("first_day")),
        Q(line__agreement__ends_on=None) | Q(line__agreement__ends_on__gte=F("first_day")),
        month=month,
        until_month=month,
        quantity__gt=0,
    )
    standing = LineRevision.objects.filter(
        month__lte=month, until_month__gte=month, quantity__gt=0
    ).exclude(month=month, until_month=month)
    rows = AgreementLine.objects.filter(
        ~Exists(standing.filter(line=OuterRef("pk"))), pk__in=began.values("line_id")
    )
    rows = rows.select_related("agreement__client", "service")
    if part.category:
        rows = rows.filter(service__category=part.category)
    return rows if part.clients is None else rows.filter(agreement__client__in=part.clients)
