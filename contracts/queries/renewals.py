"""Reads of renewals: agreements with a term, by the last day on which notice can be given."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, Case, CharField, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from clients.models import ClientQuerySet
from contracts.models import Agreement
from contracts.queries.agreements import agreements_of

ENDING = "ending"
# Days from today to the last day of notice: first and last, None for open.
DAYS: dict[str, tuple[int | None, int | None]] = {
    "past": (None, -1),
    "30": (0, 30),
    "60": (31, 60),
    "90": (61, 90),
    "later": (91, None),
}
LAST_DUE_DAY = 90
GROUPS = [
    ("past", "Notice passed"),
    ("30", "0 to 30 days"),
    ("60", "31 to 60 days"),
    ("90", "61 to 90 days"),
    ("later", "Later"),
    (ENDING, "Ending"),
]


SUMMED = ("group", "count", "cents")


@dataclass(frozen=True, slots=True)
class RenewalGroup:
    value: str
    label: str
    agreement_count: int
    mrr_cents: int


def renewals_of(clients: ClientQuerySet | None, today: date) -> QuerySet[Agreement]:
    """Agreements with a term that have not ended by today."""
    return agreements_of(clients).exclude(notice_on=None).exclude(ends_on__lt=today)


def renewals_due(clients: ClientQuerySet | None, today: date) -> QuerySet[Agreement]:
    """Undecided ones whose last day of notice has passed or lies within 90 days, that day first."""
    due = renewals_of(clients, today).filter(ends_on=None, renewal_decision="")
    due = due.filter(notice_on__lte=today + timedelta(days=LAST_DUE_DAY))
    return due.order_by("notice_on", "client__name")


def terms_not_renewed(
    clients: ClientQuerySet | None, first: date, last: date
) -> QuerySet[Agreement]:
    """Agreements whose term ends on one of these days, and nobody has decided to go on.

    Fixed terms without a decision, and whatever is to end by decision. One with a last day of
    service is known to end: it is not among them.
    """
    undecided = Q(commitment=Agreement.Commitment.FIXED_TERM, renewal_decision="")
    let_end = Q(renewal_decision=Agreement.RenewalDecision.LET_END)
    terms = agreements_of(clients).filter(term_ends_on__gte=first, term_ends_on__lte=last)
    return terms.filter(undecided | let_end, ends_on=None)


def in_group(group: str, today: date) -> Q:
    """Where an agreement belongs: one with a last day is ending, whatever its notice."""
    if group == ENDING:
        return Q(ends_on__isnull=False)
    first, last = DAYS[group]
    inside = Q(ends_on=None)
    if first is not None:
        inside &= Q(notice_on__gte=today + timedelta(days=first))
    if last is not None:
        inside &= Q(notice_on__lte=today + timedelta(days=last))
    return inside


def renewal_groups(renewals: QuerySet[Agreement], today: date) -> list[RenewalGroup]:
    """Every group with its agreements and their MRR; each of them carries its `mrr_cents`."""
    grouped = renewals.annotate(group=_group(today)).order_by().values("group")
    sums = grouped.annotate(count=Count("pk"), cents=Cast(Sum("mrr_cents"), BigIntegerField()))
    found = {group: (count, cents) for group, count, cents in sums.values_list(*SUMMED)}
    return [RenewalGroup(value, label, *found.get(value, (0, 0))) for value, label in GROUPS]


def _group(today: date) -> Case:
    cases = (When(in_group(value, today), then=Value(value)) for value, _ in GROUPS)
    return Case(*cases, output_field=CharField())
