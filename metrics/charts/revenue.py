"""The recurring share, and the revenue that it is of."""

from collections.abc import Sequence
from dataclasses import replace

from config import formats
from contracts.models import InvoiceLine
from metrics.cards import card
from metrics.charts.columns import invoices_at, months_of, mrr_at, points
from metrics.figures import TARGETS, Share
from metrics.revenue import SHARE_MONTHS, RevenueMonth
from metrics.scopes import Scope
from metrics.shapes import MONTH, Chart, Points, Series
from metrics.tiles import last_complete

TARGET_WORDS = ("mature above 60%", "among the strongest above 70%")


def share_charts(
    rows: Sequence[RevenueMonth], scope: Scope, *, with_resale: bool, worklist: str = ""
) -> list[Chart]:
    """The share beside the revenue it is of: turning work away would raise the one alone."""
    share = share_chart(rows, scope, with_resale=with_resale, worklist=worklist)
    return [replace(share, title="How did the share develop?"), _beside_recurring(rows, scope)]


def _beside_recurring(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    """The kinds of one-off revenue stacked beside the recurring, not upon it."""
    chart = revenue_chart(rows, scope)
    recurring = replace(chart.series[0], stack="recurring")
    title = "What stands beside the recurring revenue?"
    return replace(chart, title=title, series=[recurring, *chart.series[1:]])


def share_chart(
    rows: Sequence[RevenueMonth], scope: Scope, *, with_resale: bool = False, worklist: str = ""
) -> Chart:
    """Scheduled months have no one-off revenue yet, hence no share."""
    current = scope.window.current
    known = [row if row.month <= current else None for row in rows]
    months = [_counted(row.share, with_resale) if row else None for row in known]
    years = [_counted(row.share_12m, with_resale) if row else None for row in known]
    rows_at, complete = _share_at(scope, with_resale), [row.month < current for row in rows]
    series = [
        _share_series("recurring", "Over 12 months", years, rows_at, complete),
        _share_series("month", "In the month", months, rows_at, complete),
        *_range(years),
    ]
    targets = [(float(t), words) for t, words in zip(TARGETS, TARGET_WORDS, strict=True)]
    title = "How much of the revenue is recurring?"
    note, url = _unclassified_note([row for row in known if row], scope)
    about = "share_with_resale" if with_resale else "share_12m"
    return Chart(
        "share",
        title,
        months_of(rows, scope),
        series,
        unit="share",
        targets=targets,
        note=note,
        note_url=worklist or url,
        subject="recurring share",
        card=card(about, last_complete(rows, current)),
    )


def _share_series(
    key: str,
    label: str,
    shares: Sequence[Share | None],
    rows_at: str,
    complete: Sequence[bool],
) -> Series:
    """Only complete months open into what their share is of."""
    ratios = [
        (share.managed, share.revenue) if share and opens else None
        for share, opens in zip(shares, complete, strict=True)
    ]
    values = points(share.value if share else None for share in shares)
    return Series(key, label, values, draw="line", unit="share", rows_at=rows_at, ratios=ratios)


def _share_at(scope: Scope, with_resale: bool) -> str:
    """What a share is of; a service category has none of its own."""
    if scope.part.category:
        return ""
    chosen = {"with": "resale"} if with_resale else {}
    return scope.link("recurring_share", month=MONTH, **chosen) + "#months"


def _counted(share: Share, with_resale: bool) -> Share:
    return share.including_resale if with_resale else share


def _unclassified_note(rows: Sequence[RevenueMonth], scope: Scope) -> tuple[str, str]:
    """(sentence, address): how many invoice lines of twelve months make the share a range."""
    count = sum(row.unclassified_count for row in rows[-SHARE_MONTHS:])
    if not count:
        return "", ""
    lines = "1 invoice line is" if count == 1 else f"{formats.grouped(count)} invoice lines are"
    cents = sum(row.unclassified_cents for row in rows[-SHARE_MONTHS:])
    note = f"{lines} unclassified ({formats.exact(cents)}), so the share is a range."
    return note, scope.link("invoice_list", kind=InvoiceLine.Kind.UNCLASSIFIED)


def _range(shares: Sequence[Share | None]) -> list[Series]:
    """The ends between which the share lies while invoice lines are unclassified."""
    if not any(share and share.unclassified for share in shares):
        return []
    low = points(share.low if share else None for share in shares)
    high = points(share.high if share else None for share in shares)
    return [
        Series("low", "12 months, at least", low, draw="range", unit="share"),
        Series("high", "12 months, at most", high, draw="range", unit="share"),
    ]


def revenue_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    current = scope.window.current
    series = [
        Series(
            "recurring",
            "Recurring",
            [row.closing_cents for row in rows],
            rows_at=mrr_at(scope),
        )
    ]
    for kind in InvoiceLine.ONE_OFF_KINDS:
        cents: Points = [getattr(row, f"{kind}_cents") for row in rows]
        series.append(Series(kind, kind.label, cents, rows_at=invoices_at(scope, kind)))
    # Of scheduled months only MRR is known, which would look like a collapse.
    total: Points = [row.revenue_cents if row.month <= current else None for row in rows]
    series.append(Series("total", "Revenue", total, draw="", sum=True))
    if any(row.unclassified_count for row in rows):
        loose: Points = [row.unclassified_cents for row in rows]
        address = invoices_at(scope, "unclassified")
        series.append(
            Series("unclassified", "Unclassified, beside it", loose, draw="", rows_at=address)
        )
    # As with the total: of a scheduled month there is no revenue yet.
    about = card("revenue", rows[-1] if rows[-1].month <= current else None)
    title, months = "Where does the revenue come from?", months_of(rows, scope)
    return Chart("revenue", title, months, series, card=about)
