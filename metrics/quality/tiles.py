"""The page's tiles: what to know of the quality of MRR in ten seconds."""

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html

from config import figure_keys, formats
from config.templatetags.figures import compact, money
from contracts.models import Agreement
from metrics.quality.cards import (
    commitment_card,
    concentration_card,
    margin_card,
    security_card,
)
from metrics.quality.charts import missed_at
from metrics.quality.figures import (
    HEAVY,
    Holder,
    Margin,
    Missed,
    Promise,
    missed,
    tops,
)
from metrics.quality.overview import Overview
from metrics.quality.security import CrossSell
from metrics.scopes import Scope
from metrics.tiles import Tile


def quality_tiles(found: Overview, today: date, scope: Scope) -> list[Tile]:
    return [
        _month_to_month_tile(found.promises, scope),
        _missed_tile(missed(found.today, today), scope),
        _largest_tile(found.holders, scope),
        _margin_tile(found.total, scope),
        _security_tile(found.selling, scope),
    ]


def _month_to_month_tile(promises: Sequence[Promise], scope: Scope) -> Tile:
    kind = Agreement.Commitment.MONTH_TO_MONTH
    promise = next(one for one in promises if one.commitment == kind)
    return Tile(
        "Month to month",
        formats.share(promise.share),
        format_html("<strong>{}</strong> of MRR under no term", money(promise.mrr_cents)),
        scope.link("line_list", month=scope.month, commitment=kind),
        card=commitment_card(promise, scope),
        figure_key=figure_keys.cents(promise.mrr_cents),
    )


def _missed_tile(gone: Missed, scope: Scope) -> Tile:
    count = gone.agreement_count
    agreements = f"{formats.grouped(count)} agreement{'' if count == 1 else 's'}"
    return Tile(
        "Notice passed",
        compact(gone.mrr_cents),
        format_html("MRR of <strong>{}</strong>, not decided", agreements),
        missed_at(scope),
        # A list of nothing has no foot that would tell its sum.
        figure_key=figure_keys.cents(gone.mrr_cents) if count else "",
    )


def _largest_tile(holders: Sequence[Holder], scope: Scope) -> Tile:
    largest, top = holders[0], tops(holders)[0]
    above = f"above {formats.share(HEAVY)}" if largest.is_heavy else "of MRR"
    return Tile(
        "Largest client",
        formats.share(largest.share),
        format_html("<strong>{}</strong>, {}", largest.name, above),
        scope.link("client_list", month=scope.month, mrr="with", top=1),
        card=concentration_card(top, scope),
        figure_key=figure_keys.cents(largest.mrr_cents),
    )


def _margin_tile(total: Margin, scope: Scope) -> Tile:
    left, of = money(total.margin_cents), money(total.mrr_cents)
    return Tile(
        "Gross margin",
        formats.share(total.margin),
        format_html("<strong>{}</strong> of {} MRR", left, of),
        scope.link("line_list", month=scope.month),
        card=margin_card(total, scope),
        figure_key=figure_keys.cents(total.margin_cents),
    )


def _security_tile(selling: CrossSell, scope: Scope) -> Tile:
    secured, clients = selling.secured_count, selling.client_count
    return Tile(
        "Clients with security",
        formats.share(selling.security_attach),
        f"{formats.grouped(secured)} of {formats.grouped(clients)} clients with MRR",
        scope.link("client_list", month=scope.month, mrr="with", security="with"),
        card=security_card(selling, scope),
        figure_key=figure_keys.count(secured) if secured else "",
    )
