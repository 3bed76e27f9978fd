"""What an owner should look at now."""

from datetime import date

import pytest

from contracts import operations
from metrics.alerts import alerts
from metrics.parts import WHOLE
from metrics.queries import revenue_by_month
from metrics.scopes import Scope
from metrics.windows import Window
from tests.builders import day, invoice, make_client, sign

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


def told(**more):
    window = Window(date(2026, 11, 1), 12, date(2026, 11, 1))
    rows = revenue_by_month(window.period)
    return [(one.text, one.url) for one in alerts(rows, Scope(window, WHOLE, [], False), TODAY)]


@pytest.fixture
def clients():
    """Ten clients of 100.00 each: none of them weighs too much."""
    return [sign(make_client(f"Client {n}"), on="2024-01-01") for n in range(10)]


@pytest.mark.usefixtures("clients")
def test_nothing_to_look_at():
    assert told() == []


def test_an_undecided_agreement_past_its_notice(clients):
    agreement = clients[0].agreement
    operations.edit_agreement(
        agreement=agreement, name="Care", commitment="fixed_term",
        term_ends_on=day("2026-12-15"), notice_days=30,
    )  # fmt: skip
    assert told() == [
        (
            "1 agreement is past the last day of notice and undecided: $100.00 MRR.",
            "/renewals/?notice=past&decision=undecided",
        )
    ]
    operations.decide_renewal(agreement=agreement, decision="renew", note="")
    assert told() == []


def test_lines_without_a_kind(clients):
    invoice(clients[0].agreement.client, "2026-05-10", "unclassified", 12_34)
    text = "1 invoice line has no kind yet ($12.34), so the recurring share is a range."
    assert told() == [(text, "/invoices/?kind=unclassified")]


def test_a_band_crossed(clients):
    """1,000 a month against 9,000 of projects: 12 of 21 until the projects are a year old."""
    invoice(clients[0].agreement.client, "2025-10-10", "project", 9_000_00)
    text = "The recurring share of twelve months rose to 100.0% in Oct 26: among the strongest."
    assert told() == [(text, "/share/")]


def test_a_client_that_weighs_too_much(clients):
    """177 of 1,177 are a little above 15 %."""
    large = make_client("Large")
    sign(large, on="2024-01-01", price="177")
    assert told() == [("Large alone is 15.0% of MRR.", f"/clients/{large.pk}/")]
