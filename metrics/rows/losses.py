"""What left and why: losses with their circumstances, agreements that ended. Money is cents."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from config.rows import LateRows
from contracts.models import Agreement
from metrics.models import AgreementMrr, Kind
from metrics.months import NEVER, Period
from metrics.parts import WHOLE, Part
from metrics.rows.cohorts import first_movements

NO_REASON = "none"
REASONS = [*Agreement.CancelReason.choices, (NO_REASON, "No reason given")]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why agreements ended: how many of them, and their MRR at the month-end before.

    `percent` is that of the costliest reason, for the bar beside it.
    """

    value: str
    label: str
    count: int
    cents: int
    percent: int

    @property
    def is_given(self) -> bool:
        return self.value != NO_REASON


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons that there are, the costliest first; none given comes last."""

    rows: Sequence[Reason]

    @property
    def count(self) -> int:
        return sum(reason.count for reason in self.rows)

    @property
    def cents(self) -> int:
        return sum(reason.cents for reason in self.rows)


def with_circumstances(losses: QuerySet[Any], part: Part = WHOLE) -> QuerySet[Any]:
    """Add since when the client has had MRR, the month it came back in, and why it left.

    The reason is that of an agreement which ended in the movement's month.
    """
    mine = {"client": OuterRef("client")}
    back = part.movements.filter(kind=Kind.REACTIVATION, month__gt=OuterRef("month"), **mine)
    ended = _ended().filter(agreement__client=OuterRef("client"), month=OuterRef("month"))
    reasons = ended.exclude(agreement__cancel_reason="").values("agreement__cancel_reason")
    return losses.select_related("client__account_manager").annotate(
        since_month=Subquery(first_movements(part).filter(**mine).values("month")[:1]),
        back_month=Case(
            When(kind=Kind.CHURN, then=Subquery(back.order_by("month").values("month")[:1]))
        ),
        reason=Coalesce(Subquery(reasons[:1]), Value("")),
    )


def late_losses(losses: QuerySet[Any], part: Part, count: int) -> LateRows:
    """Rows of a list of losses: their circumstances are looked up for those of a page."""
    return LateRows(
        losses,
        lambda rows: with_circumstances(rows, part),
        late={"reason", "since_month"},
        count=count,
    )


def largest_losses(losses: QuerySet[Any], part: Part, most: int) -> list[Any]:
    """So many of them at most, the largest first."""
    keys = list(losses.order_by("amount_cents", "pk").values_list("pk", flat=True)[:most])
    rows = with_circumstances(losses.filter(pk__in=keys), part)
    return list(rows.order_by("amount_cents", "pk"))


def ended_agreements(period: Period, part: Part = WHOLE) -> QuerySet[AgreementMrr]:
    """The agreements of which the last line left in a period.

    An agreement ends as a whole, so it is told with the services of every category.
    """
    return part.of(_ended().filter(month__gte=period.start, month__lt=period.end))


def with_lost(ended: QuerySet[AgreementMrr]) -> QuerySet[AgreementMrr]:
    """Add `lost_cents`, the agreement's MRR at the month-end before."""
    before = AgreementMrr.objects.filter(
        agreement=OuterRef("agreement"), month__lt=OuterRef("month")
    )
    return ended.annotate(lost_cents=Subquery(before.order_by("-month").values("mrr_cents")[:1]))


def _ended() -> QuerySet[AgreementMrr]:
    """The last row of each agreement with a last day of service, with which its last line left."""
    return AgreementMrr.objects.filter(until_month=NEVER, agreement__ends_on__isnull=False)


def for_reason(ended: QuerySet[AgreementMrr], reason: str) -> QuerySet[AgreementMrr]:
    """Those of one of REASONS, all of them for an empty one."""
    if not reason:
        return ended
    return ended.filter(agreement__cancel_reason="" if reason == NO_REASON else reason)


def reasons_of(ended: QuerySet[AgreementMrr]) -> Reasons:
    cents = Cast(Sum("lost_cents"), BigIntegerField())
    grouped = with_lost(ended).order_by().values("agreement__cancel_reason")
    sums = grouped.annotate(rows=Count("*"), cents=cents)
    found = list(sums.values_list("agreement__cancel_reason", "rows", "cents"))
    labels, most = dict(REASONS), max((cents for _, _, cents in found), default=0) or 1
    reasons = [
        Reason(value or NO_REASON, labels[value or NO_REASON], count, cents, 100 * cents // most)
        for value, count, cents in found
    ]
    key = attrgetter("is_given", "cents", "count")
    return Reasons(sorted(reasons, key=key, reverse=True))


def notes_of(ended: QuerySet[AgreementMrr], count: int) -> Sequence[AgreementMrr]:
    """The latest agreements that ended with a note."""
    noted = ended.exclude(agreement__cancel_note="").select_related("agreement__client")
    return list(noted.order_by("-agreement__ends_on", "agreement_id")[:count])
