"""Definition cards of what a template goes through, row by row."""

from django import template

from metrics.cards import Card, card

register = template.Library()


@register.filter
def definition(figures: object, key: str) -> Card:
    """`{{ gap|definition:"gap_new" }}`: the card of a metric with the figures of this object."""
    return card(key, figures)
