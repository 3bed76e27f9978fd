"""Cohorts: what each month changes of them, and their clients so many months on. Money is cents."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Cast, Coalesce

from config.exports import month as month_key
from metrics.cohorts import Change
from metrics.figures import ratio
from metrics.models import Kind, MonthTotal
from metrics.month_totals import GAINED
from metrics.months import Period
from metrics.parts import WHOLE, Part
from metrics.rows.movements import moved_within


def cohort_changes(period: Period, part: Part = WHOLE) -> Iterator[Change]:
    """What each month up to the period's end changes of the cohorts that begin in the period."""
    rows = _company_changes(period, part) if part.clients is None else _changes_of(period, part)
    for cohort, month, cents, client_count in rows:
        yield Change(cohort, month, cents, client_count)


def _company_changes(period: Period, part: Part) -> Iterator[tuple[date, date, int, int]]:
    totals = MonthTotal.objects.filter(
        family=MonthTotal.Family.COHORT.within(part.category),
        month__gte=period.start,
        month__lt=period.end,
        kind__gte=month_key(period.start),
    )
    months = {month_key(month): month for month in period}
    rows = totals.values_list("kind", "month", "amount_cents", "client_change")
    for kind, month, cents, client_count in rows:
        yield months[kind], month, cents, client_count


def _changes_of(period: Period, part: Part) -> QuerySet[Any]:
    """The same added up from the clients' movements, as the ledger does."""
    first = "client__category_movements" if part.category else "client__movements"
    is_first = Q((f"{first}__kind", Kind.NEW), (f"{first}__mrr_cents__gt", 0))
    if part.category:
        is_first &= Q((f"{first}__category", part.category))
    moved = part.movements.annotate(first=FilteredRelation(first, condition=is_first)).order_by()
    rows = moved.filter(
        first__month__gte=period.start, month__gte=F("first__month"), month__lt=period.end
    )
    # A category can have been below 0 before: it begins with what it reaches.
    reached = Case(When(month=F("first__month"), then="mrr_cents"), default="amount_cents")
    return rows.values_list("first__month", "month").annotate(
        cents=Cast(Sum(reached), BigIntegerField()), client_count=Sum(GAINED)
    )


def _beginning(part: Part) -> FilteredRelation:
    """The same client's first movement, for annotating movements."""
    name = "client__category_movements" if part.category else "client__movements"
    is_first = Q((f"{name}__kind", Kind.NEW), (f"{name}__mrr_cents__gt", 0))
    if part.category:
        is_first &= Q((f"{name}__category", part.category))
    return FilteredRelation(name, condition=is_first)


def first_movements(part: Part = WHOLE) -> QuerySet[Any]:
    """The movement with which each client had MRR for the first time."""
    return part.movements.filter(kind=Kind.NEW, mrr_cents__gt=0)


class CohortSums(NamedTuple):
    """What the clients of some cohorts began with, and what is left of it."""

    first_cents: int
    first_count: int
    now_cents: int
    now_count: int

    @property
    def share(self) -> Fraction | None:
        return ratio(self.now_cents, self.first_cents)


def cohort_clients(period: Period, part: Part = WHOLE, *, words: str = "") -> QuerySet[Any]:
    """The first movement of each client whose first MRR came in the period.

    `words` are to be in the client's name.
    """
    rows = moved_within(period, first_movements(part))
    return rows.filter(client__name__icontains=words) if words else rows


class MonthsLater(Func):
    """The month so many months after another, for databases write it in ways of their own."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = f"date(%(expressions)s, '+{self.extra['count']:d} months')"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = f"cast(%(expressions)s + interval '{self.extra['count']:d} months' as date)"
        return self.as_sql(compiler, connection, template=template, **more)


def seen_later(began: QuerySet[Any], age: int, part: Part = WHOLE) -> QuerySet[Any]:
    """Add `seen_month`, which lies `age` months later, and the client's MRR then, `now_cents`."""
    then = part.movements.filter(client=OuterRef("client"), month__lte=OuterRef("seen_month"))
    now = Subquery(then.order_by("-month").values("mrr_cents")[:1])
    return began.annotate(seen_month=MonthsLater("month", count=age), now_cents=now)


def cohort_sums(seen: QuerySet[Any]) -> CohortSums:
    """The sums over all rows of `seen_later`."""
    first, now = (
        Coalesce(Cast(Sum(name), BigIntegerField()), 0) for name in ("mrr_cents", "now_cents")
    )
    sums = seen.order_by().aggregate(
        began=first,
        begun=Count("*"),
        left=now,
        staying=Count("month", filter=Q(now_cents__gt=0)),
    )
    return CohortSums(sums["began"], sums["begun"], sums["left"], sums["staying"])
