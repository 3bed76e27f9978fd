"""The recurring share of some months and clients, as its page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from config import formats
from config.exports import month as month_key
from metrics.cards import Card, card
from metrics.charts import share_charts
from metrics.conversions import Candidate, Ways, ranked_candidates, ways_to_target
from metrics.day_one import day_one_cents
from metrics.figures import Share
from metrics.gaps import Plan, Position
from metrics.gauges import Gauge, gauge
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope
from metrics.shapes import MONTH, Chart
from metrics.tables.share import ShareMonthTable
from metrics.years import Course, Year, trailing_year


@dataclass(frozen=True, slots=True)
class MonthNow:
    """One month's amount, with the address of its rows."""

    month: date
    cents: int
    rows_at: str


@dataclass(frozen=True, slots=True)
class CourseNow:
    """A part of the revenue over the year; `rows_at` has MONTH for the month."""

    course: Course
    card: Card
    rows_at: str

    @property
    def lowest(self) -> MonthNow:
        return self._at(*self.course.lowest)

    @property
    def highest(self) -> MonthNow:
        return self._at(*self.course.highest)

    def _at(self, month: date, cents: int) -> MonthNow:
        return MonthNow(month, cents, self.rows_at.replace(MONTH, month_key(month)))


@dataclass
class ShareNow:
    """What the page shows, worked out when it comes to show it.

    `rows` reach from the year that ends with the last complete month to the scope's month. The
    numerator is managed services, or `with_resale` all of MRR.
    """

    rows: Sequence[RevenueMonth]
    scope: Scope
    plan: Plan
    with_resale: bool = False

    @cached_property
    def year(self) -> Year:
        return trailing_year(self.rows, self.scope.window.last_complete)

    @property
    def share(self) -> Share:
        return self.counted(self.with_resale)

    def counted(self, with_resale: bool) -> Share:
        """The year's share by one or the other numerator."""
        return self.year.share.including_resale if with_resale else self.year.share

    def position(self, with_resale: bool) -> Position | None:
        """None where there is no revenue."""
        return Position.of(self.counted(with_resale), len(self.year.rows))

    @cached_property
    def ways(self) -> Ways | None:
        """None where there is no revenue."""
        position = self.position(self.with_resale)
        if position is None:
            return None
        found = ranked_candidates(self.year.period, self.scope.part)
        return ways_to_target(position, self.plan, found)

    @property
    def candidates(self) -> Sequence[Candidate]:
        return self.ways.candidates if self.ways else []

    @property
    def cards(self) -> dict[str, Card]:
        """The definitions behind the headline, with the numbers of the year; none of no revenue."""
        if self.ways is None:
            return {}
        row = self.year.rows[-1]
        return {
            "share": card("share_with_resale" if self.with_resale else "share_12m", row),
            "band": card("band", replace(row, share_12m=self.share)),
            "range": card("share_range", row),
            "day_one": card(
                "day_one",
                day_one_cents=self.day_one_cents,
                of=formats.month(self.scope.month),
            ),
        }

    @property
    def courses(self) -> list[CourseNow]:
        """Recurring and one-off revenue side by side."""
        of = f"{formats.month(self.year.first)} to {formats.month(self.year.last)}"
        mrr, one_off = self.year.recurring, self.year.one_off
        return [
            CourseNow(
                mrr, card("volatility", mrr, of=of), self.scope.link("line_list", month=MONTH)
            ),
            CourseNow(
                one_off,
                card("volatility", one_off, of=of),
                self.scope.link("invoice_list", month=MONTH, kind="one_off"),
            ),
        ]

    @property
    def gauge(self) -> Gauge | None:
        return gauge(self.share)

    @cached_property
    def day_one_cents(self) -> int:
        return day_one_cents(self.scope.month, self.rows[-1].opening_cents, self.scope.part)

    @property
    def day_one_part(self) -> Fraction | None:
        """Day-1 income over the revenue of an average month."""
        revenue = self.year.share.revenue
        count = len(self.year.rows)
        return Fraction(self.day_one_cents * count, revenue) if revenue > 0 else None

    @property
    def charts(self) -> list[Chart]:
        shown = self.rows[-self.scope.window.width :]
        return share_charts(shown, self.scope, with_resale=self.with_resale)

    @property
    def months(self) -> ShareMonthTable:
        return ShareMonthTable(self.year, scope=self.scope, with_resale=self.with_resale)
