"""Retention, churn and the quick ratio as stories, with figures worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from clients.models import Client
from metrics.figures import churn, retention
from metrics.months import Period
from metrics.parts import WHOLE, Part
from metrics.queries import movements_in, revenue_by_month
from tests.builders import add, make_client, make_service, revise, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


def month(year: int, number: int, part=WHOLE):
    return revenue_by_month(Period.ending_with(date(year, number, 1), months=1), part)[0]


@pytest.fixture
def year():
    """From January 2025 to January 2026: MRR of 430 to begin with, 620 in the end."""
    revise(sign(make_client("Ash"), on="2025-01-01", price="100"), "2025-06-01", price="150")
    birch = make_client("Birch")
    sign(birch, on="2025-01-01", price="200", ends="2025-03-31")
    sign(birch, on="2025-11-01", price="120")
    cedar = sign(make_client("Cedar"), on="2025-01-01", price="50")
    revise(cedar, "2025-12-01", price="50", discount="1")
    revise(cedar, "2026-01-01", price="50")
    sign(make_client("Dogwood"), on="2025-01-01", price="80", ends="2025-08-31")
    sign(make_client("Elm"), on="2025-05-01", price="300")


def test_ratios_of_a_published_month():
    """50,000 at the start, 6,000 expanded, 2,000 contracted and 3,000 churned: 102 % and 90 %."""
    assert retention(50_000 + 6_000 - 2_000 - 3_000, 50_000) == Fraction(102, 100)
    assert retention(50_000 - 2_000 - 3_000, 50_000) == Fraction(90, 100)
    assert churn(2_000 + 3_000, 50_000) == Fraction(10, 100)


def test_twelve_months_are_told_point_to_point(year):
    # Ash 100 → 150, Birch 200 → 120 after a gap, Cedar 50 → 50, Dogwood 80 → 0; Elm is outside.
    row = month(2026, 1)
    assert (row.opening_12m_cents, row.client_count_12m, row.lost_12m_count) == (430_00, 4, 1)
    assert row.nrr_12m == Fraction(150 + 120 + 50, 430)
    assert row.grr_12m == Fraction(100 + 120 + 50, 430)
    assert row.client_churn_12m == Fraction(1, 4)


def test_losses_and_gains_of_twelve_months_count_each_movement(year):
    # Lost: Birch 200, Dogwood 80, Cedar 50. Gained: Elm 300, Ash 50, Birch 120, Cedar 50.
    row = month(2026, 1)
    assert row.revenue_churn_12m == Fraction(330, 430)
    assert row.quick_ratio_12m == Fraction(520, 330)
    assert row.has_losses_12m


def test_free_month_is_lost_and_comes_back_outside_of_retention(year):
    december, january = month(2025, 12), month(2026, 1)
    assert (december.nrr, december.grr) == (Fraction(570, 620), Fraction(570, 620))
    assert (december.client_churn, december.revenue_churn) == (0, Fraction(50, 620))
    # Cedar had no MRR in December, so its 50 are no part of what January could keep.
    assert (january.nrr, january.grr, january.opening_count) == (1, 1, 3)
    assert (january.quick_ratio, january.has_losses, january.arr_cents) == (None, False, 7_440_00)


def test_month_of_an_upsell_and_a_churn(year):
    june, september = month(2025, 6), month(2025, 9)
    assert (june.opening_cents, june.nrr, june.grr) == (530_00, Fraction(580, 530), 1)
    assert june.net_revenue_churn == Fraction(-50, 530)
    assert september.client_churn == Fraction(1, 4)
    assert september.grr == Fraction(500, 580)


def test_return_is_outside_of_the_month_it_comes_back_in(year):
    november = month(2025, 11)
    assert (november.opening_cents, november.closing_cents) == (500_00, 620_00)
    assert (november.nrr, november.grr, november.quick_ratio) == (1, 1, None)


def test_company_without_a_year_behind_it_has_no_retention(year):
    row = month(2025, 1)
    assert (row.nrr, row.grr, row.nrr_12m, row.grr_12m) == (None,) * 4
    assert (row.client_churn, row.client_churn_12m, row.revenue_churn) == (None,) * 3


def test_security_within_a_client_is_new_there_and_kept_by_itself():
    client = make_client()
    managed = sign(client, on="2025-01-01", price="100")
    security = make_service("Filter", "security")
    filtered = add(managed.agreement, on="2025-02-01", name="Filter", price="40", service=security)
    revise(managed, "2026-02-01", price="70")
    revise(filtered, "2026-02-01", price="50")
    february = date(2025, 2, 1)
    assert [row.kind for row in movements_in(february)] == ["expansion"]
    assert [row.kind for row in movements_in(february, Part(category="security"))] == ["new"]
    row = month(2026, 2, Part(category="security"))
    assert (row.opening_cents, row.expansion_cents, row.security_cents) == (40_00, 10_00, 50_00)
    assert (row.nrr_12m, row.grr_12m) == (Fraction(50, 40), 1)
    assert month(2026, 2).nrr == Fraction(120, 140)


@pytest.mark.parametrize("category", ["", "managed", "security"])
def test_part_that_is_everybody_has_the_figures_of_the_company(year, category):
    period = Period(date(2025, 1, 1), date(2026, 12, 1))
    everybody = Part(Client.objects.all(), category)
    assert revenue_by_month(period, everybody) == revenue_by_month(period, Part(None, category))


def test_part_of_the_clients_is_told_by_their_own_months(year):
    some = Part(Client.objects.filter(name__in=["Birch", "Dogwood"]))
    row = month(2026, 1, some)
    assert (row.nrr_12m, row.lost_12m_count) == (Fraction(120, 280), 1)
