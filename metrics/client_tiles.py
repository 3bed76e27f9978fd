"""The tiles of a client's page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.html import format_html

from config import figure_keys, formats
from config.templatetags.figures import compact, money, money_change
from metrics.cards import card
from metrics.figures import ratio
from metrics.key_figures import seat_price, seat_price_tile
from metrics.models import MrrMovement
from metrics.offers import Offer
from metrics.revenue import SHARE_MONTHS, RevenueMonth
from metrics.scopes import Scope
from metrics.tiles import (
    Text,
    Tile,
    against,
    in_month,
    last_complete,
    share_key,
    spark,
    twelve_months,
    unbroken,
    year_to,
)
from metrics.windows import Window


@dataclass(frozen=True, slots=True)
class Seats:
    """Users under agreement, of a client and of the company, and the company's MRR in cents."""

    user_count: int
    company_user_count: int
    company_mrr_cents: int

    @property
    def average_cents(self) -> int | None:
        return seat_price(self.company_mrr_cents, self.company_user_count)


def client_tiles(
    rows: Sequence[RevenueMonth],
    scope: Scope,
    offer: Offer,
    seats: Seats,
    last_movement: MrrMovement | None,
) -> list[Tile]:
    """Of one client's page."""
    year, complete = rows[-SHARE_MONTHS:], last_complete(rows, scope.window.current)
    row = year[-1]
    return [
        Tile(
            in_month("MRR", scope.window),
            compact(row.closing_cents),
            against(row, scope.window),
            "#agreements",
            spark(month.closing_cents for month in year),
            card("mrr", row),
            # Without MRR there is no line that adds up to it.
            figure_keys.cents(row.closing_cents) if row.closing_cents else "",
        ),
        _one_off_tile(complete, scope),
        _share_tile(complete, scope),
        _margin_tile(row, offer),
        _seat_price_tile(row, scope, seats),
        _movement_tile(last_movement, scope.window),
    ]


def _margin_tile(row: RevenueMonth, offer: Offer) -> Tile:
    margin = ratio(offer.margin_cents, offer.mrr_cents)
    note = format_html("{} after unit costs", money(offer.margin_cents)) if offer.held else ""
    return Tile(
        "Gross margin",
        formats.share(margin),
        note,
        "#services",
        card=card("margin", offer, of=formats.month(row.month), margin=margin),
        figure_key=figure_keys.ratio(offer.margin_cents, offer.mrr_cents) if offer.held else "",
    )


def _seat_price_tile(row: RevenueMonth, scope: Scope, seats: Seats) -> Tile:
    tile = seat_price_tile(row, scope, seats.user_count)
    if seats.user_count and (average := seats.average_cents):
        own = seat_price(row.closing_cents, seats.user_count) or 0
        against = money_change(own - average)
        note = format_html("<strong>{}</strong> against {} on average", against, money(average))
        return replace(tile, note=note)
    return tile


def _one_off_tile(row: RevenueMonth | None, scope: Scope) -> Tile:
    share = row.share_12m if row else None
    note: Text = "projects, hardware, break-fix and the like"
    if share and share.unclassified:
        note = format_html("and {} unclassified", money(share.unclassified))
    return Tile(
        twelve_months("One-off", row),
        compact(share.one_off) if share else formats.NOTHING,
        note,
        scope.link("invoice_list", kind="one_off", **year_to(row)),
        card=card("one_off_12m", row),
        figure_key=figure_keys.cents(share.one_off) if share else "",
    )


def _share_tile(row: RevenueMonth | None, scope: Scope) -> Tile:
    share = row.share_12m if row else None
    return Tile(
        twelve_months("Recurring share", row),
        formats.share(share.value if share else None),
        format_html("of {} revenue", compact(share.revenue)) if share else "",
        scope.link("recurring_share", month=row.month) if row else "",
        card=card("share_12m", row),
        figure_key=share_key(row),
    )


def _movement_tile(movement: MrrMovement | None, window: Window) -> Tile:
    if movement is None:
        note: Text = f"No MRR until {unbroken(formats.month(window.month))}"
        return Tile("Last movement", "None", note, "#movements")
    change = money_change(movement.amount_cents)
    note = format_html("{} <strong>{}</strong>", movement.get_kind_display(), change)
    return Tile("Last movement", formats.month(movement.month), note, "#movements")
