"""What an import does to months of revenue: the month totals before it and after it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.models import MonthTotal
from metrics.month_totals import CATEGORY, INVOICE, MOVEMENT, RETAINED
from metrics.months import Period, add_months, month_of
from metrics.revenue import ONE_OFF_KINDS, TotalRow, revenue_months

Cents = Mapping[date, int]
# A month, and its cents before and after.
Change = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The month totals of a moment, of the company as a whole."""

    rows: list[TotalRow]

    @property
    def moved(self) -> Cents:
        """What MRR moved by, in each month in which it did."""
        return self._by_month(MOVEMENT)

    @property
    def one_off(self) -> Cents:
        return self._by_month(INVOICE, ONE_OFF_KINDS)

    def _by_month(self, family: str, kinds: Collection[str] = ()) -> Cents:
        sums: dict[date, int] = defaultdict(int)
        for month, of, kind, cents, *_ in self.rows:
            if of == family and (not kinds or kind in kinds):
                sums[month] += cents
        return sums

    def share(self, today: date) -> float | None:
        """The recurring share of the 12 complete months before today."""
        period = Period.ending_with(add_months(month_of(today), -1), months=1)
        rows = [row for row in self.rows if row[0] < period.end]
        value = revenue_months(period, rows)[-1].share_12m.value
        return None if value is None else float(value)


def snapshot() -> Snapshot:
    totals = MonthTotal.objects.filter(family__in=[MOVEMENT, CATEGORY, RETAINED, INVOICE])
    columns = ("month", "family", "kind", "amount_cents", "row_count", "client_change")
    return Snapshot(list(totals.values_list(*columns)))


def difference(before: Snapshot, after: Snapshot, today: date) -> dict[str, Any]:
    """The months whose MRR or one-off revenue changes, and the recurring share, as plain JSON.

    MRR that comes to stay is told up to the current month, or the last in which MRR moves.
    """
    return {
        "months": _changed(_mrr(before.moved, after.moved, month_of(today))),
        "one_off": _changed(_both(before.one_off, after.one_off)),
        "share_before": before.share(today),
        "share_after": after.share(today),
    }


def _both(before: Cents, after: Cents) -> Iterator[Change]:
    for month in sorted(before.keys() | after.keys()):
        yield month, before.get(month, 0), after.get(month, 0)


def _mrr(before: Cents, after: Cents, current: date) -> Iterator[Change]:
    """Each month-end from the first movement on."""
    moved = {month: cents for month, *cents in _both(before, after)}
    was = now = 0
    for month in Period(min(moved, default=current), add_months(max([*moved, current]), 1)):
        lost, won = moved.get(month, (0, 0))
        was, now = was + lost, now + won
        yield month, was, now


def _changed(months: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {"month": month.isoformat(), "before_cents": before, "after_cents": after}
        for month, before, after in months
        if before != after
    ]
