"""What was billed for managed services beside what was contracted: a list of what to look at.

It has nothing to do with the recurring share, whose recurring part is always what is contracted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Sum
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
    for client_id, in_month, cents in _billed(period, clients):
        row = rows.setdefault(client_id, Leakage(client_id))
        row.billed_12m_cents += cents
        row.billed_cents += cents if in_month == month else 0
    for client_id, begins, ends, cents in _contracted(period, clients):
        row = rows.setdefault(client_id, Leakage(client_id))
        row.mrr_12m_cents += cents * _months_between(begins, ends)
        row.mrr_cents += cents if begins <= month < ends else 0
    return sorted(
        _named([row for row in rows.values() if row.differs], words),
        key=lambda row: (row.difference_12m_cents, row.difference_cents, row.client),
    )


def _billed(period: Period, clients: ClientQuerySet | None) -> Iterator[tuple[int, date, int]]:
    """(client, month, cents) of the managed lines."""
    lines = InvoiceLine.objects.filter(
        kind=InvoiceLine.Kind.MANAGED, month__gte=period.start, month__lt=period.end
    )
    if clients is not None:
        lines = lines.filter(client_id__in=clients.order_by().values("pk"))
    sums = lines.order_by().values("client_id", "month")
    sums = sums.annotate(cents=Cast(Sum("amount_cents"), BigIntegerField()))
    yield from sums.values_list("client_id", "month", "cents")


def _contracted(
    period: Period, clients: ClientQuerySet | None
) -> Iterator[tuple[int, date, date, int]]:
    """(client, from, until, MRR), cut to the period."""
    rows = MrrMovement.objects.filter(month__lt=period.end, until_month__gt=period.start)
    if clients is not None:
        rows = rows.filter(client_id__in=clients.order_by().values("pk"))
    found = rows.order_by().values_list("client_id", "month", "until_month", "mrr_cents")
    for client_id, month, until_month, cents in found:
        yield client_id, max(month, period.start), min(until_month, period.end), cents


def _months_between(begins: date, ends: date) -> int:
    return (ends.year - begins.year) * 12 + ends.month - begins.month


def _named(rows: Iterable[Leakage], words: str) -> Iterator[Leakage]:
    """The rows with their clients' names; one query for all, asking by key costs more."""
    named = Client.objects.filter(name__icontains=words) if words else Client.objects.all()
    names = dict(named.order_by().values_list("pk", "name"))
    for row in rows:
        if row.pk in names:
            row.client = names[row.pk]
            yield row
