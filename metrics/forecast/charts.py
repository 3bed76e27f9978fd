"""The charts of the forecast page."""

from collections.abc import Sequence
from datetime import date

from config import formats
from metrics.charts import months_of
from metrics.forecast.keeping import PastForecast
from metrics.forecast.outlook import Outlook
from metrics.forecast.tiles import range_card
from metrics.forecasting import HISTORY_MONTHS
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope
from metrics.shapes import MONTH, Chart, Points, Series, fitted

MONTHS_SHOWN = HISTORY_MONTHS


def outlook_chart(found: Outlook, scope: Scope, goal_cents: int | None = None) -> Chart:
    """A year of complete months and those to come; every estimate starts at the last complete."""
    complete = found.complete[-MONTHS_SHOWN:]
    rows = [*complete, *found.coming]
    before: Points = [None] * (len(complete) - 1)
    mrr: Points = [row.closing_cents for row in rows]
    series = [
        Series(
            "recurring",
            "MRR, known",
            mrr,
            draw="line",
            rows_at=scope.link("line_list", month=MONTH),
        ),
        *_estimated(found, before),
        *_not_renewed(found, before, scope),
    ]
    goal = [(goal_cents, f"Goal {formats.whole(goal_cents)}")] if goal_cents else []
    return Chart(
        "outlook",
        "Where is MRR heading?",
        months_of(rows, scope),
        series,
        targets=goal,
        subject="MRR",
        axis=fitted(series),
        card=range_card(found),
    )


def _estimated(found: Outlook, before: Points) -> list[Series]:
    if not found.estimates:
        return []
    start, months = found.last.closing_cents, found.estimates
    expected: Points = [*before, start, *(month.expected_cents for month in months)]
    low: Points = [*before, start, *(month.low_cents for month in months)]
    high: Points = [*before, start, *(month.high_cents for month in months)]
    return [
        Series("net", "Expected", expected, draw="line", dashed=True),
        Series("low", "At least", low, draw="range"),
        Series("high", "At most", high, draw="range"),
    ]


def _not_renewed(found: Outlook, before: Points, scope: Scope) -> list[Series]:
    """What is known without the terms that nobody renewed, and those terms themselves."""
    if not any(found.at_risk.values()):
        return []
    risk = [found.at_risk[row.month] for row in found.coming]
    rest = [row.closing_cents - cents for row, cents in zip(found.coming, risk, strict=True)]
    without: Points = [*before, found.last.closing_cents, *rest]
    ended: Points = [*before, None, *(-cents for cents in risk)]
    rows_at = scope.link("term_list", month=MONTH)
    return [
        Series("churn", "Known, if no such term is renewed", without, draw="line", dashed=True),
        Series("ended", "Terms not renewed", ended, draw="", unit="change", rows_at=rows_at),
    ]


def past_chart(
    complete: Sequence[RevenueMonth], past: Sequence[PastForecast], ahead: int, scope: Scope
) -> Chart:
    """What came in the last months, and what was forecast of each so many months ahead."""
    rows = complete[-MONTHS_SHOWN:]
    made = {row.forecast.target_month: row for row in past if row.forecast.months_ahead == ahead}
    came: Points = [row.closing_cents for row in rows]
    series = [
        Series("recurring", "MRR", came, draw="line", rows_at=scope.link("line_list", month=MONTH)),
        Series("net", "Expected", _told(rows, made, "expected_cents"), draw="dots"),
        Series("low", "At least", _told(rows, made, "low_cents"), draw="range"),
        Series("high", "At most", _told(rows, made, "high_cents"), draw="range"),
        Series("off", "Off by", _told(rows, made, "difference_cents"), draw="", unit="change"),
    ]
    months = "1 month" if ahead == 1 else f"{ahead} months"
    title, columns = f"What was forecast {months} ahead?", months_of(rows, scope)
    return Chart("graded", title, columns, series, subject="MRR", axis=fitted(series))


def _told(rows: Sequence[RevenueMonth], made: dict[date, PastForecast], name: str) -> Points:
    """A figure of the outcome of each month; None where nothing was forecast."""
    return [getattr(made[row.month].outcome, name) if row.month in made else None for row in rows]
