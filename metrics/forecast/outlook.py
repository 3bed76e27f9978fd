"""What the ledger and the agreements say of the coming months, and what is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from contracts.billing import stop_month
from contracts.models import Agreement
from contracts.queries.renewals import terms_not_renewed
from metrics.forecasting import (
    HISTORY_MONTHS,
    Estimate,
    KnownMonth,
    TermEnd,
    UsualMonth,
    estimates,
    history_of,
    not_renewed,
    usual_month,
)
from metrics.models import AgreementMrr
from metrics.months import Period, add_months
from metrics.parts import WHOLE, Part
from metrics.queries import revenue_by_month
from metrics.revenue import RevenueMonth

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """`complete` months, in order, and those `coming`, of which the first is in progress.

    `at_risk` has of each coming month the MRR of terms that end by then and nobody renewed, in
    cents. Without a usual month there are no estimates.
    """

    complete: Sequence[RevenueMonth]
    coming: Sequence[RevenueMonth]
    usual: UsualMonth | None
    estimates: Sequence[Estimate]
    at_risk: dict[date, int]

    @property
    def last(self) -> RevenueMonth:
        """The last complete month: its MRR is where every estimate starts."""
        return self.complete[-1]

    @property
    def end(self) -> date:
        return self.coming[-1].month

    @property
    def history_count(self) -> int:
        """How many of the last twelve months tell what is usual."""
        return len(history_of(self.complete))

    @property
    def usual_cents(self) -> int:
        """What a usual month adds that opens with the MRR of the last complete one."""
        return round(self.usual.net(self.last.closing_cents)) if self.usual else 0

    @property
    def known_change_cents(self) -> int:
        return self.coming[-1].closing_cents - self.last.closing_cents

    @property
    def at_risk_cents(self) -> int:
        return self.at_risk[self.end]


def outlook(current: date, ahead: int, part: Part = WHOLE, *, since: date | None = None) -> Outlook:
    """Of `ahead` months from the current one on; the complete months reach back to `since`."""
    year = add_months(current, -HISTORY_MONTHS)
    period = Period(min(since or year, year), add_months(current, ahead))
    rows = revenue_by_month(period, part)
    coming = [row for row in rows if row.month >= current]
    complete = [row for row in rows if row.month < current]
    usual = usual_month(complete)
    return Outlook(
        complete,
        coming,
        usual,
        estimates(complete[-1].closing_cents, map(known, coming), usual) if usual else [],
        not_renewed(term_ends(Period(current, period.end), part), [row.month for row in coming]),
    )


def known(row: RevenueMonth) -> KnownMonth:
    return KnownMonth(row.month, row.gained_cents, row.lost_cents, row.closing_cents)


def terms_ending(period: Period, part: Part = WHOLE) -> QuerySet[Agreement]:
    """Those not renewed whose MRR leaves in a month of the period when they end with their term.

    A last day on a month's end still counts in that month. Terms that were over before run on.
    """
    return terms_not_renewed(part.clients, period.start - ONE_DAY, period.end - 2 * ONE_DAY)


def term_ends(period: Period, part: Part = WHOLE) -> list[TermEnd]:
    rows = AgreementMrr.objects.filter(
        agreement__in=terms_ending(period, part),
        until_month__gt=period.start,
        month__lt=period.end,
    )
    found = rows.values_list("agreement__term_ends_on", "month", "until_month", "mrr_cents")
    return [
        TermEnd(stop_month(ends_on), month, until_month, cents)
        for ends_on, month, until_month, cents in found
    ]


def with_mrr(agreements: QuerySet[Agreement], month: date) -> QuerySet[Agreement]:
    """Add `mrr_cents`, of the month's last day."""
    standing = FilteredRelation(
        "mrr_rows", condition=Q(mrr_rows__month__lte=month, mrr_rows__until_month__gt=month)
    )
    cents = Coalesce("standing__mrr_cents", Value(0), output_field=BigIntegerField())
    return agreements.annotate(standing=standing, mrr_cents=cents)
