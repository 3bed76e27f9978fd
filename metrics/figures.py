"""Figures made of sums: shares, bands, retention. Pure; fractions are exact, None is undefined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import sqrt


class Band(Enum):
    """Where a recurring share stands (seed A); bounds are strict on the unrounded value."""

    BREAK_FIX = "Still a break-fix shop"
    TRANSITION = "In transition"
    MATURE = "Mature"
    STRONGEST = "Among the strongest"


TARGETS = (Fraction(60, 100), Fraction(70, 100))


def ratio(part: int, whole: int) -> Fraction | None:
    """part ÷ whole, or None when there is no whole."""
    return Fraction(part, whole) if whole else None


def retention(kept: int, start: int) -> Fraction | None:
    """What is kept of the MRR at the start, in cents: NRR or GRR; None when there was none.

    For NRR `kept` is Σ of the MRR now, for GRR Σ of the lesser of then and now, over the clients
    with MRR at the start; new and returning clients are outside. NRR can be above 1, GRR cannot.
    """
    return Fraction(kept, start) if start > 0 else None


def churn(lost: int, start: int) -> Fraction | None:
    """Lost ÷ what there was at the start: both clients or both cents; None when there was none."""
    return Fraction(lost, start) if start > 0 else None


def quick_ratio(gained: int, lost: int) -> Fraction | None:
    """(new + reactivation + expansion) ÷ (contraction + churn); None when nothing was lost."""
    return Fraction(gained, lost) if lost else None


def recurring_share(numerator: int, recurring: int, one_off: int) -> Fraction | None:
    """`numerator` ÷ (recurring + one-off), in cents of the same months.

    The numerator is the managed part of `recurring`, or all of it (with licence resale). None when
    there is no revenue, or when credit notes leave no positive sum to take a share of.
    """
    revenue = recurring + one_off
    return Fraction(numerator, revenue) if revenue > 0 else None


def band(share: Fraction) -> Band:
    """Below 40 % a break-fix shop; above 60 % mature; above 70 % among the strongest."""
    if share < Fraction(40, 100):
        return Band.BREAK_FIX
    if share > Fraction(70, 100):
        return Band.STRONGEST
    return Band.MATURE if share > Fraction(60, 100) else Band.TRANSITION


def deviation(amounts: Sequence[int]) -> float:
    """Standard deviation of some months' amounts, of which there is at least one.

    That of the population: the months are all there are, and not a sample of more.
    """
    mean = Fraction(sum(amounts), len(amounts))
    return sqrt(sum((amount - mean) ** 2 for amount in amounts) / len(amounts))


def volatility(amounts: Sequence[int]) -> float | None:
    """Standard deviation ÷ mean of some months' amounts: 0 is the same each month.

    None for fewer than two months, and where the mean is not above 0.
    """
    if len(amounts) < 2 or sum(amounts) <= 0:
        return None
    return deviation(amounts) * len(amounts) / sum(amounts)


def mrr_needed(recurring: int, revenue: int, target: Fraction) -> Fraction:
    """New recurring revenue that lifts the share to `target` (seed A), all else unchanged.

    `recurring` is the numerator, `revenue` the whole, of the same months in cents; the target lies
    between 0 and 1. 0 or less when it is reached. (tW − R) ÷ (1 − t).
    """
    return (target * revenue - recurring) / (1 - target)


def spend_to_convert(recurring: int, revenue: int, target: Fraction, at: Fraction) -> Fraction:
    """One-off revenue that, turned into recurring at the ratio `at`, lifts the share to `target`.

    The ratio is the new fee ÷ the old spend: an assumption, never a price. 0 or less when the
    target is reached. (tW − R) ÷ (k(1 − t) + t).
    """
    return (target * revenue - recurring) / (at * (1 - target) + target)


def share_converted(recurring: int, revenue: int, spend: int, at: Fraction) -> Fraction | None:
    """The share once `spend` cents of the one-off revenue are recurring at the ratio `at`."""
    fee = at * spend
    left = revenue - spend + fee
    return (recurring + fee) / left if left > 0 else None


@dataclass(frozen=True, slots=True)
class Share:
    """The recurring share of some months, as a range while invoice lines are unclassified.

    `managed` is the headline (managed and security services); `recurring` includes licence
    resale and is the recurring part of the revenue in both. All in cents.
    """

    managed: int
    recurring: int
    one_off: int
    unclassified: int

    @property
    def value(self) -> Fraction | None:
        """The share of what is classified."""
        return recurring_share(self.managed, self.recurring, self.one_off)

    @property
    def with_resale(self) -> Fraction | None:
        return recurring_share(self.recurring, self.recurring, self.one_off)

    @property
    def including_resale(self) -> "Share":
        """The same revenue with licence resale in the numerator."""
        return replace(self, managed=self.recurring)

    @property
    def band(self) -> Band | None:
        return None if self.value is None else band(self.value)

    @property
    def revenue(self) -> int:
        return self.recurring + self.one_off

    @property
    def low(self) -> Fraction | None:
        return min(self._ends(), default=None)

    @property
    def high(self) -> Fraction | None:
        return max(self._ends(), default=None)

    def _ends(self) -> list[Fraction]:
        """Unclassified lines may all be one-off, or all the billing of agreements."""
        all_one_off = recurring_share(
            self.managed, self.recurring, self.one_off + self.unclassified
        )
        return [end for end in (self.value, all_one_off) if end is not None]

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.managed + other.managed,
            self.recurring + other.recurring,
            self.one_off + other.one_off,
            self.unclassified + other.unclassified,
        )
