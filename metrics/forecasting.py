"""What MRR may become: the known future, and beyond it a range made of the last twelve months.

Of each coming month the ledger knows what is signed and what is noticed. A *usual month* says what
else to expect: new business as an amount, expansion and losses as rates of the MRR a month opens
with. Up to each month the larger of the two counts, so that what is known is part of the usual and
not on top of it. The range is as wide as the past months strayed from the usual.
Pure: no Django, no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt
from statistics import fmean
from typing import NamedTuple

from metrics.figures import ratio
from metrics.revenue import RevenueMonth

HISTORY_MONTHS = 12
LEAST_MONTHS = 6
# Four months in five come within so many standard deviations (Student's t, 11 degrees of freedom).
WIDTH = Fraction(4, 3)
INTENDED_SHARE = Fraction(4, 5)
# How many months ahead a forecast is graded.
LEADS = (1, 3, 6, 12)


class KnownMonth(NamedTuple):
    """What the ledger knows of a month, in cents; gains and losses are magnitudes."""

    month: date
    gained_cents: int
    lost_cents: int
    closing_cents: int


class Estimate(NamedTuple):
    """MRR expected at a month's end, and the range it comes within four times in five; cents."""

    month: date
    low_cents: int
    expected_cents: int
    high_cents: int


class TermEnd(NamedTuple):
    """MRR of agreements that is in force from `month` until before `until_month`, in cents.

    Their term is over at the end of `stop_month`, the first one without them unless they renew.
    """

    stop_month: date
    month: date
    until_month: date
    cents: int


@dataclass(frozen=True, slots=True)
class UsualMonth:
    """What the months of the last year brought, added up; all of them opened with MRR.

    `deviation_cents` is the standard deviation of what they brought beyond the usual.
    """

    month_count: int
    opening_cents: int
    new_cents: int
    expansion_cents: int
    lost_cents: int
    deviation_cents: float = 0.0

    @property
    def new_a_month(self) -> Fraction:
        """New business and reactivation, in cents a month."""
        return Fraction(self.new_cents, self.month_count)

    @property
    def expansion_rate(self) -> Fraction:
        """Expansion over opening MRR, a month."""
        return Fraction(self.expansion_cents, self.opening_cents)

    @property
    def loss_rate(self) -> Fraction:
        """Contraction and churn over opening MRR, a month."""
        return Fraction(self.lost_cents, self.opening_cents)

    @property
    def new_a_month_cents(self) -> int:
        return round(self.new_a_month)

    @property
    def stray_cents(self) -> int:
        """The deviation, to the cent."""
        return round(self.deviation_cents)

    def gains(self, opening_cents: int) -> Fraction:
        return self.new_a_month + self.expansion_rate * opening_cents

    def losses(self, opening_cents: int) -> Fraction:
        return self.loss_rate * opening_cents

    def net(self, opening_cents: int) -> Fraction:
        """What a month that opens with this MRR usually adds, in cents."""
        return self.gains(opening_cents) - self.losses(opening_cents)


def history_of(complete: Sequence[RevenueMonth]) -> list[RevenueMonth]:
    """Of the last twelve complete months those that opened with MRR: the others have no rates."""
    return [row for row in complete[-HISTORY_MONTHS:] if row.opening_cents > 0]


def usual_month(complete: Sequence[RevenueMonth]) -> UsualMonth | None:
    """The usual month of complete months, in order; None of fewer than six that tell anything."""
    history = history_of(complete)
    if len(history) < LEAST_MONTHS:
        return None
    sums = (
        len(history),
        sum(row.opening_cents for row in history),
        sum(row.seed_new_cents for row in history),
        sum(row.expansion_cents for row in history),
        sum(row.lost_cents for row in history),
    )
    return UsualMonth(*sums, _deviation(history, UsualMonth(*sums)))


def _deviation(history: Sequence[RevenueMonth], usual: UsualMonth) -> float:
    """In cents. What the months brought beyond the usual adds up to 0, so its mean is 0."""
    squares = sum((row.net_cents - usual.net(row.opening_cents)) ** 2 for row in history)
    return sqrt(squares / (len(history) - 1))


class HistoryMonth(NamedTuple):
    """A month of the history beside what was usual for one that opened with its MRR."""

    row: RevenueMonth
    usual_cents: int

    @property
    def beyond_cents(self) -> int:
        return self.row.net_cents - self.usual_cents


def beside_the_usual(complete: Sequence[RevenueMonth], usual: UsualMonth) -> list[HistoryMonth]:
    return [HistoryMonth(row, round(usual.net(row.opening_cents))) for row in history_of(complete)]


def estimates(
    opening_cents: int, coming: Iterable[KnownMonth], usual: UsualMonth
) -> list[Estimate]:
    """The range of each coming month, in order, from the MRR at the end of the month before.

    Gains and losses are added up from the start: a year's rise of prices that is signed for one
    month is part of what a year usually brings.
    """
    found, expected = list[Estimate](), opening_cents
    known_gains = known_losses = 0
    usual_gains = usual_losses = Fraction(0)
    for ahead, known in enumerate(coming, start=1):
        known_gains += known.gained_cents
        known_losses += known.lost_cents
        usual_gains += usual.gains(expected)
        usual_losses += usual.losses(expected)
        gained = max(Fraction(known_gains), usual_gains)
        lost = max(Fraction(known_losses), usual_losses)
        expected = max(round(opening_cents + gained - lost), 0)
        width = half_width(ahead, usual)
        found.append(Estimate(known.month, max(expected - width, 0), expected, expected + width))
    return found


def half_width(ahead: int, usual: UsualMonth) -> int:
    """How far the range reaches to each side `ahead` months on, in cents.

    `ahead` months stray from the usual, each on its own: their variances add up. The usual itself
    is a mean of n months and strays with all of them the same way: hence ahead² ÷ n.
    """
    months = ahead + Fraction(ahead**2, usual.month_count)
    return round(WIDTH * Fraction(usual.deviation_cents * sqrt(months)))


def not_renewed(terms: Iterable[TermEnd], months: Iterable[date]) -> dict[date, int]:
    """Of each month, in cents, the MRR that is gone if none of these terms is renewed."""
    terms = list(terms)
    return {
        month: sum(
            term.cents
            for term in terms
            if term.stop_month <= month and term.month <= month < term.until_month
        )
        for month in months
    }


class Reached(NamedTuple):
    """The first month at whose end a goal is reached: at best, as expected, at worst."""

    at_best: date | None
    expected: date | None
    at_worst: date | None


def reached(goal_cents: int, months: Sequence[Estimate]) -> Reached:
    """None where the goal lies beyond the months."""
    return Reached(
        _first(month.month for month in months if month.high_cents >= goal_cents),
        _first(month.month for month in months if month.expected_cents >= goal_cents),
        _first(month.month for month in months if month.low_cents >= goal_cents),
    )


def _first(months: Iterable[date]) -> date | None:
    return next(iter(months), None)


class Outcome(NamedTuple):
    """A forecast and the MRR that came, in cents."""

    low_cents: int
    expected_cents: int
    high_cents: int
    came_cents: int

    @property
    def difference_cents(self) -> int:
        """What came beyond the expected."""
        return self.came_cents - self.expected_cents

    @property
    def difference(self) -> Fraction | None:
        """As a fraction of what came."""
        return ratio(self.difference_cents, self.came_cents)

    @property
    def is_inside(self) -> bool:
        return self.low_cents <= self.came_cents <= self.high_cents


@dataclass(frozen=True, slots=True)
class Grade:
    """How good some forecasts were; `mean_error` is the mean absolute percentage error."""

    count: int
    inside_count: int
    mean_error: float | None

    @property
    def inside_share(self) -> Fraction | None:
        return ratio(self.inside_count, self.count)


def grade(outcomes: Iterable[Outcome]) -> Grade:
    """A month in which no MRR came has no percentage, and is left out of the mean error alone."""
    outcomes = list(outcomes)
    errors = [abs(float(one.difference)) for one in outcomes if one.difference is not None]
    inside = sum(one.is_inside for one in outcomes)
    return Grade(len(outcomes), inside, fmean(errors) if errors else None)
