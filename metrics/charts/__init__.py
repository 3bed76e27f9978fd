"""Rows of queries as charts, and as the tables that stand below them.

What a chart, a series, a column may be, and how each is drawn: metrics.shapes.
"""

from collections.abc import Sequence
from dataclasses import replace

from metrics.cards import card
from metrics.charts.columns import months_of, mrr_at, points
from metrics.charts.mrr import bridge_chart, movement_chart, movement_marks, mrr_chart
from metrics.charts.revenue import revenue_chart, share_chart, share_charts
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope
from metrics.shapes import Chart, Points, Series

__all__ = [
    "bridge_chart",
    "client_charts",
    "dashboard_charts",
    "months_of",
    "movement_chart",
    "mrr_chart",
    "points",
    "revenue_chart",
    "share_chart",
    "share_charts",
]


def dashboard_charts(
    rows: Sequence[RevenueMonth], scope: Scope, *, worklist: str = ""
) -> list[Chart]:
    """`worklist` is the address at which this person may classify invoice lines."""
    moved = [mrr_chart(rows, scope), movement_chart(rows, scope)]
    # One-off revenue has no service category: of one alone there is nothing to compare.
    if scope.part.category:
        return moved
    return [*moved, share_chart(rows, scope, worklist=worklist), revenue_chart(rows, scope)]


def client_charts(
    rows: Sequence[RevenueMonth], scope: Scope, *, had_mrr: bool = True
) -> list[Chart]:
    """Of a single client, which the scope names."""
    closing: Points = [row.closing_cents for row in rows]
    mrr = Series("recurring", "MRR", closing, rows_at=mrr_at(scope))
    moved = [replace(series, draw="") for series in movement_chart(rows, scope).series[:5]]
    title, months, about = "How did MRR develop?", months_of(rows, scope), card("mrr", rows[-1])
    history = Chart(
        "mrr", title, months, [mrr, *moved], subject="MRR", marks=movement_marks(rows), card=about
    )
    revenue = revenue_chart(rows, scope)
    return [history, revenue] if had_mrr else [revenue]
