"""Forecasts are kept once a month as they were made, and held against what came."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from contracts.signals import demo_loaded
from metrics.forecast.outlook import known, outlook
from metrics.forecasting import (
    HISTORY_MONTHS,
    LEADS,
    Estimate,
    Grade,
    KnownMonth,
    Outcome,
    estimates,
    grade,
    usual_month,
)
from metrics.models import Forecast
from metrics.months import Period, add_months, month_of
from metrics.queries import revenue_by_month
from metrics.revenue import RevenueMonth

KEPT_MONTHS = max(LEADS)
DEMO_MONTHS = 18


@transaction.atomic
def keep_forecast(*, made_at: datetime) -> int:
    """Keep what is expected of the whole company; return how many months of it were written.

    None when this month's forecast was kept before, or when there is too little history for one.
    """
    made_in = month_of(timezone.localdate(made_at))
    if Forecast.objects.filter(made_in=made_in).exists():
        return 0
    found = outlook(made_in, KEPT_MONTHS)
    return _keep(made_in, made_at, [known(row) for row in found.coming], found.estimates)


def _keep(
    made_in: date, made_at: datetime, coming: Sequence[KnownMonth], found: Sequence[Estimate]
) -> int:
    rows = [
        Forecast(
            made_in=made_in,
            target_month=month.month,
            months_ahead=ahead,
            known_cents=month.closing_cents,
            low_cents=estimate.low_cents,
            expected_cents=estimate.expected_cents,
            high_cents=estimate.high_cents,
            made_at=made_at,
        )
        for ahead, (month, estimate) in enumerate(zip(coming, found, strict=False), start=1)
    ]
    # Of two that keep it at the same time, the first one's stands.
    Forecast.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def listen() -> None:
    demo_loaded.connect(_on_demo_loaded, dispatch_uid="metrics.forecast")


def _on_demo_loaded(*, today: date, **_: object) -> None:
    """The demo company gets the forecasts it would have kept.

    Each uses the months before it alone. What was signed ahead at that time nobody knows any more:
    the known future is the last MRR, unchanged.
    """
    current = month_of(today)
    start = add_months(current, -DEMO_MONTHS)
    rows = revenue_by_month(Period(add_months(start, -HISTORY_MONTHS), current))
    for index in range(HISTORY_MONTHS, len(rows) + 1):
        _keep_from_history(rows[:index])


def _keep_from_history(complete: Sequence[RevenueMonth]) -> None:
    made_in, mrr = add_months(complete[-1].month, 1), complete[-1].closing_cents
    if usual := usual_month(complete):
        months = Period(made_in, add_months(made_in, KEPT_MONTHS))
        flat = [KnownMonth(month, 0, 0, mrr) for month in months]
        made_at = timezone.make_aware(datetime.combine(made_in, time()))
        _keep(made_in, made_at, flat, estimates(mrr, flat, usual))


@dataclass(frozen=True, slots=True)
class PastForecast:
    """A kept forecast of a month that is complete, with what came."""

    forecast: Forecast
    outcome: Outcome


def kept_forecasts(before: date) -> list[Forecast]:
    """Those of months before, as many months ahead as are graded; the newest month first."""
    rows = Forecast.objects.filter(target_month__lt=before, months_ahead__in=LEADS)
    return list(rows.order_by("-target_month", "months_ahead"))


def against(forecasts: Sequence[Forecast], complete: Iterable[RevenueMonth]) -> list[PastForecast]:
    """`complete` has the months of the forecasts: what came is what the ledger says today."""
    came = {row.month: row.closing_cents for row in complete}
    return [PastForecast(row, _outcome(row, came[row.target_month])) for row in forecasts]


def _outcome(row: Forecast, came_cents: int) -> Outcome:
    return Outcome(row.low_cents, row.expected_cents, row.high_cents, came_cents)


def past_forecasts(before: date, ahead: int | None = None) -> list[PastForecast]:
    """All that are graded, or those that were made so many months ahead; newest month first."""
    kept = kept_forecasts(before)
    if not kept:
        return []
    complete = revenue_by_month(Period(kept[-1].target_month, before))
    return against([row for row in kept if ahead in (None, row.months_ahead)], complete)


def grade_of(past: Iterable[PastForecast]) -> Grade:
    return grade(row.outcome for row in past)


def grades(past: Sequence[PastForecast]) -> Iterator[tuple[int, Grade]]:
    """(months ahead, grade) of each that is graded."""
    for ahead in LEADS:
        yield ahead, grade_of(row for row in past if row.forecast.months_ahead == ahead)
