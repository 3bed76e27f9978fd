"""How the figures of the page are worked out, with its numbers."""

from config import formats
from metrics.cards import Card, card
from metrics.quality.figures import Margin, Promise, Top
from metrics.quality.offering import Ecosystem
from metrics.quality.security import CrossSell
from metrics.scopes import Scope


def commitment_card(promise: Promise, scope: Scope) -> Card:
    return card(
        "commitment",
        of=_month(scope),
        part_cents=promise.mrr_cents,
        closing_cents=promise.total_cents,
        part_share=promise.share,
    )


def months_remaining_card(promise: Promise, scope: Scope) -> Card:
    return card("months_remaining", promise, of=_month(scope))


def concentration_card(top: Top, scope: Scope) -> Card:
    return card(
        "concentration",
        of=_month(scope),
        top_cents=top.mrr_cents,
        closing_cents=top.total_cents,
        top_share=top.share,
    )


def margin_card(margin: Margin, scope: Scope) -> Card:
    return card("margin", margin, of=_month(scope))


def security_card(selling: CrossSell, scope: Scope) -> Card:
    return card("security_attach", selling, of=_month(scope))


def ecosystem_card(ecosystem: Ecosystem | None) -> Card:
    """Without numbers while none can be read."""
    if ecosystem is None:
        return card("ecosystem")
    return card(
        "ecosystem",
        arpu_cents=ecosystem.arpu_cents,
        ecosystem_user_count=ecosystem.users,
        ecosystem_cents=ecosystem.estimate_cents,
    )


def _month(scope: Scope) -> str:
    return formats.month(scope.month)
