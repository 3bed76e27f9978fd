"""Rows of queries as charts, and as the tables that stand below them.

What a chart, a series, a column may be, and how each is drawn: metrics.shapes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from django.urls import reverse

from config import formats
from contracts.models import InvoiceLine
from metrics.cards import card
from metrics.figures import TARGETS, Share
from metrics.months import add_months
from metrics.revenue import MOVEMENT_KINDS, SHARE_MONTHS, RevenueMonth
from metrics.scopes import Scope
from metrics.shapes import MONTH, Chart, Mark, Month, Points, Series, Step, fitted, waterfall
from metrics.tiles import last_complete
from metrics.windows import state_of

LOST_KINDS = ("contraction", "churn")
TARGET_WORDS = ("mature above 60%", "among the strongest above 70%")


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
    mrr = Series("recurring", "MRR", closing, rows_at=_mrr_at(scope))
    moved = [replace(series, draw="") for series in movement_chart(rows, scope).series[:5]]
    title, months, about = "How did MRR develop?", months_of(rows, scope), card("mrr", rows[-1])
    history = Chart(
        "mrr", title, months, [mrr, *moved], subject="MRR", marks=_movement_marks(rows), card=about
    )
    revenue = revenue_chart(rows, scope)
    return [history, revenue] if had_mrr else [revenue]


def _movement_marks(rows: Sequence[RevenueMonth]) -> list[Mark]:
    """What a client's movements changed, where there is room to say it."""
    if len(rows) > SHARE_MONTHS:
        return []
    return [
        Mark(
            f"{row.month:%Y-%m}", row.closing_cents, formats.whole(row.net_cents, signed=True), kind
        )
        for row in rows
        for kind in MOVEMENT_KINDS
        if getattr(row, f"{kind}_cents")
    ]


def mrr_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    closing: Points = [row.closing_cents for row in rows]
    net: Points = [row.net_cents for row in rows]
    clients: Points = [row.client_count for row in rows]
    series = [
        Series("recurring", "MRR", closing, rows_at=_mrr_at(scope)),
        Series("net", "Change", net, draw="", unit="change", rows_at=_movements_at(scope)),
        Series("clients", "Clients", clients, draw="", unit="count", rows_at=_clients_at(scope)),
    ]
    months, about = months_of(rows, scope), card("mrr", rows[-1])
    return Chart("mrr", "Is MRR growing?", months, series, subject="MRR", card=about)


def movement_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    points: dict[str, Points] = {
        "New": [row.new_cents for row in rows],
        "Reactivation": [row.reactivation_cents for row in rows],
        "Expansion": [row.expansion_cents for row in rows],
        "Contraction": [-row.contraction_cents for row in rows],
        "Churn": [-row.churn_cents for row in rows],
    }
    series = [
        Series(label.lower(), label, cents, rows_at=_movements_at(scope, label.lower()))
        for label, cents in points.items()
    ]
    net: Points = [row.net_cents for row in rows]
    line = Series(
        "net",
        "Net new MRR",
        net,
        draw="line",
        unit="change",
        sum=True,
        rows_at=_movements_at(scope),
    )
    return Chart(
        "movements",
        "What moved MRR?",
        months_of(rows, scope),
        [*series, line],
        unit="change",
        subject="movement",
        card=card("bridge", rows[-1]),
    )


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


def bridge_chart(row: RevenueMonth, scope: Scope) -> Chart:
    """One month from its opening to its closing MRR."""
    before = add_months(row.month, -1)
    steps = [_end("opening", before, scope)]
    amounts = [row.opening_cents]
    for kind in MOVEMENT_KINDS:
        cents = getattr(row, f"{kind}_cents")
        rows_at = scope.link("movement_list", month=row.month, since=row.month, kind=kind)
        steps.append(Step(kind, kind.capitalize(), rows_at if cents else "", kind=kind))
        amounts.append(-cents if kind in LOST_KINDS else cents)
    steps.append(_end("closing", row.month, scope))
    amounts.append(row.closing_cents)
    title = f"What moved MRR in {formats.long_month(row.month)}?"
    bridge = waterfall(steps, amounts)
    return Chart(
        "bridge",
        title,
        [],
        [bridge],
        steps=steps,
        subject="MRR",
        axis=fitted([bridge]),
        card=card("bridge", row),
    )


def _end(key: str, month: date, scope: Scope) -> Step:
    rows_at = scope.link("client_list", month=month, mrr="with")
    return Step(key, formats.month(month), rows_at, kind="recurring", total=True)


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
    note, url = _unclassified_note([row for row in known if row])
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
    values = _values(shares)
    return Series(key, label, values, draw="line", unit="share", rows_at=rows_at, ratios=ratios)


def _share_at(scope: Scope, with_resale: bool) -> str:
    """What a share is of; a service category has none of its own."""
    if scope.part.category:
        return ""
    chosen = {"with": "resale"} if with_resale else {}
    return scope.link("recurring_share", month=MONTH, **chosen) + "#months"


def _counted(share: Share, with_resale: bool) -> Share:
    return share.including_resale if with_resale else share


def _unclassified_note(rows: Sequence[RevenueMonth]) -> tuple[str, str]:
    """(sentence, address): how many invoice lines of twelve months make the share a range."""
    count = sum(row.unclassified_count for row in rows[-SHARE_MONTHS:])
    if not count:
        return "", ""
    lines = "1 invoice line is" if count == 1 else f"{formats.grouped(count)} invoice lines are"
    cents = sum(row.unclassified_cents for row in rows[-SHARE_MONTHS:])
    note = f"{lines} unclassified ({formats.exact(cents)}), so the share is a range."
    return note, f"{reverse('invoice_list')}?kind=unclassified"


def revenue_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    current = scope.window.current
    series = [
        Series(
            "recurring",
            "Recurring",
            [row.closing_cents for row in rows],
            rows_at=_mrr_at(scope),
        )
    ]
    for kind in InvoiceLine.ONE_OFF_KINDS:
        cents: Points = [getattr(row, f"{kind}_cents") for row in rows]
        series.append(Series(kind, kind.label, cents, rows_at=_invoices_at(scope, kind)))
    # Of scheduled months only MRR is known, which would look like a collapse.
    total: Points = [row.revenue_cents if row.month <= current else None for row in rows]
    series.append(Series("total", "Revenue", total, draw="", sum=True))
    if any(row.unclassified_count for row in rows):
        loose: Points = [row.unclassified_cents for row in rows]
        address = _invoices_at(scope, "unclassified")
        series.append(
            Series("unclassified", "Unclassified, beside it", loose, draw="", rows_at=address)
        )
    # As with the total: of a scheduled month there is no revenue yet.
    about = card("revenue", rows[-1] if rows[-1].month <= current else None)
    title, months = "Where does the revenue come from?", months_of(rows, scope)
    return Chart("revenue", title, months, series, card=about)


def _mrr_at(scope: Scope) -> str:
    """The clients with MRR; of a single one its lines."""
    return scope.link("line_list", month=MONTH) if scope.client else _clients_at(scope)


def _clients_at(scope: Scope) -> str:
    return scope.link("client_list", month=MONTH, mrr="with")


def _movements_at(scope: Scope, kind: str = "") -> str:
    return scope.link("movement_list", month=MONTH, kind=kind)


def _invoices_at(scope: Scope, kind: str) -> str:
    return scope.link("invoice_list", month=MONTH, kind=kind)


def months_of(rows: Iterable[RevenueMonth], scope: Scope) -> list[Month]:
    """The columns of a chart."""
    return [
        Month(
            key=f"{row.month:%Y-%m}",
            label=formats.month(row.month),
            state=state_of(row.month, scope.window.current).value,
            url=scope.link("month_detail", row.month),
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
