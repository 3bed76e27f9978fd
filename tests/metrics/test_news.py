"""What changed in a month, in sentences."""

from datetime import date

import pytest

from contracts import operations
from metrics.months import Period
from metrics.news import news_of
from metrics.queries import revenue_by_month
from tests.builders import add, day, invoice, make_client, make_service, revise, sign

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


def told(month=MARCH, **more):
    [row] = revenue_by_month(Period.ending_with(month, months=1))
    news = news_of(month, row.net_cents, **more)
    sentences = [(str(s.client), s.text, s.amount_cents) for s in news.sentences]
    assert sum(cents for _, _, cents in sentences) + news.other_cents == row.net_cents
    return sentences


def line_of(name, **more):
    return sign(make_client(name), on="2026-01-01", **more)


def of_pricing(line, pricing):
    line.pricing = pricing
    line.save()
    return line


def test_the_largest_change_comes_first_and_the_rest_adds_up():
    revise(line_of("Ash", price="100"), "2026-03-01", price="90")
    revise(line_of("Birch", price="100"), "2026-03-01", price="300")
    revise(line_of("Cedar", price="100"), "2026-03-01", price="101")
    assert told(shown=2) == [
        ("Birch", "pays 300.00 instead of 100.00 for Help desk", 200_00),
        ("Ash", "pays 90.00 instead of 100.00 for Help desk", -10_00),
    ]


def test_users_and_devices():
    revise(of_pricing(line_of("Ash", quantity="10"), "per_user"), "2026-03-01", quantity="24")
    revise(of_pricing(line_of("Birch", quantity="3"), "per_device"), "2026-03-01", quantity="2")
    revise(line_of("Cedar", quantity="1"), "2026-03-01", quantity="1.5")
    assert told() == [
        ("Ash", "added 14 users", 1_400_00),
        ("Birch", "dropped 1 device of Help desk", -100_00),
        ("Cedar", "added 0.5 units of Help desk", 50_00),
    ]


def test_users_counted_on_two_lines_are_told_once():
    line = of_pricing(line_of("Ash", quantity="10", price="60"), "per_user")
    other = of_pricing(add(line.agreement, name="Training", quantity="10", price="4"), "per_user")
    revise(line, "2026-03-01", quantity="12", price="60")
    revise(other, "2026-03-01", quantity="12", price="4")
    assert told() == [("Ash", "added 2 users", 128_00)]


def test_a_service_added_and_others_changed():
    line = line_of("Ash", price="100")
    add(line.agreement, on="2026-03-01", name="EDR", service=make_service("EDR"), price="50")
    revise(line, "2026-03-01", price="110")
    assert told() == [("Ash", "added EDR, and 1 other change", 60_00)]


def test_a_service_dropped():
    line = line_of("Ash", price="100")
    add(line.agreement, name="EDR", service=make_service("EDR"), price="50", ends="2026-03-15")
    assert told() == [("Ash", "dropped EDR", -50_00)]


def test_a_discount_that_ends():
    revise(line_of("Ash", price="100", discount="0.2"), "2026-03-01", price="100", discount="0")
    assert told() == [("Ash", "lost a discount on Help desk", 20_00)]


def test_signed_converted_left_and_back():
    sign(make_client("Ash"), on="2026-03-05", price="400")
    birch = make_client("Birch")
    invoice(birch, "2026-01-10", "break_fix", 90_00)
    sign(birch, on="2026-03-05", price="300")
    cedar = line_of("Cedar", price="200").agreement
    operations.cancel_agreement(agreement=cedar, ends_on=day("2026-03-10"), reason="price")
    sign(make_client("Dogwood"), on="2026-01-01", ends="2026-01-31", price="100")
    sign(type(birch).objects.get(name="Dogwood"), on="2026-03-01", price="100")
    assert told() == [
        ("Ash", "signed Agreement 1", 400_00),
        ("Birch", "went from one-off work to Agreement 1", 300_00),
        ("Cedar", "left (price)", -200_00),
        ("Dogwood", "came back with Agreement 2", 100_00),
    ]


def test_a_month_in_which_nothing_moved():
    assert told() == []
