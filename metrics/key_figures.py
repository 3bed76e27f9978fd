"""The figures an owner asks for beside the first tiles, each with its rows and its definition."""

from collections.abc import Sequence

from django.utils.html import format_html

from config import figure_keys, formats
from config.templatetags.figures import compact, money
from metrics.cards import card
from metrics.figures import ratio
from metrics.months import add_months
from metrics.revenue import SHARE_MONTHS, RevenueMonth
from metrics.scopes import Scope
from metrics.tiles import Text, Tile, spark


def key_figures(rows: Sequence[RevenueMonth], scope: Scope, user_count: int) -> list[Tile]:
    """Of the last of the rows; `user_count` are the users under agreement then."""
    year, row = rows[-SHARE_MONTHS:], rows[-1]
    return [
        _arr_tile(row, scope),
        _retention_tile("NRR, 12 months", "nrr_12m", row.retained_net_12m_cents, year, scope),
        _retention_tile("GRR, 12 months", "grr_12m", row.retained_gross_12m_cents, year, scope),
        _quick_ratio_tile(row, scope),
        _arpa_tile(row, scope),
        seat_price_tile(row, scope, user_count),
    ]


def _arr_tile(row: RevenueMonth, scope: Scope) -> Tile:
    return Tile(
        "ARR",
        compact(row.arr_cents),
        "12 × MRR",
        scope.link("client_list", month=row.month, mrr="with"),
        card=card("arr", row),
        figure_key=figure_keys.cents(row.arr_cents),
    )


def _retention_tile(
    label: str, key: str, kept_cents: int, year: Sequence[RevenueMonth], scope: Scope
) -> Tile:
    row = year[-1]
    note: Text = "no MRR 12 months before"
    if row.opening_12m_cents:
        note = format_html("of {} then", compact(row.opening_12m_cents))
    return Tile(
        label,
        formats.share(getattr(row, key)),
        note,
        scope.link("retained_list", month=row.month, over=SHARE_MONTHS),
        spark(getattr(month, key) for month in year),
        card(key, row),
        _ratio_key(kept_cents, row.opening_12m_cents),
    )


def _ratio_key(part: int, whole: int) -> str:
    """Nothing, where there is nothing to take a part of."""
    return figure_keys.ratio(part, whole) if whole else ""


def _quick_ratio_tile(row: RevenueMonth, scope: Scope) -> Tile:
    """Told of twelve months: a single one without losses would say nothing."""
    value = row.quick_ratio_12m
    note = format_html(
        "{} gained, {} lost", compact(row.gained_12m_cents), compact(row.lost_12m_cents)
    )
    since = add_months(row.month, 1 - SHARE_MONTHS)
    return Tile(
        "Quick ratio, 12 months",
        "no losses" if value is None else formats.times(value),
        note,
        scope.link("movement_list", since=since, month=row.month),
        card=card("quick_ratio_12m", row),
        figure_key=figure_keys.ratio(row.gained_12m_cents, row.lost_12m_cents),
    )


def _arpa_tile(row: RevenueMonth, scope: Scope) -> Tile:
    value = row.arpa_cents
    return Tile(
        "ARPA",
        formats.NOTHING if value is None else money(value),
        f"{formats.grouped(row.client_count)} clients with MRR",
        scope.link("client_list", month=row.month, mrr="with"),
        card=card("arpa", row),
        figure_key=_ratio_key(row.closing_cents, row.client_count),
    )


def seat_price(mrr_cents: int, user_count: int) -> int | None:
    """MRR over users in cents, to the nearest one; None without users."""
    price = ratio(mrr_cents, user_count)
    return None if price is None else round(price)


def seat_price_tile(row: RevenueMonth, scope: Scope, user_count: int) -> Tile:
    price = seat_price(row.closing_cents, user_count)
    users = f"{formats.grouped(user_count)} user{'' if user_count == 1 else 's'} under agreement"
    return Tile(
        "Seat price",
        formats.NOTHING if price is None else money(price),
        users,
        scope.link("line_list", month=row.month, users=1),
        card=card("seat_price", row, user_count=user_count, seat_price_cents=price),
        figure_key=_ratio_key(row.closing_cents, user_count),
    )
