"""Figures as the installation's locale writes them, for people: never for exports.

Babel gives the pattern once; after that a figure costs two string operations, where Babel's own
`format_currency` would cost more than the rest of a table's cell.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

MINUS = "−"
NOTHING = "–"
_THREE_DIGITS = (3, 3)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What stands around a figure's digits, and between them."""

    prefix: str
    suffix: str
    group: str
    point: str
    digits: int
    in_threes: bool


@cache
def money_pattern() -> Pattern:
    locale = Locale.parse(settings.LOCALE)
    sample = format_currency(1, settings.CURRENCY, locale=locale)
    first = sample.index("1")
    last = len(sample) - next(i for i, sign in enumerate(reversed(sample)) if sign in "01") - 1
    symbols = locale.number_symbols["latn"]
    return Pattern(
        prefix=sample[:first],
        suffix=sample[last + 1 :],
        group=symbols["group"],
        point=symbols["decimal"],
        digits=min(2, get_currency_precision(settings.CURRENCY)),
        in_threes=locale.decimal_formats[None].grouping == _THREE_DIGITS,
    )


@lru_cache(maxsize=4096)
def grouped(number: int) -> str:
    """1234567 as “1,234,567”."""
    pattern = money_pattern()
    if pattern.in_threes:
        return f"{number:,}".replace(",", pattern.group)
    return format_decimal(number, locale=settings.LOCALE)


def _parts(cents: int, *, signed: bool) -> tuple[str, str, str]:
    """(sign, whole units, point and cents)."""
    pattern = money_pattern()
    units, rest = divmod(abs(cents), 100)
    sign = MINUS if cents < 0 else "+" if signed and cents else ""
    return sign, grouped(units), f"{pattern.point}{rest:02}" if pattern.digits else ""


def exact(cents: int, *, signed: bool = False) -> str:
    """Money to the cent: $1,190.00, with `signed` +$1,190.00."""
    pattern = money_pattern()
    sign, units, fraction = _parts(cents, signed=signed)
    return f"{sign}{pattern.prefix}{units}{fraction}{pattern.suffix}"


def amount(cents: int, *, signed: bool = False) -> str:
    """For sentences: to the cent, without the currency."""
    return "".join(_parts(cents, signed=signed))


def amount_html(cents: int, *, signed: bool = False) -> SafeString:
    """For columns: to the cent, the cents set smaller, without the currency."""
    sign, units, fraction = _parts(cents, signed=signed)
    return mark_safe(f'{sign}{units}<span class="cents">{fraction}</span>')  # noqa: S308 (digits)


def rounded(cents: int, *, signed: bool = False) -> str:
    """For columns: whole units, half a unit away from zero."""
    units = (abs(cents) + 50) // 100 * 100
    return "".join(_parts(-units if cents < 0 else units, signed=signed)[:2])


def rounded_html(cents: int, *, signed: bool = False) -> SafeString:
    """For columns: whole units, the full amount on hover."""
    full, units = exact(cents, signed=signed), rounded(cents, signed=signed)
    return format_html('<span title="{}">{}</span>', full, units)


def quantity(number: Decimal) -> str:
    """12 or 2.5, as far as it goes."""
    return format_decimal(number, format="#,##0.####", locale=settings.LOCALE)


def price(number: Decimal) -> str:
    """85.00, with up to four places where they are used."""
    text = format_decimal(abs(number), format="#,##0.00##", locale=settings.LOCALE)
    return f"{MINUS if number < 0 else ''}{text}"


def whole(cents: int, *, signed: bool = False) -> str:
    """Money without cents: $1,190."""
    pattern = money_pattern()
    units = (abs(cents) + 50) // 100 * 100
    sign, text, _ = _parts(-units if cents < 0 else units, signed=signed)
    return f"{sign}{pattern.prefix}{text}{pattern.suffix}"


def compact(cents: int) -> str:
    """Money for tiles: $41,200, and from a million on $1.24M."""
    if abs(cents) < 100_000_000:
        return whole(cents)
    text = format_compact_currency(
        abs(cents) / 100, settings.CURRENCY, locale=settings.LOCALE, fraction_digits=2
    )
    return f"{MINUS if cents < 0 else ''}{text}"


def share(fraction: Fraction | float | None, *, signed: bool = False) -> str:
    """A fraction as a percentage with one decimal: 63.4%."""
    if fraction is None:
        return NOTHING
    text = _percent(round(abs(float(fraction)), 6))
    sign = MINUS if fraction < 0 else "+" if signed and fraction else ""
    return sign + text


def percent(fraction: Fraction | Decimal) -> str:
    """12.5%, without a needless decimal."""
    return format_percent(float(fraction), format="#,##0.####%", locale=settings.LOCALE)


def times(fraction: Fraction | None) -> str:
    """How many times one sum holds another: 3.2."""
    if fraction is None:
        return NOTHING
    return format_decimal(round(float(fraction), 6), format="#,##0.0", locale=settings.LOCALE)


@lru_cache(maxsize=4096)
def _percent(fraction: float) -> str:
    return format_percent(fraction, format=_percent_format(), locale=settings.LOCALE)


@cache
def _percent_format() -> str:
    """The locale's percentage, such as “#,##0%”, with one decimal."""
    pattern = Locale.parse(settings.LOCALE).percent_formats[None].pattern
    return str(pattern).replace("#,##0", "#,##0.0")


def points(difference: Fraction) -> str:
    """The difference of two shares: +1.3 points."""
    text = format_decimal(
        round(abs(float(difference)) * 100, 1), format="0.0", locale=settings.LOCALE
    )
    sign = MINUS if difference < 0 else "+" if difference else ""
    return f"{sign}{text} points"


def whole_share(fraction: Fraction) -> str:
    """For scales: 60%."""
    return format_percent(float(fraction), locale=settings.LOCALE)


@lru_cache(maxsize=2048)
def month(first_day: date) -> str:
    """Oct 26."""
    return format_date(first_day, "MMM yy", locale=settings.LOCALE)


@lru_cache(maxsize=2048)
def long_month(first_day: date) -> str:
    """October 2026."""
    return format_skeleton("yMMMM", first_day, locale=settings.LOCALE)


def quarter(first_day: date) -> str:
    """Q4 2026."""
    return format_skeleton("yQQQ", first_day, locale=settings.LOCALE)


@lru_cache(maxsize=4096)
def day(value: date) -> str:
    """3 Oct 2026, in the order of the locale."""
    return format_date(value, "medium", locale=settings.LOCALE)


def moment(value: datetime) -> str:
    """A day with its time, in the installation's time zone."""
    return format_datetime(timezone.localtime(value), "medium", locale=settings.LOCALE)
