"""Definition cards: the numbers of a page in the formula of a metric, and the figure it gives."""

import re
from datetime import date
from fractions import Fraction
from math import ceil
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import formats
from metrics.cards import added_up, card
from metrics.definitions import DEFINITIONS
from metrics.definitions.base import Unit
from metrics.definitions.terms import TERMS
from metrics.figures import Share, ratio
from metrics.forecasting import UsualMonth
from metrics.gaps import Gap, Plan, Position
from metrics.revenue import RevenueMonth

OCTOBER = date(2026, 10, 1)
PLAN = Plan(Fraction(85, 100), OCTOBER, OCTOBER)


def month(**cents):
    """A RevenueMonth in which everything is 0 but what is named."""
    names = [name for name in RevenueMonth.__slots__ if name not in {"month", "share_12m"}]
    share_12m = cents.pop("share_12m", Share(0, 0, 0, 0))
    return RevenueMonth(month=OCTOBER, share_12m=share_12m, **dict.fromkeys(names, 0) | cents)


def said(about):
    return f"{about.worked} = {about.result}" if about.is_defined else about.result


def test_numbers_of_a_month():
    row = month(closing_cents=45_200_00, managed_cents=40_000_00, security_cents=5_200_00)
    about = card("mrr", row)
    assert (about.of, said(about)) == ("Oct 26", "40,000.00 + 5,200.00 + 0.00 = $45,200.00")


def test_share_of_twelve_months():
    row = month(share_12m=Share(450_000_00, 500_000_00, 250_000_00, 0))
    assert said(card("share_12m", row)) == "450,000.00 ÷ (500,000.00 + 250,000.00) = 60.0%"
    assert said(card("band", row)) == "60.0% against 40%, 60% and 70% = In transition"


def test_range_while_invoices_are_unclassified():
    row = month(share_12m=Share(600_00, 600_00, 400_00, 500_00))
    assert said(card("share_range", row)) == (
        "600.00 ÷ (600.00 + 400.00 + 500.00) to 600.00 ÷ (600.00 + 400.00) = 40.0% to 60.0%"
    )


def test_figures_of_other_things_by_name():
    now = SimpleNamespace(mrr_cents=300_00, cost_cents=100_00, margin=Fraction(2, 3))
    about = card("margin", now, of="Oct 26")
    assert (about.of, said(about)) == ("Oct 26", "(300.00 − 100.00) ÷ 300.00 = 66.7%")


def test_figures_beside_those_of_a_month():
    about = card("concentration", month(closing_cents=1_000_00), top_cents=250_00, top_share=0.25)
    assert said(about) == "250.00 ÷ 1,000.00 = 25.0%"


def test_a_loss_within_a_sum_is_bracketed():
    drivers = dict.fromkeys(("price_cents", "discount_cents", "added_cents", "dropped_cents"), 0)
    about = card("drivers", None, quantity_cents=-50_00, net_cents=-50_00, **drivers)
    assert said(about) == "(−50.00) + 0.00 + 0.00 + 0.00 + 0.00 = −$50.00"


def test_net_retention_of_a_month():
    row = month(
        opening_cents=45_200_00,
        expansion_cents=1_500_00,
        contraction_cents=400_00,
        churn_cents=900_00,
        retained_net_cents=45_200_00,
        retained_gross_cents=43_900_00,
    )
    formula = "(45,200.00 + 1,300.00 − 400.00 − 900.00) ÷ 45,200.00 = 100.0%"
    assert said(card("nrr", row)) == formula  # 200.00 came out of a free month


def test_gap_to_a_target():
    gap = Gap(Fraction(60, 100), Position(45_000_00, 100_000_00, 1), PLAN)
    assert said(card("gap_new", gap)) == (
        "(60.0% × 100,000.00 − 45,000.00) ÷ (1 − 60.0%) = $37,500.00"
    )
    assert said(card("gap_convert", gap)) == (
        "(60.0% × 100,000.00 − 45,000.00) ÷ (0.85 × (1 − 60.0%) + 60.0%) = $15,957.45"
    )


def test_what_is_undefined_says_why():
    about = card("quick_ratio", month(new_cents=100_00))
    assert about.worked == "(100.00 + 0.00 + 0.00) ÷ (0.00 + 0.00)"
    assert (about.is_defined, about.result) == (False, "no losses")
    assert card("band", month()).result == "no revenue"


def test_without_numbers_the_formula_speaks():
    about = card("arpa")
    assert (about.formula, about.worked, about.result) == ("MRR ÷ clients with MRR", "", "")


def test_a_sum_is_told_by_what_is_added():
    about = card("agreement_mrr", SimpleNamespace(mrr_cents=270_00))
    assert (about.worked, about.result) == ("", "$270.00")
    assert said(added_up(about, [300_00, -30_00])) == "300.00 + (−30.00) = $270.00"
    assert added_up(about, [30_00] * 9) == about


def test_a_figure_that_is_missing_is_an_error():
    with pytest.raises(AttributeError):
        card("arr", SimpleNamespace(closing_cents=1))
    with pytest.raises(KeyError):
        card("no such metric")


def usual(f):
    """The usual month of such sums; None where there is nothing to divide by."""
    sums = [f[f"usual_{name}_cents"] for name in ("opening", "new", "expansion", "lost")]
    return UsualMonth(f["month_count"], *sums) if f["month_count"] and sums[0] else None


# Each metric once more, as one would type it into a spreadsheet; the rest are plain sums.
BY_HAND = {
    "seat_price": lambda f: ratio(f["closing_cents"], f["user_count"]),
    "ecosystem": lambda f: f["arpu_cents"] * f["ecosystem_user_count"],
    "volatility": lambda f: ratio(f["deviation_cents"], f["mean_cents"]),
    "cohort": lambda f: ratio(f["cohort_cents"], f["cohort_start_cents"]),
    "commitment": lambda f: ratio(f["part_cents"], f["closing_cents"]),
    "months_remaining": lambda f: ratio(f["remaining_cents"], f["fixed_cents"]),
    "concentration": lambda f: ratio(f["top_cents"], f["closing_cents"]),
    "margin": lambda f: ratio(f["mrr_cents"] - f["cost_cents"], f["mrr_cents"]),
    "security_attach": lambda f: ratio(f["secured_count"], f["client_count"]),
    "known_future": lambda f: f["last_cents"] + f["coming_cents"] - f["ending_cents"],
    "usual_month": lambda f: usual(f).net(f["last_cents"]) if usual(f) else None,
    "forecast_grade": lambda f: ratio(f["inside_count"], f["graded_count"]),
}

VALUES = {
    Unit.MONEY: st.integers(0, 10**9),
    Unit.COUNT: st.integers(0, 500),
    Unit.SHARE: st.integers(1, 999).map(lambda tenths: Fraction(tenths, 1000)),
    Unit.TIMES: st.integers(1, 200).map(lambda cents: Fraction(cents, 100)),
}
SOME = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("key", BY_HAND)
@SOME
@given(data=st.data())
def test_the_numbers_of_a_formula_give_its_result(key, data):
    definition = DEFINITIONS[key]
    figures = {name: data.draw(VALUES[TERMS[name].unit], name) for name in definition.terms}
    value = BY_HAND[key](figures)
    if definition.unit is Unit.MONEY and value is not None:
        value = round(value)
    about = card(key, None, **(figures | {definition.result: value}))
    if about.is_defined:
        assert as_shown(worked_out(about.worked), definition.unit) == about.result
    else:
        assert about.result == definition.undefined


OF_A_MONTH = """
mrr arr bridge net_new three_terms arpa one_off revenue share share_12m share_with_resale
nrr grr nrr_12m grr_12m client_churn client_churn_12m revenue_churn net_revenue_churn quick_ratio
revenue_churn_12m quick_ratio_12m
""".split()
OF_GAPS = ["gap_new", "gap_convert"]
CENTS, COUNT = st.integers(0, 10**9), st.integers(0, 500)


@st.composite
def months(draw):
    """Months whose sums hold: of the movements, of the categories, of what is retained."""
    opening, new, kept_expansion, from_free = (draw(CENTS) for _ in range(4))
    contraction = draw(st.integers(0, opening))
    churn = draw(st.integers(0, opening - contraction))
    closing = opening + new + kept_expansion + from_free - contraction - churn
    security = draw(st.integers(0, closing))
    counts = "client_count opening_count churned_count client_count_12m lost_12m_count".split()
    cents = """
    opening_12m_cents retained_net_12m_cents retained_gross_12m_cents
    gained_12m_cents lost_12m_cents
    """.split()
    return month(
        opening_cents=opening,
        new_cents=new,
        expansion_cents=kept_expansion + from_free,
        contraction_cents=contraction,
        churn_cents=churn,
        closing_cents=closing,
        retained_net_cents=opening + kept_expansion - contraction - churn,
        retained_gross_cents=opening - contraction - churn,
        security_cents=security,
        managed_cents=closing - security,
        project_cents=draw(st.integers(-(10**6), 10**9)),
        share_12m=Share(security, closing, draw(CENTS), draw(CENTS)),
        **{name: draw(COUNT) for name in counts},
        **{name: draw(CENTS) for name in cents},
    )


@pytest.mark.parametrize("key", OF_A_MONTH)
@SOME
@given(row=months())
def test_the_numbers_of_a_month_give_its_figures(key, row):
    about = card(key, row)
    if about.is_defined:
        assert as_shown(worked_out(about.worked), DEFINITIONS[key].unit) == about.result


@pytest.mark.parametrize("key", OF_GAPS)
@SOME
@given(
    revenue=st.integers(1, 10**9),
    target=st.integers(40, 90).map(lambda percent: Fraction(percent, 100)),
    ratio=st.integers(30, 150).map(lambda percent: Fraction(percent, 100)),
    count=st.integers(1, 12),
)
def test_the_numbers_of_a_gap_give_what_is_enough(key, revenue, target, ratio, count):
    position = Position(revenue // 3, revenue, count)
    about = card(key, Gap(target, position, Plan(ratio, OCTOBER, OCTOBER)))
    if about.is_defined:
        assert formats.exact(max(ceil(worked_out(about.worked) * 100), 0)) == about.result


def test_every_formula_with_numbers_is_tried():
    with_terms = {key for key, definition in DEFINITIONS.items() if definition.terms}
    shown_as_they_are = {"drivers", "share_range", "band", "forecast_range"}
    assert with_terms == {*BY_HAND, *OF_A_MONTH, *OF_GAPS, *shown_as_they_are}


def worked_out(text):
    """What a formula in numbers comes to, as one would type it into a calculator."""
    text = re.sub(r"([\d,]+\.?\d*)(%?)", _exactly, text)
    return eval(text.replace("×", "*").replace("÷", "/").replace("−", "-"), {"F": Fraction})


def _exactly(found):
    number = f"F('{found[1].replace(',', '')}')"
    return f"({number} / 100)" if found[2] else number


def as_shown(value, unit):
    shown = {
        Unit.MONEY: lambda: formats.exact(round(value * 100)),
        Unit.SHARE: lambda: formats.share(value),
        Unit.TIMES: lambda: formats.times(value),
        Unit.MONTHS: lambda: f"{formats.times(value)} months",
    }
    return shown[unit]()
