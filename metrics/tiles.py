"""What the dashboard's tiles need beside the month's own figures."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from metrics.revenue import SHARE_MONTHS, RevenueMonth


def sparks(rows: Sequence[RevenueMonth], current: date) -> dict[str, str]:
    """The twelve-month lines of the dashboard's tiles; shares are told of complete months."""
    year = rows[-SHARE_MONTHS:]
    return {
        "mrr": spark(row.closing_cents for row in year),
        "share": spark(row.share_12m.value for row in year if row.month < current),
        "net": spark(row.net_cents for row in year),
        "clients": spark(row.client_count for row in year),
    }


def spark(values: Iterable[int | Fraction | None]) -> str:
    """The `points` of a polyline 100 wide and 24 high, over the values that are known."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step, height = 100 / (len(known) - 1), (high - low) or 1
    return " ".join(
        f"{index * step:.1f},{22 - 20 * (value - low) / height:.1f}"
        for index, value in enumerate(known)
    )


def last_complete(rows: Sequence[RevenueMonth], current: date) -> RevenueMonth | None:
    """The month in progress has its full MRR and part of its one-off work: its share flatters."""
    complete = [row for row in rows if row.month < current]
    return complete[-1] if complete else None
