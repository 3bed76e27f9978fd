"""The figures of config.formats as template filters, and what templates need around them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config import figure_keys, formats

register = template.Library()


@register.filter
def money(cents: int) -> SafeString:
    """$41,200, the full amount on hover."""
    return format_html('<span title="{}">{}</span>', formats.exact(cents), formats.whole(cents))


@register.filter
def money_change(cents: int) -> SafeString:
    """+$1,190, the full amount on hover."""
    return format_html(
        '<span title="{}">{}</span>',
        formats.exact(cents, signed=True),
        formats.whole(cents, signed=True),
    )


@register.filter
def exact(cents: int) -> str:
    """$41,200.35."""
    return formats.exact(cents)


@register.filter
def amount(cents: int) -> SafeString:
    """41,200.35 for columns that say their currency, the cents smaller."""
    return formats.amount_html(cents)


@register.filter
def change(cents: int) -> SafeString:
    """+1,190.00 for columns."""
    return formats.amount_html(cents, signed=True)


@register.filter
def rounded(cents: int) -> SafeString:
    """41,200 for columns, the full amount on hover."""
    return formats.rounded_html(cents)


@register.filter
def compact(cents: int) -> SafeString:
    """For tiles, the full amount on hover."""
    return format_html('<span title="{}">{}</span>', formats.exact(cents), formats.compact(cents))


@register.filter
def share(fraction: Fraction | None) -> str:
    return formats.share(fraction)


@register.filter
def growth(fraction: Fraction | None) -> str:
    """A rate of change with its sign."""
    return formats.share(fraction, signed=True)


@register.filter
def month(first_day: date) -> str:
    return formats.month(first_day)


@register.filter
def long_month(first_day: date) -> str:
    return formats.long_month(first_day)


@register.filter
def day(value: date | None) -> str:
    return formats.day(value) if value else formats.NOTHING


@register.filter
def moment(value: datetime) -> str:
    """3 Oct 2026, 14:05, in the installation's time zone."""
    return formats.moment(value)


@register.filter
def count(number: int) -> str:
    return formats.grouped(number)


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: object) -> str:
    """This page's address with some parameters changed; an empty value removes one."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


@register.simple_tag(takes_context=True)
def kept_fields(context: template.Context, *own: Any) -> list[tuple[str, str]]:
    """(name, value) of what the address says beside a form's own fields, which it carries along.

    The own ones are names, and lists of filters. A form opens the first page of a list.
    """
    request: HttpRequest = context["request"]
    names = {"page", "format"}
    for one in own:
        names |= {one} if isinstance(one, str) else {item.name for item in one}
    given = [(name, str(value)) for name, value in request.GET.items()]
    return [(name, value) for name, value in given if value and name not in names]


@register.simple_tag(takes_context=True)
def rows_at(context: template.Context, page: str, *args: object, **params: object) -> str:
    """The address of a page of rows about the same clients and category as this page."""
    address: str = context["scope"].link(page, *args, **params)
    return address


@register.simple_tag
def cents_key(amount: int) -> str:
    return figure_keys.cents(amount)


@register.simple_tag
def count_key(number: int) -> str:
    return figure_keys.count(number)


@register.simple_tag
def ratio_key(numerator: int, denominator: int) -> str:
    return figure_keys.ratio(numerator, denominator)


@register.filter
def month_key(first_day: date) -> str:
    """2026-10, as addresses write it."""
    return f"{first_day:%Y-%m}"


@register.filter
def compact_change(cents: int) -> SafeString:
    return format_html(
        '<span title="{}">{}{}</span>',
        formats.exact(cents, signed=True),
        "+" if cents > 0 else "",
        formats.compact(cents),
    )


@register.filter
def money_loss(cents: int) -> SafeString:
    """A magnitude that was lost, with its minus sign."""
    return money_change(-cents)


@register.filter
def figure(value: float | None, unit: str) -> str:
    """A point of a chart as its table shows it."""
    if value is None or (value == 0 and unit in {"money", "change"}):
        return EMPTY
    return POINTS[unit](value)


EMPTY = format_html('<span class="nothing">{}</span>', formats.NOTHING)
POINTS: dict[str, Callable] = {
    "money": rounded,
    "change": partial(formats.rounded_html, signed=True),
    "share": formats.share,
    "count": formats.grouped,
}


# Pages that are reached from others, and the part of the site they belong to.
GROUPS = {
    "unclassified": "invoice",
    "rule": "invoice",
    "leakage": "invoice",
    "line": "agreement",
    "revision": "agreement",
    "movement": "month",
    "change": "month",
    "cohort": "retention",
    "cancellation": "retention",
    "term": "forecast",
    "scenario": "recurring",
}


@register.filter
def group_of(url_name: str | None) -> str:
    """The part of the site a page belongs to: `client` of `client_detail`."""
    first = (url_name or "").partition("_")[0]
    return GROUPS.get(first, first)


@register.simple_tag
def today() -> str:
    return formats.day(timezone.localdate())


@register.simple_tag
def currency() -> str:
    return settings.CURRENCY


@register.simple_tag
def language_tag() -> str:
    """The locale as browsers write it: en-US."""
    return settings.LOCALE.replace("_", "-")


@register.filter
def quantity(number: Decimal) -> str:
    return formats.quantity(number)


@register.filter
def price(number: Decimal) -> str:
    return formats.price(number)


@register.filter
def percent(fraction: Fraction | Decimal) -> str:
    return formats.percent(fraction)


@register.filter
def sign(cents: int) -> str:
    """What stands before a signed term of a sum."""
    return formats.MINUS if cents < 0 else "+"


@register.filter
def magnitude(cents: int) -> int:
    return abs(cents)
