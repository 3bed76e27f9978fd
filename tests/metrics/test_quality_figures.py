"""The quality of MRR, worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from metrics.months import Period, parse_month
from metrics.quality.figures import (
    Margin,
    Missed,
    Promise,
    Standing,
    Top,
    by_client,
    by_notice_month,
    largest,
    margins,
    missed,
    months_left,
    promises,
    tops,
    total_margin,
)
from metrics.quality.offering import Ecosystem, Offer, added_cents, ecosystem_of, offers
from tests.builders import day

OCTOBER = parse_month("2026-10")
KINDS = ("fixed_term", "auto_renewing", "month_to_month")


def standing(client, cents, commitment="fixed_term", term=None, *, cost=0, agreement=None):
    ends = day(term) if term else None
    return Standing(agreement or client, client, commitment, ends, None, "", cents, cost)


def notice(on, decision, cents):
    return Standing(1, 1, "fixed_term", None, day(on), decision, cents, 0)


@pytest.mark.parametrize(
    ("term", "months"),
    [
        (None, 0),
        ("2026-10-31", 0),
        ("2026-03-15", 0),
        ("2026-10-12", 0),
        ("2026-11-15", Fraction(1, 2)),
        ("2026-11-30", 1),
        ("2026-12-31", 2),
        ("2027-02-14", 3 + Fraction(14, 28)),
        ("2027-10-31", 12),
    ],
)
def test_months_left_from_the_end_of_october(term, months):
    assert months_left(day(term) if term else None, OCTOBER) == months


def test_promises_of_a_small_company():
    """(6,000 × 12 + 2,000 × 2) ÷ 8,000 = 9.5 months; with the 1,000 whose term passed 76 ÷ 9."""
    rows = [
        standing(1, 600_000, term="2027-10-31"),
        standing(2, 200_000, term="2026-12-31"),
        standing(2, 100_000, "auto_renewing", "2026-09-30", agreement=7),
        standing(3, 100_000, "month_to_month"),
        standing(4, 0, "month_to_month"),
    ]
    total = 1_000_000
    found = promises(rows, OCTOBER, KINDS)
    assert found == [
        Promise("fixed_term", 800_000, total, 2, 800_000, Fraction(7_600_000)),
        Promise("auto_renewing", 100_000, total, 1, 100_000, Fraction(0)),
        Promise("month_to_month", 100_000, total, 1, 0, Fraction(0)),
        Promise("", 1_000_000, total, 3, 900_000, Fraction(7_600_000)),
    ]
    assert [one.share for one in found] == [Fraction(share, 10) for share in (8, 1, 1, 10)]
    months = [Fraction(19, 2), 0, None, Fraction(76, 9)]
    assert [one.months_remaining for one in found] == months


def test_promises_of_nobody():
    nobody = promises([], OCTOBER, KINDS)[-1]
    assert nobody == Promise("", 0, 0, 0, 0, Fraction(0))
    assert (nobody.share, nobody.months_remaining) == (None, None)


def test_wall_of_notice_dates():
    notices = [
        notice("2026-10-31", "", 1_00),
        notice("2026-11-01", "renew", 2_00),
        notice("2026-11-30", "", 4_00),
        notice("2026-12-01", "", 8_00),
        notice("2027-02-01", "", 16_00),
    ]
    period = Period(parse_month("2026-11"), parse_month("2027-02"))
    assert by_notice_month(notices, period, [""]) == [4_00, 8_00, 0]
    assert by_notice_month(notices, period, ["", "renew"]) == [6_00, 8_00, 0]


def test_missed_notices_are_those_of_yesterday_and_before_that_nobody_decided():
    notices = [
        notice("2026-11-09", "", 1_00),
        notice("2026-11-10", "", 2_00),
        notice("2026-11-09", "renew", 4_00),
        notice("2025-01-01", "", 8_00),
    ]
    assert missed(notices, day("2026-11-10")) == Missed(2, 9_00)


def holders_of(mrr):
    return largest([Margin(key, cents, 0) for key, cents in mrr.items()])


def test_concentration_of_twelve_clients():
    """One of 30, one of 20, ten of 5 each: 30 %, 65 % and 90 % of 100."""
    holders = holders_of({1: 5_00, 2: 30_00, 3: 20_00} | dict.fromkeys(range(4, 13), 5_00))
    assert [holder.key for holder in holders] == [2, 3, 1, 4, 5, 6, 7, 8, 9, 10]
    assert tops(holders) == [Top(1, 30_00, 100_00), Top(5, 65_00, 100_00), Top(10, 90_00, 100_00)]
    assert [top.share for top in tops(holders)] == [
        Fraction(30, 100), Fraction(65, 100), Fraction(90, 100),
    ]  # fmt: skip


def test_exactly_fifteen_per_cent_is_not_yet_above():
    holders = holders_of({1: 15_01, 2: 15_00, 3: 70_00 - 1})
    assert [(holder.key, holder.is_heavy) for holder in holders] == [
        (3, True), (1, True), (2, False),
    ]  # fmt: skip


def test_concentration_of_three_clients_knows_no_top_five():
    assert tops(holders_of({1: 1, 2: 2, 3: 0})) == [Top(1, 2, 3)]


def test_margin_of_a_client_over_its_agreements():
    rows = [standing(1, 100_00, cost=30_00), standing(1, 50_00, cost=45_00), standing(2, 0)]
    assert by_client(rows) == {1: (150_00, 75_00)}
    margin = Margin(1, 150_00, 75_00)
    assert (margin.margin_cents, margin.margin, margin.rank) == (75_00, Fraction(1, 2), 0.5)


def test_what_brings_nothing_or_less_has_no_margin_and_comes_first():
    found = margins({1: (100, 150), 2: (0, 5), 3: (100, 10), 4: (-90, 0)})
    assert [(row.key, row.margin) for row in found] == [
        (2, None), (4, None), (1, Fraction(-1, 2)), (3, Fraction(9, 10)),
    ]  # fmt: skip
    assert total_margin(found) == Margin(0, 110, 165)


def test_of_equal_margins_the_largest_client_comes_first():
    assert [row.key for row in margins({1: (100, 50), 2: (300, 150)})] == [2, 1]


def test_a_service_adds_its_price_for_each_user():
    """24 × 7.50 = 180.00; 3 × 0.3333 = 0.9999, a cent short of nothing: 1.00."""
    assert added_cents(Decimal("7.50"), 24) == 180_00
    assert added_cents(Decimal("0.3333"), 3) == 1_00


def test_offers_go_to_clients_with_mrr():
    rows = [
        standing(2, 100_00, agreement=21),
        standing(2, 300_00, agreement=22),
        standing(3, 0),
        standing(4, 900_00),
        standing(5, 800_00),
    ]
    assert offers(rows, Decimal("7.50"), {2: 10, 4: 2}) == [
        Offer(2, 22, 400_00, 10, 75_00),
        Offer(4, 4, 900_00, 2, 15_00),
        Offer(5, 5, 800_00, None, 0),
    ]


def test_a_flat_price_is_added_once():
    assert offers([standing(2, 1_00)], Decimal("152.50"), None) == [Offer(2, 2, 1_00, 1, 152_50)]


def test_ecosystem_revenue_of_the_mrr_article():
    """1,000 users × $50 = $50,000."""
    assert Ecosystem(1_000, 50_00).estimate_cents == 50_000_00


def test_ecosystem_revenue_from_a_year_of_repeat_purchases():
    """Three clients bought for 7,200.00 in 12 months: 200.00 a month each."""
    assert ecosystem_of(3, 7_200_00, 12) == Ecosystem(3, 200_00)
    assert ecosystem_of(0, 0, 12) == Ecosystem(0, 0)
