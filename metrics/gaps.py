"""What it takes to reach a recurring share, and which clients it takes. Pure: no Django, no clock.

The ratio of new fee to old break-fix spend is an assumption of whoever plans, and never a price:
what a client pays comes from what it costs to serve them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from math import ceil

from metrics.figures import TARGETS, Share, mrr_needed, share_converted, spend_to_convert
from metrics.months import months_from


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody tries out. `target` is None when nobody named one beside the usual two."""

    ratio: Fraction
    by_month: date
    current: date
    target: Fraction | None = None

    @property
    def targets(self) -> list[Fraction]:
        return sorted({*TARGETS, *([self.target] if self.target else [])})

    @property
    def month_count(self) -> int:
        """The months that are left after the current one, up to the date."""
        return months_from(self.current, self.by_month) - 1


@dataclass(frozen=True, slots=True)
class Position:
    """Where the share stands: its numerator and the whole revenue of some months, in cents."""

    recurring: int
    revenue: int
    month_count: int

    @classmethod
    def of(cls, share: Share, month_count: int) -> "Position | None":
        """None where there is no revenue to take a share of."""
        return cls(share.managed, share.revenue, month_count) if share.revenue > 0 else None

    @property
    def share(self) -> Fraction:
        return Fraction(self.recurring, self.revenue)

    @property
    def recurring_cents(self) -> int:
        """Of an average month, as is the next."""
        return round(Fraction(self.recurring, self.month_count))

    @property
    def revenue_cents(self) -> int:
        return round(Fraction(self.revenue, self.month_count))

    def converted(self, spend: int, ratio: Fraction) -> Fraction | None:
        """The share once `spend` of the one-off revenue became recurring."""
        return share_converted(self.recurring, self.revenue, spend, ratio)


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance to one target, from an average month. Amounts are cents, rounded up."""

    target: Fraction
    position: Position
    plan: Plan
    client_count: int | None = None
    """So many of the largest spenders converted are enough; None when all of them are not."""

    @property
    def is_reached(self) -> bool:
        return self.position.share >= self.target

    @property
    def words(self) -> str:
        """What lies above the target."""
        return {TARGETS[0]: "mature", TARGETS[1]: "among the strongest"}.get(
            self.target, "your own target"
        )

    @property
    def mrr_cents(self) -> int:
        """New MRR with one-off revenue unchanged."""
        month = self.position
        return max(ceil(mrr_needed(month.recurring_cents, month.revenue_cents, self.target)), 0)

    @property
    def pace_cents(self) -> int:
        """New MRR to win in each of the months that are left."""
        return ceil(Fraction(self.mrr_cents, self.plan.month_count))

    @property
    def spend_cents(self) -> int:
        """Break-fix to convert."""
        month, ratio = self.position, self.plan.ratio
        needed = spend_to_convert(month.recurring_cents, month.revenue_cents, self.target, ratio)
        return max(ceil(needed), 0)

    @property
    def fee_cents(self) -> int:
        """The MRR it becomes."""
        return round(self.plan.ratio * self.spend_cents)


def gaps(position: Position, plan: Plan, spends: Sequence[int]) -> list[Gap]:
    """One gap for each target; `spends` are those of the clients, largest first, in cents."""
    converted = list(accumulate(spends))
    return [
        Gap(target, position, plan, _enough(converted, position, target, plan.ratio))
        for target in plan.targets
    ]


def _enough(
    converted: Sequence[int], position: Position, target: Fraction, ratio: Fraction
) -> int | None:
    """Of the sums over all months: spend that reaches the target there does so on average."""
    needed = spend_to_convert(position.recurring, position.revenue, target, ratio)
    index = bisect_left(converted, ceil(needed))
    return index + 1 if index < len(converted) else None


def marks(gaps: Iterable[Gap]) -> dict[int, list[Fraction]]:
    """The targets reached, by the number of clients that are enough for them."""
    found: dict[int, list[Fraction]] = {}
    for gap in gaps:
        if gap.client_count and not gap.is_reached:
            found.setdefault(gap.client_count, []).append(gap.target)
    return found
