"""The retention page's tiles and charts: what stays and what is lost, over a year and by month."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html

from config import figure_keys, formats
from metrics.cards import card
from metrics.charts import months_of, points
from metrics.months import Period, add_months
from metrics.revenue import SHARE_MONTHS, RevenueMonth
from metrics.rows.movements import LOSSES
from metrics.scopes import Scope
from metrics.shapes import MONTH, Chart, Points, Series
from metrics.tiles import Text, Tile, last_complete, spark, unbroken

ALL_LOSSES = ",".join(LOSSES)
# What the axes span at least, so that a small change does not look like a large one.
RETAINED_AXIS, CHURN_AXIS = (0.8, 1.1), (0.0, 0.05)
ALL_KEPT = (1.0, "as much as a year before")


def with_year_before(period: Period) -> Period:
    """The months that a change against a year before needs."""
    return Period(add_months(period.start, -SHARE_MONTHS), period.end)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of RevenueMonth, of a month and of 12, and the two sums that the latter divides."""

    label: str
    name: str
    part: str
    whole: str

    @property
    def of_year(self) -> str:
        return f"{self.name}_12m"

    def key(self, row: RevenueMonth) -> str:
        part, whole = getattr(row, self.part), getattr(row, self.whole)
        # Of nothing there are no rows to add up.
        return figure_keys.ratio(part, whole) if part and whole else ""


NRR = _Figure("NRR", "nrr", "retained_net_12m_cents", "opening_12m_cents")
GRR = _Figure("GRR", "grr", "retained_gross_12m_cents", "opening_12m_cents")
CLIENTS = _Figure("Client churn", "client_churn", "lost_12m_count", "client_count_12m")
REVENUE = _Figure("Revenue churn", "revenue_churn", "lost_12m_cents", "opening_12m_cents")


def told_of(rows: Sequence[RevenueMonth], scope: Scope) -> RevenueMonth:
    """The chosen month, or the last complete one; `rows` begin a year before the window."""
    return last_complete(rows[SHARE_MONTHS:], scope.window.current) or rows[-1]


def retention_tiles(rows: Sequence[RevenueMonth], row: RevenueMonth, scope: Scope) -> list[Tile]:
    """Of one of the rows, with a year before it among them."""
    until = rows.index(row) + 1
    two_years = rows[until - 1 - SHARE_MONTHS : until]
    retained = scope.link("retained_list", month=row.month)
    since = add_months(row.month, 1 - SHARE_MONTHS)
    lost = scope.link("movement_list", since=since, month=row.month, kind=ALL_LOSSES)
    return [
        _tile(NRR, two_years, retained),
        _tile(GRR, two_years, retained),
        _tile(CLIENTS, two_years, retained),
        _tile(REVENUE, two_years, lost),
    ]


def _tile(figure: _Figure, rows: Sequence[RevenueMonth], rows_at: str) -> Tile:
    """Of the last of the rows, which begin with the month a year before it."""
    row = rows[-1]
    share = getattr(row, figure.of_year)
    return Tile(
        figure.label,
        formats.share(share),
        _note(figure, rows),
        rows_at,
        spark(getattr(month, figure.of_year) for month in rows[1:]),
        card(figure.of_year, row),
        # Nothing lost has no rows to add up.
        figure.key(row) if share else "",
    )


def _note(figure: _Figure, rows: Sequence[RevenueMonth]) -> Text:
    """The change against a year before, and what the month alone was."""
    first, last = rows[0], rows[-1]
    before, now = getattr(first, figure.of_year), getattr(last, figure.of_year)
    if now is None:
        return "No client had MRR 12 months before"
    alone = f"{formats.share(getattr(last, figure.name))} in the month"
    if before is None:
        return alone
    change, then = formats.points(now - before), unbroken(formats.month(first.month))
    return format_html("<strong>{}</strong> against {}; {}", change, then, alone)


def lost_in(rows: Sequence[RevenueMonth]) -> int:
    """What churned and contracted in some months, in cents."""
    return sum(row.lost_cents for row in rows)


def retention_charts(rows: Sequence[RevenueMonth], scope: Scope) -> list[Chart]:
    return [retained_chart(rows, scope), churn_chart(rows, scope)]


def retained_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    """Over 12 months, by the month they end with."""
    retained = scope.link("retained_list", month=MONTH)
    series = [
        Series(
            "recurring",
            "NRR, 12 months",
            points([row.nrr_12m for row in rows]),
            draw="line",
            unit="share",
            rows_at=retained,
            ratios=[(row.retained_net_12m_cents, row.opening_12m_cents) for row in rows],
        ),
        Series(
            "net",
            "GRR, 12 months",
            points([row.grr_12m for row in rows]),
            draw="line",
            unit="share",
            rows_at=retained,
            ratios=[(row.retained_gross_12m_cents, row.opening_12m_cents) for row in rows],
        ),
    ]
    return Chart(
        "retained",
        "How much of a year-old MRR is still there?",
        months_of(rows, scope),
        series,
        unit="share",
        targets=[ALL_KEPT],
        subject="MRR that is a year old",
        axis=RETAINED_AXIS,
        card=card("nrr_12m", rows[-1]),
    )


def churn_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    """By month: the shares are drawn, what they divide stands in the table."""
    losses = scope.link("movement_list", month=MONTH, kind=ALL_LOSSES)
    lost: Points = [-row.lost_cents for row in rows]
    gone: Points = [row.churned_count for row in rows]
    series = [
        Series(
            "churn",
            "Revenue churn",
            points([row.revenue_churn for row in rows]),
            unit="share",
            rows_at=losses,
            ratios=[(row.lost_cents, row.opening_cents) for row in rows],
        ),
        Series(
            "net",
            "Client churn",
            points([row.client_churn for row in rows]),
            draw="dots",
            unit="share",
            rows_at=scope.link("retained_list", month=MONTH, over=1),
            ratios=[(row.churned_count, row.opening_count) for row in rows],
        ),
        Series("lost", "MRR lost", lost, draw="", unit="change", rows_at=losses),
        Series(
            "gone",
            "Clients lost",
            gone,
            draw="",
            unit="count",
            rows_at=scope.link("movement_list", month=MONTH, kind="churn"),
        ),
    ]
    return Chart(
        "churn",
        "How much leaves in a month?",
        months_of(rows, scope),
        series,
        unit="share",
        subject="MRR to lose",
        axis=CHURN_AXIS,
        card=card("revenue_churn", rows[-1]),
    )
