"""Reads of renewals: agreements with a term, by the last day on which notice can be given."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, Case, CharField, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from clients.models import ClientQuerySet
from contracts.models import Agreement
from contracts.queries.agreements import agreements_of, with_monthly_amounts

ENDING = "ending"
# Days from today to the last day of notice: first and last, None for open.
DAYS: dict[str, tuple[int | None, int | None]] = {
    "past": (None, -1),
    "30": (0, 30),
    "60": (31, 60),
    "90": (61, 90),
    "later": (91, None),
}
GROUPS = [
    ("past", "Notice passed"),
    ("30", "0 to 30 days"),
    ("60", "31 to 60 days"),
    ("90", "61 to 90 days"),
    ("later", "Later"),
    (ENDING, "Ending"),
]


@dataclass(frozen=True, slots=True)
class RenewalGroup:
    value: str
    label: str
    agreement_count: int
    mrr_cents: int


def renewals_of(clients: ClientQuerySet | None, today: date) -> QuerySet[Agreement]:
    """Agreements with a term that have not ended by today."""
    return agreements_of(clients).exclude(notice_on=None).exclude(ends_on__lt=today)


def in_group(group: str, today: date) -> Q:
    """Where an agreement belongs: one with a last day is ending, whatever its notice."""
    if group == ENDING:
        return Q(ends_on__isnull=False)
    first, last = DAYS[group]
    inside = Q(ends_on=None)
    if first is not None:
        inside &= Q(notice_on__gte=today + timedelta(days=first))
    return inside if last is None else inside & Q(notice_on__lte=today + timedelta(days=last))


def renewal_groups(renewals: QuerySet[Agreement], today: date, month: date) -> list[RenewalGroup]:
    """Every group with its agreements and their MRR on the month's last day."""
    group = Case(
        *(When(in_group(value, today), then=Value(value)) for value, _ in GROUPS),
        output_field=CharField(),
    )
    sums = with_monthly_amounts(renewals, month).annotate(group=group).order_by().values("group")
    found = {
        row["group"]: (row["agreements"], row["cents"])
        for row in sums.annotate(
            agreements=Count("pk"), cents=Cast(Sum("mrr_cents"), BigIntegerField())
        )
    }
    return [RenewalGroup(value, label, *found.get(value, (0, 0))) for value, label in GROUPS]
