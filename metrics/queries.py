"""Reads of the ledger, named as the business says them. Months are first days, money is cents.

`clients=None` means the whole company and reads the month totals; a queryset of clients (an
account manager's, a single one) is added up from the rows of those clients.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import add

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from clients.models import ClientQuerySet
from contracts.models import AgreementLine, InvoiceLine, LineRevision
from metrics.figures import Share, ratio
from metrics.models import LineChange, MonthTotal, MrrMovement
from metrics.months import Period, add_months

SHARE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class RevenueMonth:
    """One month of the company, or of some clients. Movements are magnitudes, never negative.

    opening + new + reactivation + expansion − contraction − churn = closing = Σ of the categories.
    """

    month: date
    opening_cents: int
    new_cents: int
    reactivation_cents: int
    expansion_cents: int
    contraction_cents: int
    churn_cents: int
    closing_cents: int
    client_count: int
    managed_cents: int
    security_cents: int
    resale_cents: int
    project_cents: int
    professional_services_cents: int
    hardware_cents: int
    break_fix_cents: int
    unclassified_cents: int
    unclassified_count: int
    share_12m: Share

    @property
    def net_cents(self) -> int:
        return self.closing_cents - self.opening_cents

    @property
    def growth(self) -> Fraction | None:
        """The net change over the opening MRR."""
        return ratio(self.net_cents, self.opening_cents)

    @property
    def gained_cents(self) -> int:
        return self.new_cents + self.reactivation_cents + self.expansion_cents

    @property
    def lost_cents(self) -> int:
        return self.contraction_cents + self.churn_cents

    @property
    def arpa_cents(self) -> int | None:
        """MRR over the clients with MRR, to the nearest cent."""
        average = ratio(self.closing_cents, self.client_count)
        return None if average is None else round(average)

    @property
    def revenue_cents(self) -> int:
        """Recurring and one-off; unclassified lines may be either, so they stay beside it."""
        return self.closing_cents + self.one_off_cents

    @property
    def one_off_cents(self) -> int:
        return (
            self.project_cents
            + self.professional_services_cents
            + self.hardware_cents
            + self.break_fix_cents
        )

    @property
    def share(self) -> Share:
        return Share(
            self.managed_cents + self.security_cents,
            self.closing_cents,
            self.one_off_cents,
            self.unclassified_cents,
        )


# A row of totals: month, family, kind, cents, rows, change of the number of clients with MRR.
TotalRow = tuple[date, str, str, int, int, int]


def revenue_by_month(period: Period, clients: ClientQuerySet | None = None) -> list[RevenueMonth]:
    """Each month of the period, without gaps."""
    rows = _company_totals(period.end) if clients is None else _totals_of(clients, period.end)
    by_month: dict[date, dict[tuple[str, str], TotalRow]] = defaultdict(dict)
    for row in rows:
        by_month[row[0]][row[1], row[2]] = row
    earliest = add_months(period.start, 1 - SHARE_MONTHS)
    start = min([*by_month, earliest])
    months = list(_fold(Period(start, period.end), by_month))
    return months[-len(list(period)) :]


def _company_totals(before: date) -> Iterable[TotalRow]:
    return MonthTotal.objects.filter(month__lt=before).values_list(
        "month", "family", "kind", "amount_cents", "row_count", "client_change"
    )


def _totals_of(clients: ClientQuerySet, before: date) -> Iterator[TotalRow]:
    """The month totals of some clients, added up from the ledger and the invoices."""
    ids = clients.order_by().values("pk")
    gained = Case(When(mrr_cents__gt=0, then=1), default=0) - Case(
        When(mrr_cents__gt=F("amount_cents"), then=1), default=0
    )
    family = MonthTotal.Family
    rows = MrrMovement.objects.filter(client_id__in=ids, month__lt=before)
    yield from _summed(rows, family.MOVEMENT, "kind", Sum(gained))
    rows = LineChange.objects.filter(client_id__in=ids, month__lt=before)
    yield from _summed(rows, family.CATEGORY, "category", Value(0))
    rows = InvoiceLine.objects.filter(client_id__in=ids, month__lt=before)
    yield from _summed(rows.order_by(), family.INVOICE, "kind", Value(0))


def _summed(rows: QuerySet, family: str, kind: str, client_change) -> Iterator[TotalRow]:
    sums = rows.values("month", kind).annotate(
        cents=Cast(Sum("amount_cents"), BigIntegerField()),
        row_count=Count("*"),
        client_change=client_change,
    )
    for row in sums:
        yield (
            row["month"],
            str(family),
            row[kind],
            row["cents"],
            row["row_count"],
            row["client_change"],
        )


def _fold(
    period: Period, by_month: dict[date, dict[tuple[str, str], TotalRow]]
) -> Iterator[RevenueMonth]:
    """Run through the months, carrying MRR, its categories and the client count along."""
    mrr = clients = 0
    categories = {"managed": 0, "security": 0, "resale": 0}
    shares: list[Share] = []
    for month in period:
        rows = by_month.get(month, {})
        moved = {kind: row[3] for (family, kind), row in rows.items() if family == "movement"}
        invoiced = {kind: row for (family, kind), row in rows.items() if family == "invoice"}
        clients += sum(row[5] for row in rows.values())
        for category in categories:
            if row := rows.get(("category", category)):
                categories[category] += row[3]
        unclassified = invoiced.get("unclassified")
        opening, mrr = mrr, mrr + sum(moved.values())
        cents = {kind: invoiced[kind][3] if kind in invoiced else 0 for kind in ONE_OFF}
        loose = unclassified[3] if unclassified else 0
        one_off = sum(cents.values())
        standing = categories["managed"] + categories["security"]
        shares = [*shares[1 - SHARE_MONTHS :], Share(standing, mrr, one_off, loose)]
        yield RevenueMonth(
            month=month,
            opening_cents=opening,
            new_cents=moved.get("new", 0),
            reactivation_cents=moved.get("reactivation", 0),
            expansion_cents=moved.get("expansion", 0),
            contraction_cents=-moved.get("contraction", 0),
            churn_cents=-moved.get("churn", 0),
            closing_cents=mrr,
            client_count=clients,
            managed_cents=categories["managed"],
            security_cents=categories["security"],
            resale_cents=categories["resale"],
            project_cents=cents["project"],
            professional_services_cents=cents["professional_services"],
            hardware_cents=cents["hardware"],
            break_fix_cents=cents["break_fix"],
            unclassified_cents=loose,
            unclassified_count=unclassified[4] if unclassified else 0,
            share_12m=reduce(add, shares),
        )


ONE_OFF = [str(kind) for kind in InvoiceLine.ONE_OFF_KINDS]


def movements_in(month: date, clients: ClientQuerySet | None = None) -> QuerySet[MrrMovement]:
    """The movements of a month, one per client, largest first, with the client."""
    rows = MrrMovement.objects.filter(month=month).select_related("client")
    return _limited(rows, clients).order_by("-amount_cents", "client__name")


def line_changes_in(month: date, clients: ClientQuerySet | None = None) -> QuerySet[LineChange]:
    """The line changes behind a month's movements, with line, agreement and service."""
    rows = LineChange.objects.filter(month=month).select_related(
        "line__agreement", "line__service", "revision", "client"
    )
    return _limited(rows, clients).order_by("client__name", "line__agreement__name", "line__name")


def _limited(rows: QuerySet, clients: ClientQuerySet | None) -> QuerySet:
    return rows if clients is None else rows.filter(client_id__in=clients.order_by().values("pk"))


def annotate_mrr(clients: ClientQuerySet, month: date) -> ClientQuerySet:
    """Add `mrr_cents` of a month and `mrr_since`, the month of the last movement up to then."""
    in_force = Q(movements__month__lte=month, movements__until_month__gt=month)
    return clients.annotate(
        standing=FilteredRelation("movements", condition=in_force),
        mrr_cents=Coalesce(F("standing__mrr_cents"), Value(0), output_field=BigIntegerField()),
        mrr_since=F("standing__month"),
    )


def mrr_of_clients(period: Period) -> Iterator[tuple[str, date, int, MrrMovement | None]]:
    """(client, month, MRR, movement) wherever there is MRR or a movement, by client and month."""
    rows = MrrMovement.objects.filter(month__lt=period.end, until_month__gt=period.start)
    for row in rows.select_related("client").order_by("client__name", "month"):
        last = min(row.until_month, period.end)
        for month in Period(max(row.month, period.start), last):
            movement = row if month == row.month else None
            if row.mrr_cents or movement:
                yield row.client.name, month, row.mrr_cents, movement


def lines_in_and_out(month: date, clients: ClientQuerySet | None = None) -> QuerySet[AgreementLine]:
    """Lines that began and ended between two month-ends: in no movement, yet not forgotten."""
    began = LineRevision.objects.filter(
        Q(line__ends_on=None) | Q(line__ends_on__gte=F("effective_on")),
        month=month,
        until_month=month,
        quantity__gt=0,
    )
    standing = LineRevision.objects.filter(
        month__lte=month, until_month__gte=month, quantity__gt=0
    ).exclude(month=month, until_month=month)
    rows = AgreementLine.objects.filter(pk__in=began.values("line_id")).exclude(
        pk__in=standing.values("line_id")
    )
    rows = rows.select_related("agreement__client", "service")
    if clients is None:
        return rows
    return rows.filter(agreement__client__in=clients)
