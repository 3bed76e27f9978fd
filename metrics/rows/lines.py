"""The lines in force: what MRR is made of."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q, QuerySet, Sum

from clients.models import Client
from contracts.models import Agreement, AgreementLine, LineRevision, Service
from contracts.queries.agreements import in_force
from metrics.day_one import begun_on, gone_by
from metrics.months import add_months, last_day_of
from metrics.parts import WHOLE, Part

# Lines with an amount and without a cost: their margin reads 100 %.
LACKS_COST = Q(cost_cents=0, monthly_cents__gt=0)


def lines_in_force(month: date, part: Part = WHOLE) -> QuerySet[LineRevision]:
    """The revisions in service on the month's last day, one per line."""
    return part.of_lines(LineRevision.objects.filter(in_force(month), quantity__gt=0))


def lines_in_force_on_the_first(month: date, part: Part = WHOLE) -> QuerySet[LineRevision]:
    """The revisions in service on the month's first day: day-1 income.

    Those of the month-end before, but for the few that the day makes a difference to.
    """
    around = LineRevision.objects.filter(month__lte=month, until_month__gte=month, quantity__gt=0)
    held, gone = in_force(add_months(month, -1)), Q(pk__in=gone_by(month).values("pk"))
    begun = Q(pk__in=begun_on(month).values("pk"))
    return part.of_lines(around.filter((held & ~gone) | begun))


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
        return lines.filter(named_by(self.words)) if self.words else lines


def _notice_in(month: date) -> Q:
    """Of an agreement with a last day nobody waits for notice any more."""
    return Q(
        line__agreement__notice_on__gte=month,
        line__agreement__notice_on__lte=last_day_of(month),
        line__agreement__ends_on=None,
    )


def named_by(words: str) -> Q:
    """Of a client, line, agreement or service; each is looked for where there are fewest of it."""
    agreements = Agreement.objects.filter(name__icontains=words).order_by()
    services = Service.objects.filter(name__icontains=words).order_by()
    lines = AgreementLine.objects.filter(
        Q(name__icontains=words)
        | Q(agreement__in=agreements.values("pk"))
        | Q(service__in=services.values("pk"))
    )
    clients = Client.objects.filter(name__icontains=words)
    return Q(client__in=clients.order_by().values("pk")) | Q(line__in=lines.order_by().values("pk"))


def users_of(lines: QuerySet[LineRevision]) -> int:
    """The users of a client are those of its line that counts the most."""
    clients = lines.order_by().values("client_id").annotate(most=Max("user_count"))
    users: int = clients.aggregate(users=Sum("most", default=0))["users"]
    return users


def with_margin(lines: QuerySet[LineRevision]) -> QuerySet[LineRevision]:
    """Add `earned_cents`, the monthly amount less what the units cost."""
    return lines.annotate(earned_cents=F("monthly_cents") - F("cost_cents"))


def with_records(lines: QuerySet[LineRevision]) -> QuerySet[LineRevision]:
    """With the margin, client, line, agreement and service."""
    return with_margin(lines).select_related("client", "line__agreement", "line__service")
