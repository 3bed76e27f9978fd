"""The complete months that shares and gaps are told of. Pure: no Django, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import add, attrgetter

from metrics.figures import Share, deviation, volatility
from metrics.months import Period, add_months
from metrics.revenue import SHARE_MONTHS, RevenueMonth
from metrics.windows import Window

NOTHING = Share(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Course:
    """A part of the revenue, month by month, in cents."""

    label: str
    months: Sequence[date]
    cents: Sequence[int]

    @property
    def volatility(self) -> float | None:
        return volatility(self.cents)

    @property
    def mean_cents(self) -> int:
        return round(Fraction(sum(self.cents), len(self.cents)))

    @property
    def deviation_cents(self) -> int:
        return round(deviation(self.cents))

    @property
    def lowest(self) -> tuple[date, int]:
        """(month, cents); of several the first."""
        return min(zip(self.months, self.cents, strict=True), key=lambda point: point[1])

    @property
    def highest(self) -> tuple[date, int]:
        return max(zip(self.months, self.cents, strict=True), key=lambda point: point[1])


@dataclass(frozen=True, slots=True)
class Year:
    """The trailing twelve complete months; of a younger company, those since its first revenue."""

    rows: Sequence[RevenueMonth]
    """None where there was no revenue: such a year has a share of nothing, and no months."""

    @property
    def months(self) -> list[date]:
        return [row.month for row in self.rows]

    @property
    def first(self) -> date:
        return self.rows[0].month

    @property
    def last(self) -> date:
        return self.rows[-1].month

    @property
    def period(self) -> Period:
        return Period(self.first, add_months(self.last, 1))

    @property
    def share(self) -> Share:
        return reduce(add, (row.share for row in self.rows), NOTHING)

    @property
    def unclassified_count(self) -> int:
        return sum(row.unclassified_count for row in self.rows)

    @property
    def recurring(self) -> Course:
        cents = [row.closing_cents for row in self.rows]
        return Course("Recurring", self.months, cents)

    @property
    def one_off(self) -> Course:
        cents = [row.one_off_cents for row in self.rows]
        return Course("One-off", self.months, cents)

    @property
    def break_fix(self) -> Course:
        cents = [row.break_fix_cents for row in self.rows]
        return Course("Break-fix", self.months, cents)

    @property
    def courses(self) -> list[Course]:
        return [self.recurring, self.one_off]

    @property
    def quietest(self) -> RevenueMonth:
        """The month with the least one-off revenue; of several the first."""
        return min(self.rows, key=attrgetter("one_off_cents"))


def reach_of(window: Window) -> Period:
    """The months of a window, and the year that ends with its last complete month."""
    start = add_months(window.last_complete, 1 - SHARE_MONTHS)
    return Period(min(window.first, start), window.period.end)


def trailing_year(rows: Sequence[RevenueMonth], last: date) -> Year:
    """The months up to `last`, at most twelve; months before the first revenue are left out."""
    start = add_months(last, 1 - SHARE_MONTHS)
    year = [row for row in rows if start <= row.month <= last]
    begun = [index for index, row in enumerate(year) if _has_revenue(row)]
    return Year(year[begun[0] :] if begun else [])


def _has_revenue(row: RevenueMonth) -> bool:
    return bool(row.closing_cents or row.one_off_cents or row.unclassified_cents)
