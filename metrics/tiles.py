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
from metrics.models import MrrMovement
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
    return [
        _mrr_tile(year, scope),
        _share_tile(year, complete, scope),
        _net_tile(year, scope),
        _clients_tile(year, scope),
    ]


def _mrr_tile(year: Sequence[RevenueMonth], scope: Scope) -> Tile:
    row = year[-1]
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
        scope.link("month_list", month=row.month if row else scope.month),
        spark(month.share_12m.value for month in year if month.month < current),
        card("share_12m", row),
        share_key(row.share_12m if row else None),
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


def _net_tile(year: Sequence[RevenueMonth], scope: Scope) -> Tile:
    row = year[-1]
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


def client_tiles(
    rows: Sequence[RevenueMonth], scope: Scope, last_movement: MrrMovement | None
) -> list[Tile]:
    """Of one client's page."""
    year, complete = rows[-SHARE_MONTHS:], last_complete(rows, scope.window.current)
    row = year[-1]
    return [
        Tile(
            in_month("MRR", scope.window),
            compact(row.closing_cents),
            against(row, scope.window),
            scope.link("line_list", month=row.month),
            spark(month.closing_cents for month in year),
            card("mrr", row),
            figure_keys.cents(row.closing_cents),
        ),
        _client_one_off_tile(complete, scope),
        _client_share_tile(complete, scope),
        _movement_tile(last_movement, scope.window),
    ]


def _client_one_off_tile(row: RevenueMonth | None, scope: Scope) -> Tile:
    share = row.share_12m if row else None
    note: Text = "projects, hardware, break-fix and the like"
    if share and share.unclassified:
        note = format_html("and {} unclassified", money(share.unclassified))
    return Tile(
        twelve_months("One-off", row),
        compact(share.one_off) if share else formats.NOTHING,
        note,
        scope.link("invoice_list", kind="one_off", **_year_to(row)) if row else "",
        card=card("one_off_12m", row),
        figure_key=figure_keys.cents(share.one_off) if share else "",
    )


def _year_to(row: RevenueMonth) -> dict[str, date]:
    return {"since": add_months(row.month, 1 - SHARE_MONTHS), "month": row.month}


def _client_share_tile(row: RevenueMonth | None, scope: Scope) -> Tile:
    share = row.share_12m if row else None
    return Tile(
        twelve_months("Recurring share", row),
        formats.share(share.value if share else None),
        format_html("of {} revenue", compact(share.revenue)) if share else "",
        scope.link("recurring_share", month=row.month) if row else "",
        card=card("share_12m", row),
        figure_key=share_key(share),
    )


def _movement_tile(movement: MrrMovement | None, window: Window) -> Tile:
    if movement is None:
        note: Text = f"No MRR until {unbroken(formats.month(window.month))}"
        return Tile("Last movement", "None", note, "#movements")
    change = money_change(movement.amount_cents)
    note = format_html("{} <strong>{}</strong>", movement.get_kind_display(), change)
    return Tile("Last movement", formats.month(movement.month), note, "#movements")


def share_key(share: Share | None) -> str:
    if share is None or share.value is None:
        return ""
    return figure_keys.ratio(share.managed, share.revenue)


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
