"""The lines in force: what MRR is made of."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Sum

from contracts.models import Agreement, AgreementLine, LineRevision
from contracts.queries.agreements import in_force
from metrics.months import last_day_of
from metrics.parts import WHOLE, Part

# Lines with an amount and without a cost: their margin reads 100 %.
LACKS_COST = Q(cost_cents=0, monthly_cents__gt=0)


def lines_in_force(month: date, part: Part = WHOLE) -> QuerySet[LineRevision]:
    """The revisions in service on the month's last day, one per line."""
    return part.of_lines(LineRevision.objects.filter(in_force(month), quantity__gt=0))


def lines_in_force_on_the_first(month: date, part: Part = WHOLE) -> QuerySet[LineRevision]:
    """The revisions in service on the month's first day: day-1 income.

    What holds at the month-end before or at this one holds on the first, unless the days say
    otherwise of what begins or ends within the month.
    """
    later = LineRevision.objects.filter(
        line=OuterRef("line"), effective_on__gt=OuterRef("effective_on"), effective_on__lte=month
    )
    began_before = Q(month__lt=month) | Q(line__agreement__starts_on__lte=month)
    lasts = Q(until_month__gt=month) | (
        (Q(line__ends_on=None) | Q(line__ends_on__gte=month))
        & (Q(line__agreement__ends_on=None) | Q(line__agreement__ends_on__gte=month))
        & ~Exists(later)
    )
    around = part.of_lines(
        LineRevision.objects.filter(month__lte=month, until_month__gte=month, quantity__gt=0)
    )
    # The days are looked up of the few that come or go; nearly all lines hold on both sides.
    turning = around.filter(Q(month=month) | Q(until_month=month), effective_on__lte=month)
    certain = turning.filter(began_before, lasts).order_by().values("pk")
    return around.filter(Q(month__lt=month, until_month__gt=month) | Q(pk__in=certain))


@dataclass(frozen=True, slots=True)
class LineChoice:
    """What else narrows lines than clients and category; empty values do not.

    `notice_month` keeps those of agreements whose last day for notice lies in that month,
    `with_users` those that count users.
    """

    words: str = ""
    agreement: Agreement | None = None
    service: str = ""
    commitment: str = ""
    notice_month: date | None = None
    with_users: bool = False
    lacks_cost: bool = False

    @property
    def narrows(self) -> bool:
        return self != LineChoice()

    def of(self, lines: QuerySet[LineRevision]) -> QuerySet[LineRevision]:
        chosen = {
            "line__agreement": self.agreement,
            "line__service": self.service,
            "line__agreement__commitment": self.commitment,
        }
        lines = lines.filter(**{name: value for name, value in chosen.items() if value})
        if self.lacks_cost:
            lines = lines.filter(LACKS_COST)
        if self.with_users:
            lines = lines.filter(user_count__gt=0)
        if self.notice_month:
            lines = lines.filter(_notice_in(self.notice_month))
        return lines.filter(_named(self.words)) if self.words else lines


def _notice_in(month: date) -> Q:
    """Of an agreement with a last day nobody waits for notice any more."""
    return Q(
        line__agreement__notice_on__gte=month,
        line__agreement__notice_on__lte=last_day_of(month),
        line__agreement__ends_on=None,
    )


def _named(words: str) -> Q:
    names = ("line__name", "line__agreement__name", "line__service__name", "client__name")
    found = Q()
    for name in names:
        found |= Q((f"{name}__icontains", words))
    return found


def users_of(lines: QuerySet[LineRevision]) -> int:
    """The users of a client are those of its line that counts the most."""
    clients = lines.order_by().values("client_id").annotate(most=Max("user_count"))
    users: int = clients.aggregate(users=Sum("most", default=0))["users"]
    return users


def with_records(lines: QuerySet[LineRevision]) -> QuerySet[LineRevision]:
    """With client, line, agreement and service, looked up for the rows of a page alone."""
    named = AgreementLine.objects.select_related("agreement", "service")
    return lines.prefetch_related("client", Prefetch("line", named))


def with_margin(lines: QuerySet[LineRevision]) -> QuerySet[LineRevision]:
    """Add `earned_cents`, the monthly amount less what the units cost."""
    return lines.annotate(earned_cents=F("monthly_cents") - F("cost_cents"))
