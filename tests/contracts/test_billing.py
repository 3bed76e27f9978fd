"""The one formula: a price brought to one month, and a change split by cause."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.billing import (
    NEVER,
    Drivers,
    Terms,
    effects,
    lowest_total,
    monthly_cents,
    split_change,
    stop_month,
    undiscounted_cents,
    user_count,
)
from tests.builders import day, terms

any_terms = st.builds(
    Terms,
    quantity=st.decimals(0, 9_999_999, places=4),
    unit_price=st.decimals(-99_999_999, 99_999_999, places=4),
    discount=st.decimals(0, 1, places=6),
    billing_months=st.integers(1, 120),
)


@pytest.mark.parametrize(
    ("quantity", "price", "months", "cents"),
    [
        ("5", "25", 1, 125_00),
        ("10", "360", 12, 300_00),
        ("1", "100", 3, 33_33),
        ("1", "200", 3, 66_67),
        ("1", "33.335", 1, 33_34),  # half a cent rounds up
        ("1", "-33.335", 1, -33_34),  # and away from zero
        ("2.5", "20.60", 1, 51_50),
        ("1", "999.99", 36, 27_78),
        ("0", "100", 1, 0),
    ],
)
def test_monthly_amount(quantity, price, months, cents):
    assert monthly_cents(terms(quantity, price, months=months)) == cents


def test_discount_lowers_the_amount_and_the_amount_before_it_is_kept():
    discounted = terms("10", "19.99", discount="0.15")
    assert (monthly_cents(discounted), undiscounted_cents(discounted)) == (169_92, 199_90)


@given(any_terms)
def test_rounding_is_exact_half_away_from_zero(some):
    exact = Fraction(some.quantity) * Fraction(some.unit_price) * (1 - Fraction(some.discount))
    cents = abs(exact * 100 / some.billing_months)
    rounded = int(cents + Fraction(1, 2))
    assert monthly_cents(some) == (rounded if exact >= 0 else -rounded)


@given(any_terms, any_terms)
def test_the_parts_of_a_change_add_up_to_it(before, after):
    change = monthly_cents(after) - monthly_cents(before)
    assert sum(split_change(before, after)) == change


@given(any_terms, st.decimals(1, 9_999_999, places=4))
def test_a_change_of_quantity_alone_leaves_no_stray_cent(before, quantity):
    after = Terms(quantity, before.unit_price, before.discount, before.billing_months)
    parts = split_change(before, after)
    assert (parts.price, parts.discount) == (0, 0)


def test_a_line_that_comes_and_one_that_goes():
    some = terms("2", "10")
    assert split_change(None, some) == Drivers(added=20_00)
    assert split_change(some, terms("0", "10")) == Drivers(dropped=-20_00)


@pytest.mark.parametrize(
    ("last_day", "month"),
    [
        ("2026-06-30", date(2026, 7, 1)),
        ("2026-06-15", date(2026, 6, 1)),
        ("2028-02-29", date(2028, 3, 1)),
        ("2028-02-28", date(2028, 2, 1)),
        ("2026-12-31", date(2027, 1, 1)),
    ],
)
def test_the_month_that_a_last_day_leaves(last_day, month):
    assert stop_month(day(last_day)) == month


def test_no_last_day_never_stops():
    assert stop_month(None) == NEVER


def test_a_revision_overtaken_within_its_month_has_no_effect():
    free = Decimal(0)
    dated = [(day("2026-01-05"), terms("1"), free), (day("2026-01-20"), terms("2"), free)]
    first, second = effects(dated, starts_on=day("2026-01-05"), last_day=None)
    assert (first.month, first.until_month, first.drivers) == (day("2026-01-01"),) * 2 + (
        Drivers(),
    )
    assert (second.until_month, second.drivers) == (NEVER, Drivers(added=200_00))


def test_cost_changes_against_the_month_end_before():
    dated = [
        (day("2026-01-05"), terms("2"), Decimal(10)),
        (day("2026-03-03"), terms("2"), Decimal(99)),
        (day("2026-03-20"), terms("3"), Decimal(12)),
        (day("2026-05-01"), terms("0"), Decimal(12)),
    ]
    found = effects(dated, starts_on=day("2026-01-05"), last_day=None)
    costs = [(effect.cost_cents, effect.cost_change_cents) for effect in found]
    assert costs == [(20_00, 20_00), (198_00, 0), (36_00, 16_00), (0, -36_00)]


@pytest.mark.parametrize(("quantity", "users"), [("0", 0), ("0.0001", 1), ("7", 7), ("7.5", 8)])
def test_part_of_a_user_counts_as_one(quantity, users):
    assert user_count(Decimal(quantity)) == users


def test_lowest_total_finds_the_one_bad_day():
    charge = ([(day("2026-01-01"), terms("1", "50"))], day("2026-03-30"))
    credit = ([(day("2026-02-01"), terms("1", "-20"))], day("2026-03-31"))
    assert lowest_total([charge, credit]) == -20_00
    assert lowest_total([charge, (credit[0], day("2026-03-30"))]) == 0


def test_prices_are_never_floats():
    assert monthly_cents(Terms(Decimal("0.1"), Decimal("0.3"), Decimal(0), 1)) == 3
