"""Figures as people read them, in the locale and currency of the installation."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from config import formats

CACHED = [
    formats.money_pattern,
    formats.grouped,
    formats._percent,
    formats._percent_format,
    formats.month,
    formats.long_month,
    formats.day,
]


@pytest.fixture
def installed(settings):
    """Choose a locale and a currency; what was formatted before is forgotten."""

    def forget():
        for function in CACHED:
            function.cache_clear()

    def install(locale, currency):
        settings.LOCALE, settings.CURRENCY = locale, currency
        forget()

    yield install
    forget()


@pytest.mark.parametrize(
    ("cents", "exact", "whole"),
    [
        (0, "$0.00", "$0"),
        (4_120_035, "$41,200.35", "$41,200"),
        (49, "$0.49", "$0"),
        (50, "$0.50", "$1"),
        (-50, "−$0.50", "−$1"),
        (-49, "−$0.49", "$0"),
        (-123_456_789, "−$1,234,567.89", "−$1,234,568"),
    ],
)
def test_money(cents, exact, whole):
    assert (formats.exact(cents), formats.whole(cents)) == (exact, whole)


@pytest.mark.parametrize(("cents", "text"), [(119_000, "+$1,190"), (0, "$0"), (-50_000, "−$500")])
def test_change_has_its_sign(cents, text):
    assert formats.whole(cents, signed=True) == text


def test_columns_leave_the_currency_to_their_heading():
    assert formats.amount_html(-119_005) == '−1,190<span class="cents">.05</span>'
    assert formats.rounded_html(119_005) == '<span title="$1,190.05">1,190</span>'


@pytest.mark.parametrize(
    ("cents", "text"),
    [(9_999_999, "$100,000"), (99_999_900, "$999,999"), (124_000_000, "$1.24M"),
     (-124_000_000, "−$1.24M")],
)  # fmt: skip
def test_tiles_are_compact_from_a_million_on(cents, text):
    assert formats.compact(cents) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (Fraction(634, 1000), "63.4%"),
        (Fraction(0), "0.0%"),
        (None, "–"),
        (Fraction(-1, 50), "−2.0%"),
    ],
)
def test_share(fraction, text):
    assert formats.share(fraction) == text


@pytest.mark.parametrize(
    ("locale", "currency", "money", "share", "month"),
    [
        ("en_US", "USD", "−$1,234.50", "63.4%", "Oct 26"),
        ("de_DE", "EUR", "−1.234,50\xa0€", "63,4\xa0%", "Okt. 26"),
        ("en_IN", "INR", "−₹1,234.50", "63.4%", "Oct 26"),
        ("de_CH", "CHF", "−CHF\xa01’234.50", "63.4%", "Okt. 26"),
        ("ja_JP", "JPY", "−￥1,234", "63.4%", "10月 26"),
    ],
)
def test_locales(installed, locale, currency, money, share, month):
    installed(locale, currency)
    said = formats.exact(-123_450), formats.share(0.634), formats.month(date(2026, 10, 1))
    assert said == (money, share, month)


def test_grouping_of_a_locale_that_does_not_count_in_threes(installed):
    installed("en_IN", "INR")
    assert formats.exact(1_234_567_800) == "₹1,23,45,678.00"


@pytest.mark.parametrize(
    ("number", "text"), [("85", "85.00"), ("120.1234", "120.1234"), ("-4.5", "−4.50")]
)
def test_unit_price_shows_the_places_it_uses(number, text):
    assert formats.price(Decimal(number)) == text


@pytest.mark.parametrize(("number", "text"), [("12.0000", "12"), ("2.5", "2.5")])
def test_quantity_goes_as_far_as_it_does(number, text):
    assert formats.quantity(Decimal(number)) == text


def test_days_and_months():
    assert formats.day(date(2026, 10, 3)) == "Oct 3, 2026"
    assert formats.long_month(date(2026, 10, 1)) == "October 2026"
