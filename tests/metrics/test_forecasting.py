"""What a forecast is made of, with figures worked out by hand, and what always holds."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.figures import Share
from metrics.forecasting import (
    Estimate,
    Grade,
    KnownMonth,
    Outcome,
    Reached,
    TermEnd,
    UsualMonth,
    estimates,
    grade,
    half_width,
    not_renewed,
    reached,
    usual_month,
)
from metrics.months import Period, add_months
from metrics.revenue import RevenueMonth

JANUARY = date(2026, 1, 1)


def month(opening=0, *, new=0, back=0, expansion=0, contraction=0, churn=0) -> RevenueMonth:
    """In whole units of money; the month's name plays no part."""
    names = "opening new reactivation expansion contraction churn closing".split()
    closing = opening + new + back + expansion - contraction - churn
    amounts = (opening, new, back, expansion, contraction, churn, closing)
    cents = {f"{name}_cents": 100 * value for name, value in zip(names, amounts, strict=True)}
    rest = dict.fromkeys(RevenueMonth.__dataclass_fields__, 0)
    return RevenueMonth(**{**rest, **cents, "month": JANUARY, "share_12m": Share(0, 0, 0, 0)})


# MRR goes from 1,000 to 1,100 and back three times: 75 of new business a month, expansion of
# 30/6300 and losses of 480/6300 of the opening MRR, together 1/14 of it lost.
UP, DOWN = month(1000, new=150, churn=50), month(1100, expansion=10, contraction=110)
SWINGS = [UP, DOWN] * 3


def known(*changes: tuple[int, int]) -> list[KnownMonth]:
    """(gained, lost) of each month from January on, in whole units."""
    return [
        KnownMonth(add_months(JANUARY, index), 100 * gained, 100 * lost, 0)
        for index, (gained, lost) in enumerate(changes)
    ]


def expected(*changes: tuple[int, int]) -> list[int]:
    return [row.expected_cents for row in estimates(1000_00, known(*changes), usual_month(SWINGS))]


def test_usual_month():
    usual = usual_month(SWINGS)
    assert usual.new_a_month == 75_00
    assert usual.expansion_rate == Fraction(1, 210)
    assert usual.loss_rate == Fraction(8, 105)
    assert usual.net(1400_00) == -25_00


def test_deviation_is_that_of_what_months_brought_beyond_the_usual():
    """Usual are 3.57 after 1,000 and −3.57 after 1,100: 96.43 beyond each time, up or down."""
    assert usual_month(SWINGS).deviation_cents == pytest.approx(105_63.22, abs=0.01)


def test_who_comes_back_is_new_business():
    rows = [month(1000, new=10, back=20, churn=30)] * 6
    assert usual_month(rows).new_a_month == 30_00


def test_five_months_tell_too_little():
    assert usual_month(SWINGS[:5]) is None
    assert usual_month([]) is None


def test_months_that_opened_without_mrr_do_not_count():
    assert usual_month([month(0, new=1000), *SWINGS[:5]]) is None
    assert usual_month([month(0, new=1000), *SWINGS]) == usual_month(SWINGS)


def test_only_the_last_twelve_months_count():
    assert usual_month([month(5000, churn=4000), *SWINGS, *SWINGS]) == usual_month(SWINGS * 2)


def test_nothing_known_ahead_is_the_usual_month_again_and_again():
    """1,000 + 75 − 71.43; then 75 − 71.68 more."""
    assert expected((0, 0), (0, 0)) == [1003_57, 1006_89]


def test_what_is_known_is_part_of_the_usual():
    """200 signed are more than is usual by then, 79.76 and 160.11; lost are 76.19 and 161.81."""
    assert expected((200, 0), (0, 0)) == [1123_81, 1038_19]


def test_less_than_usual_is_known_of_nearly_every_month():
    assert expected((30, 20), (0, 5)) == expected((0, 0), (0, 0))


def test_losses_that_are_noticed_count_once():
    """300 noticed in February: by then 76.19 + 76.46 are usual, and 79.76 + 79.78 of gains."""
    assert expected((0, 0), (0, 300)) == [1003_57, 859_54]


def test_mrr_is_never_expected_below_zero():
    assert expected((0, 2000)) == [0]


def test_range_is_four_thirds_of_the_deviation_over_the_root_of_the_months():
    """Months ahead and their square over the six of the history: 1 + 1/6, 4 + 16/6."""
    usual = UsualMonth(6, 1, 0, 0, 0, deviation_cents=300_00.0)
    assert half_width(1, usual) == 432_05
    assert half_width(4, usual) == 1032_80


def test_estimate_of_a_month():
    first, _ = estimates(1000_00, known((0, 0), (0, 0)), usual_month(SWINGS))
    assert first == Estimate(JANUARY, 851_44, 1003_57, 1155_70)


def test_low_end_is_never_below_zero():
    usual = replace(usual_month(SWINGS), deviation_cents=5000_00.0)
    assert estimates(1000_00, known((0, 0)), usual)[0].low_cents == 0


def test_nothing_ahead():
    assert estimates(1000_00, [], usual_month(SWINGS)) == []


def test_terms_that_nobody_renews_leave_with_what_they_would_have_had():
    """One ends in February, one in March; the first would have risen from 100 to 120 in April."""
    months = list(Period(JANUARY, date(2026, 6, 1)))
    _, february, march, april, _ = months
    terms = [
        TermEnd(february, JANUARY, april, 100_00),
        TermEnd(february, april, date(9999, 12, 1), 120_00),
        TermEnd(march, JANUARY, date(9999, 12, 1), 50_00),
    ]
    left = [0, 100_00, 150_00, 170_00, 170_00]
    assert not_renewed(terms, months) == dict(zip(months, left, strict=True))


def test_goal_is_reached_at_best_as_expected_and_at_worst():
    months = [
        Estimate(add_months(JANUARY, index), low, low + 20, low + 50)
        for index, low in enumerate((100, 120, 140, 160))
    ]
    assert reached(160, months) == Reached(date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))
    assert reached(200, months) == Reached(date(2026, 4, 1), None, None)


def test_grade_counts_what_came_within_and_how_far_it_was_off():
    """10 of 110, 30 of 70 and 0 of 100: 9.09, 42.86 and 0 per cent; the ends are within."""
    outcomes = [Outcome(90, 100, 110, 110), Outcome(90, 100, 110, 70), Outcome(90, 100, 110, 100)]
    assert grade(outcomes) == Grade(3, 2, pytest.approx((1 / 11 + 3 / 7) / 3))
    assert [one.difference_cents for one in outcomes] == [10, -30, 0]


def test_grade_of_nothing():
    assert grade([]) == Grade(0, 0, None)
    assert grade([]).inside_share is None


def test_month_without_mrr_has_no_percentage():
    assert grade([Outcome(0, 5, 10, 0)]) == Grade(1, 1, None)


AT_LEISURE = settings(deadline=None)
amounts = st.integers(0, 10**9)
histories = st.lists(
    st.builds(
        month,
        st.integers(1, 10**7),
        new=st.integers(0, 10**6),
        back=st.integers(0, 10**6),
        expansion=st.integers(0, 10**6),
        contraction=st.integers(0, 10**6),
        churn=st.integers(0, 10**6),
    ),
    min_size=6,
    max_size=15,
)
ahead = st.lists(st.builds(KnownMonth, st.just(JANUARY), amounts, amounts, amounts), max_size=24)


@AT_LEISURE
@given(histories, st.integers(0, 10**11), ahead)
def test_ends_of_the_range_stand_around_the_expected(history, opening, coming):
    found = estimates(opening, coming, usual_month(history))
    assert len(found) == len(coming)
    assert all(0 <= row.low_cents <= row.expected_cents <= row.high_cents for row in found)


@AT_LEISURE
@given(histories, st.integers(0, 10**11), ahead)
def test_range_widens_from_month_to_month(history, opening, coming):
    found = estimates(opening, coming, usual_month(history))
    widths = [row.high_cents - row.expected_cents for row in found]
    assert widths == sorted(widths)


@AT_LEISURE
@given(histories)
def test_beyond_the_usual_months_bring_nothing_in_sum(history):
    usual = usual_month(history)
    rows = history[-12:]
    assert sum(row.net_cents - usual.net(row.opening_cents) for row in rows) == 0


@AT_LEISURE
@given(histories, st.integers(0, 10**11), ahead, st.integers(0, 10**6))
def test_more_that_is_signed_is_never_expected_to_leave_less(history, opening, coming, more):
    usual = usual_month(history)
    richer = [row._replace(gained_cents=row.gained_cents + more) for row in coming]
    first, second = estimates(opening, coming[:1], usual), estimates(opening, richer[:1], usual)
    assert [row.expected_cents for row in first] <= [row.expected_cents for row in second]
