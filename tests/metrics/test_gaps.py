"""The gap to a recurring share: formulas with figures from outside, and against trying it out."""

from datetime import date
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.figures import mrr_needed, share_converted, spend_to_convert, volatility
from metrics.gaps import Gap, Plan, Position, gaps, marks

SIXTY = Fraction(60, 100)
PLAN = Plan(Fraction(1), date(2027, 3, 1), date(2026, 11, 1))
# A year in which a month has 45,000 of recurring and 55,000 of one-off revenue on average.
YEAR = Position(recurring=12 * 45_000_00, revenue=12 * 100_000_00, month_count=12)


def test_the_article_needs_37_500_of_new_mrr():
    assert mrr_needed(45_000_00, 100_000_00, SIXTY) == 37_500_00
    assert Fraction(45_000 + 37_500, 100_000 + 37_500) == SIXTY


@pytest.mark.parametrize(
    ("ratio", "spend"),
    [
        (Fraction(1), 15_000_00),  # each dollar of repairs becomes a dollar of MRR
        (Fraction(1, 2), 18_750_00),  # 45,000 + 9,375 of 100,000 − 18,750 + 9,375
        (Fraction(3, 2), 12_500_00),  # 45,000 + 18,750 of 100,000 − 12,500 + 18,750
    ],
)
def test_the_article_converts_break_fix(ratio, spend):
    assert spend_to_convert(45_000_00, 100_000_00, SIXTY, ratio) == spend
    assert share_converted(45_000_00, 100_000_00, spend, ratio) == SIXTY


def test_a_gap_is_told_by_the_month():
    gap = gaps(YEAR, PLAN, [])[0]
    assert (gap.target, gap.is_reached, gap.words) == (SIXTY, False, "mature")
    assert (gap.mrr_cents, gap.pace_cents) == (37_500_00, 9_375_00)
    assert (gap.spend_cents, gap.fee_cents) == (15_000_00, 15_000_00)


def test_what_is_needed_is_rounded_up():
    gap = Gap(SIXTY, Position(0, 1_00, 7), Plan(Fraction(1, 3), date(2027, 1, 1), PLAN.current))
    assert gap.position.revenue_cents == 14  # an average month has 100 ÷ 7
    assert (gap.mrr_cents, gap.pace_cents) == (21, 11)  # 8.4 ÷ 0.4, then ÷ 2 months
    assert (gap.spend_cents, gap.fee_cents) == (12, 4)  # 8.4 ÷ (0.4 ÷ 3 + 0.6)


def test_exactly_at_the_target_it_is_reached():
    sixty, seventy = gaps(Position(60_00, 100_00, 1), PLAN, [40_00])
    assert (sixty.is_reached, sixty.mrr_cents, sixty.spend_cents) == (True, 0, 0)
    assert (seventy.is_reached, seventy.mrr_cents, seventy.spend_cents) == (False, 33_34, 10_00)


def test_an_own_target_stands_among_the_usual_two():
    def targets(own):
        plan = Plan(Fraction(1), PLAN.by_month, PLAN.current, target=own)
        return [(gap.target * 100, gap.words) for gap in gaps(YEAR, plan, [])]

    usual = [(60, "mature"), (70, "among the strongest")]
    assert targets(None) == targets(SIXTY) == usual
    assert targets(Fraction(65, 100)) == [usual[0], (65, "your own target"), usual[1]]


def test_so_many_of_the_largest_are_enough():
    # 180,000 a year reach 60 %, 300,000 would reach 70 %.
    distances = gaps(YEAR, PLAN, [100_000_00, 60_000_00, 20_000_00, 10_000_00])
    assert [gap.client_count for gap in distances] == [3, None]
    assert marks(distances) == {3: [SIXTY]}


shares = st.integers(0, 10**6).flatmap(lambda revenue: st.tuples(st.integers(0, revenue),
                                                                 st.just(revenue)))  # fmt: skip
ratios = st.integers(30, 150).map(lambda percent: Fraction(percent, 100))
targets = st.integers(1, 99).map(lambda percent: Fraction(percent, 100))


@given(shares.filter(lambda share: share[1] > 0), ratios, targets, st.data())
def test_enough_is_the_first_that_reaches_it_when_tried(share, ratio, target, data):
    recurring, revenue = share
    parts = st.lists(st.integers(1, 10**5), max_size=8)
    spends = sorted(data.draw(parts.filter(lambda found: sum(found) <= revenue - recurring)))[::-1]
    position = Position(recurring, revenue, 1)
    plan = Plan(ratio, PLAN.by_month, PLAN.current, target)
    gap = next(gap for gap in gaps(position, plan, spends) if gap.target == target)
    tried = [share_converted(recurring, revenue, spend, ratio) for spend in accumulate(spends)]
    reached = [number for number, after in enumerate(tried, 1) if after >= target]
    if not gap.is_reached:
        assert gap.client_count == (reached[0] if reached else None)


@given(shares.filter(lambda share: share[1] > 0), targets)
def test_new_mrr_is_the_least_that_reaches_it(share, target):
    recurring, revenue = share
    gap = Gap(target, Position(recurring, revenue, 1), PLAN)
    if not gap.is_reached:
        needed = gap.mrr_cents
        assert Fraction(recurring + needed, revenue + needed) >= target
        assert Fraction(recurring + needed - 1, revenue + needed - 1) < target


@pytest.mark.parametrize(
    ("amounts", "known"),
    [
        ([2, 4, 4, 4, 5, 5, 7, 9], 0.4),  # mean 5, standard deviation 2
        ([100_00] * 12, 0.0),
        ([0, 0, 0, 400_00], 3**0.5),  # mean 100, deviation √30,000
        ([10_00, 30_00], 0.5),
        ([-10_00, 30_00], 2.0),
        ([5_00], None),
        ([], None),
        ([-10_00, 10_00], None),
        ([0, 0], None),
    ],
)
def test_volatility(amounts, known):
    assert volatility(amounts) == (None if known is None else pytest.approx(known))
