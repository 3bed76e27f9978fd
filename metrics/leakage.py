"""What was billed for managed services beside what was contracted: a list of what to look at.

It has nothing to do with the recurring share, whose recurring part is always what is contracted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Q, QuerySet, Sum, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from clients.models import Client, ClientQuerySet
from contracts.models import InvoiceLine
from metrics.models import MrrMovement
from metrics.months import Period

MONTHS = 12


@dataclass(slots=True)
class Leakage:
    """A client's sums in cents, of a month and of the twelve months that end with it."""

    pk: int
    client: str = ""
    billed_cents: int = 0
    mrr_cents: int = 0
    billed_12m_cents: int = 0
    mrr_12m_cents: int = 0

    @property
    def difference_cents(self) -> int:
        return self.billed_cents - self.mrr_cents

    @property
    def difference_12m_cents(self) -> int:
        return self.billed_12m_cents - self.mrr_12m_cents

    @property
    def differs(self) -> bool:
        return bool(self.difference_cents or self.difference_12m_cents)


def leakages(
    month: date, clients: ClientQuerySet | None = None, *, words: str = ""
) -> list[Leakage]:
    """The clients whose managed invoices differ from their MRR, in the month or over twelve.

    Over twelve months the sum of each month's MRR is compared, so that what is billed by the
    quarter or the year in advance is no difference. The most under-billed come first.
    """
    period = Period.ending_with(month, months=MONTHS)
    rows: dict[int, Leakage] = {}
    for client_id, cents, year_cents in _billed(period, month, clients):
        rows[client_id] = Leakage(client_id, billed_cents=cents or 0, billed_12m_cents=year_cents)
    for client_id, cents, year_cents in _contracted(period, month, clients):
        row = rows.setdefault(client_id, Leakage(client_id))
        row.mrr_cents, row.mrr_12m_cents = cents, year_cents
    return sorted(
        _named([row for row in rows.values() if row.differs], words),
        key=lambda row: (row.difference_12m_cents, row.difference_cents, row.client),
    )


Sums = Iterable[tuple[int, int, int]]


def _billed(period: Period, month: date, clients: ClientQuerySet | None) -> Sums:
    """(client, cents of the month or None, cents of the period) of the managed lines."""
    lines = InvoiceLine.objects.filter(
        kind=InvoiceLine.Kind.MANAGED, month__gte=period.start, month__lt=period.end
    )
    in_month = Sum("amount_cents", filter=Q(month=month))
    return _sums(lines, clients, in_month, Sum("amount_cents"))


def _contracted(period: Period, month: date, clients: ClientQuerySet | None) -> Sums:
    """(client, MRR of the month, of all months of the period added up)."""
    rows = MrrMovement.objects.filter(month__lt=period.end, until_month__gt=period.start)
    in_month, *others = [_mrr_in(month), *(_mrr_in(other) for other in period if other != month)]
    whole: Combinable = in_month
    for other in others:
        whole += other
    return _sums(rows, clients, Sum(in_month), Sum(whole))


def _mrr_in(month: date) -> Case:
    return Case(When(month__lte=month, until_month__gt=month, then="mrr_cents"), default=0)


def _sums(rows: QuerySet[Any], clients: ClientQuerySet | None, *cents: Sum) -> Sums:
    if clients is not None:
        rows = rows.filter(client_id__in=clients.order_by().values("pk"))
    named = dict(zip(("month_cents", "year_cents"), cents, strict=True))
    whole = {name: Cast(sums, BigIntegerField()) for name, sums in named.items()}
    return rows.order_by().values("client_id").annotate(**whole).values_list("client_id", *whole)


def _named(rows: Iterable[Leakage], words: str) -> Iterator[Leakage]:
    """The rows with their clients' names; one query for all, asking by key costs more."""
    named = Client.objects.filter(name__icontains=words) if words else Client.objects.all()
    names = dict(named.order_by().values_list("pk", "name"))
    for row in rows:
        if row.pk in names:
            row.client = names[row.pk]
            yield row
