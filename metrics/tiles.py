"""Tiles: a figure with what it changed by, how it came, where its rows are and what it means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.html import format_html
from django.utils.safestring import SafeString

from config import figure_keys, formats
from config.templatetags.figures import compact, compact_change, money, money_change
from metrics.cards import Card, card
from metrics.figures import Share
from metrics.months import add_months
from metrics.revenue import SHARE_MONTHS, RevenueMonth
from metrics.scopes import Scope
from metrics.windows import Window

Text = str | SafeString


@dataclass(frozen=True, slots=True)
class Tile:
    """`url` leads to the rows behind the figure, which `figure_key` (config.figure_keys) names.

    `note` says against which period, `spark` holds the points of a line.
    """

    label: str
    figure: Text
    note: Text = ""
    url: str = ""
    spark: str = ""
    card: Card | None = None
    figure_key: str = ""


def dashboard_tiles(rows: Sequence[RevenueMonth], scope: Scope) -> list[Tile]:
    """Of the last of the rows; the share is told of the last complete one."""
    year, complete = rows[-SHARE_MONTHS:], last_complete(rows, scope.window.current)
    # One-off revenue has no service category: of one alone there is no share.
    share = [] if scope.part.category else [_share_tile(year, complete, scope)]
    return [
        mrr_tile(rows, scope),
        *share,
        net_tile(rows, scope),
        _clients_tile(year, scope),
    ]


def mrr_tile(rows: Sequence[RevenueMonth], scope: Scope) -> Tile:
    year, row = rows[-SHARE_MONTHS:], rows[-1]
    return Tile(
        "MRR",
        compact(row.closing_cents),
        against(row, scope.window),
        scope.link("client_list", month=row.month, mrr="with"),
        spark(month.closing_cents for month in year),
        card("mrr", row),
        figure_keys.cents(row.closing_cents),
    )


def against(row: RevenueMonth, window: Window) -> SafeString:
    """What MRR changed by, in money and as a rate."""
    rate = f" ({formats.share(row.growth, signed=True)})" if row.growth is not None else ""
    before = unbroken(formats.month(window.before))
    return format_html(
        "<strong>{}</strong>{} against {}", money_change(row.net_cents), rate, before
    )


def _share_tile(year: Sequence[RevenueMonth], row: RevenueMonth | None, scope: Scope) -> Tile:
    current = scope.window.current
    return Tile(
        twelve_months("Recurring share", row),
        formats.share(row.share_12m.value if row else None),
        _share_note(row.share_12m) if row else "Not known before a month is complete",
        scope.link("recurring_share", month=row.month if row else scope.month),
        spark(month.share_12m.value for month in year if month.month < current),
        card("share_12m", row),
        share_key(row),
    )


def _share_note(share: Share) -> Text:
    if share.band is None:
        return "No revenue yet"
    revenue = compact(share.revenue)
    note = format_html("<strong>{}</strong>, of {} revenue", share.band.value, revenue)
    if not share.unclassified:
        return note
    low, high = formats.share(share.low), formats.share(share.high)
    ends = f"{low} to {high}, " if low != high else ""
    return format_html('{} <span class="tile-range">{}some unclassified</span>', note, ends)


def net_tile(rows: Sequence[RevenueMonth], scope: Scope) -> Tile:
    year, row = rows[-SHARE_MONTHS:], rows[-1]
    gained, lost = money_change(row.gained_cents), money_change(-row.lost_cents)
    return Tile(
        "Net new MRR",
        compact_change(row.net_cents),
        format_html("<strong>{}</strong> gained, <strong>{}</strong> lost", gained, lost),
        scope.link("movement_list", month=row.month),
        spark(month.net_cents for month in year),
        card("net_new", row),
        figure_keys.cents(row.net_cents),
    )


def _clients_tile(year: Sequence[RevenueMonth], scope: Scope) -> Tile:
    row = year[-1]
    each = "None with MRR"
    if row.arpa_cents is not None:
        each = format_html("<strong>{}</strong> MRR each on average", money(row.arpa_cents))
    return Tile(
        "Clients with MRR",
        formats.grouped(row.client_count),
        each,
        scope.link("client_list", month=row.month, mrr="with"),
        spark(month.client_count for month in year),
        card("clients", row),
        figure_keys.count(row.client_count),
    )


def year_to(row: RevenueMonth | None) -> dict[str, date]:
    """The twelve months up to this one, as addresses name them."""
    return {"since": add_months(row.month, 1 - SHARE_MONTHS), "month": row.month} if row else {}


def share_key(row: RevenueMonth | None) -> str:
    """Nothing, where there is no share."""
    if row is None or row.share_12m.value is None:
        return ""
    return figure_keys.ratio(row.share_12m.managed, row.share_12m.revenue)


def in_month(label: str, window: Window) -> str:
    """“MRR, Oct 26, in progress”."""
    parts = (label, unbroken(formats.month(window.month)), window.state.value)
    return ", ".join(part for part in parts if part)


def twelve_months(label: str, row: RevenueMonth | None) -> str:
    """“One-off, 12 months to Oct 26”."""
    until = f" to {unbroken(formats.month(row.month))}" if row else ""
    return f"{label}, 12 months{until}"


def unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


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
