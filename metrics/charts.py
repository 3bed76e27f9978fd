"""Rows of queries as plain data for charts, and for the tables that stand below them.

Amounts stay cents, shares fractions; charts.js and the templates format them. `draw` says how a
series appears: as a bar, a line, or in the table alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse

from config import formats
from metrics.figures import TARGETS, Share
from metrics.revenue import RevenueMonth
from metrics.windows import state_of

Points = list[int | float | None]
TARGET_WORDS = ("mature above 60%", "among the strongest above 70%")


@dataclass(frozen=True, slots=True)
class Month:
    key: str
    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Series:
    """One row of a chart's table. `key` names its colour; `sum` marks a row that adds others up."""

    key: str
    label: str
    points: Points
    draw: str = "bar"
    unit: str = "money"
    sum: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    id: str
    title: str
    months: list[Month]
    series: list[Series]
    unit: str = "money"
    targets: Sequence[tuple[float, str]] = ()

    @property
    def data(self) -> dict[str, Any]:
        return asdict(self)


def dashboard_charts(rows: Sequence[RevenueMonth], current: date) -> list[Chart]:
    return [
        mrr_chart(rows, current),
        movement_chart(rows, current),
        share_chart(rows, current),
        revenue_chart(rows, current),
    ]


def client_charts(rows: Sequence[RevenueMonth], current: date) -> list[Chart]:
    """Of a single client: the month pages are the company's, so no month is linked."""
    months = [replace(month, url="") for month in _months(rows, current)]
    mrr = Series("recurring", "MRR", [row.closing_cents for row in rows])
    moved = [replace(series, draw="") for series in movement_chart(rows, current).series[:5]]
    return [
        Chart("mrr", "How did MRR develop?", months, [mrr, *moved]),
        replace(revenue_chart(rows, current), months=months),
    ]


def mrr_chart(rows: Sequence[RevenueMonth], current: date) -> Chart:
    series = [
        Series("recurring", "MRR", [row.closing_cents for row in rows]),
        Series("net", "Change", [row.net_cents for row in rows], draw="", unit="change"),
        Series("clients", "Clients", [row.client_count for row in rows], draw="", unit="count"),
    ]
    return Chart("mrr", "Is MRR growing?", _months(rows, current), series)


def movement_chart(rows: Sequence[RevenueMonth], current: date) -> Chart:
    series = [
        Series("new", "New", [row.new_cents for row in rows]),
        Series("reactivation", "Reactivation", [row.reactivation_cents for row in rows]),
        Series("expansion", "Expansion", [row.expansion_cents for row in rows]),
        Series("contraction", "Contraction", [-row.contraction_cents for row in rows]),
        Series("churn", "Churn", [-row.churn_cents for row in rows]),
        Series("net", "Net new MRR", [row.net_cents for row in rows], draw="line", sum=True),
    ]
    return Chart("movements", "What moved MRR?", _months(rows, current), series, unit="change")


def share_chart(rows: Sequence[RevenueMonth], current: date) -> Chart:
    """Scheduled months have no one-off revenue yet, hence no share."""
    known = [row if row.month <= current else None for row in rows]
    months = [row.share if row else None for row in known]
    years = [row.share_12m if row else None for row in known]
    series = [
        Series("recurring", "Over 12 months", _values(years), draw="line", unit="share"),
        Series("month", "In the month", _values(months), draw="line", unit="share"),
        *_range(years),
    ]
    targets = [(float(t), words) for t, words in zip(TARGETS, TARGET_WORDS, strict=True)]
    title = "How much of the revenue is recurring?"
    return Chart("share", title, _months(rows, current), series, unit="share", targets=targets)


def revenue_chart(rows: Sequence[RevenueMonth], current: date) -> Chart:
    series = [
        Series("recurring", "Recurring", [row.closing_cents for row in rows]),
        Series("project", "Projects", [row.project_cents for row in rows]),
        Series(
            "professional_services",
            "Professional services",
            [row.professional_services_cents for row in rows],
        ),
        Series("hardware", "Hardware", [row.hardware_cents for row in rows]),
        Series("break_fix", "Break-fix", [row.break_fix_cents for row in rows]),
        Series("total", "Revenue", [row.revenue_cents for row in rows], draw="", sum=True),
    ]
    if any(row.unclassified_count for row in rows):
        loose: Points = [row.unclassified_cents for row in rows]
        series.append(Series("unclassified", "Unclassified, beside it", loose, draw=""))
    return Chart("revenue", "Where does the revenue come from?", _months(rows, current), series)


def sparks(rows: Sequence[RevenueMonth]) -> dict[str, str]:
    """The twelve-month lines of the dashboard's tiles."""
    year = rows[-12:]
    return {
        "mrr": spark(row.closing_cents for row in year),
        "share": spark(row.share_12m.value for row in year),
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


def latest(rows: Sequence[RevenueMonth], current: date) -> RevenueMonth | None:
    """The last month that has begun: the last of which a share can be told."""
    begun = [row for row in rows if row.month <= current]
    return begun[-1] if begun else None


def _months(rows: Iterable[RevenueMonth], current: date) -> list[Month]:
    return [
        Month(
            key=f"{row.month:%Y-%m}",
            label=formats.month(row.month),
            state=state_of(row.month, current).value,
            url=reverse("month_detail", args=[row.month]),
        )
        for row in rows
    ]


def _values(shares: Iterable[Share | None]) -> Points:
    return [_float(share.value if share else None) for share in shares]


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _range(shares: Sequence[Share | None]) -> list[Series]:
    """The ends between which the share lies while invoice lines are unclassified."""
    if not any(share and share.unclassified for share in shares):
        return []
    low: Points = [_float(share.low) if share else None for share in shares]
    high: Points = [_float(share.high) if share else None for share in shares]
    return [
        Series("low", "12 months, at least", low, draw="range", unit="share"),
        Series("high", "12 months, at most", high, draw="range", unit="share"),
    ]
