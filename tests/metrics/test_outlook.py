"""What is known ahead: the ledger's own months, and the terms that nobody renewed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from contracts import operations
from contracts.models import Agreement
from metrics.forecast.outlook import outlook, terms_ending
from metrics.months import Period
from metrics.parts import WHOLE, Part
from metrics.queries import revenue_by_month
from tests.builders import day, make_client, revise, sign

NOW = date(2026, 6, 1)
FIXED, AUTO = Agreement.Commitment.FIXED_TERM, Agreement.Commitment.AUTO_RENEWING


def fixed(name: str, term_ends_on: str, *, price="100", commitment=FIXED, decision="", ends=None):
    """An agreement of a client of this name with a term; returns its line."""
    line = sign(make_client(name), on="2025-01-01", price=price)
    operations.edit_agreement(
        agreement=line.agreement,
        name=line.agreement.name,
        commitment=commitment,
        term_ends_on=day(term_ends_on),
        notice_days=0,
    )
    if decision:
        operations.decide_renewal(agreement=line.agreement, decision=decision)
    if ends:
        operations.end_agreement(agreement=line.agreement, ends_on=day(ends))
    return line


def at_risk(ahead: int = 6, part: Part = WHOLE) -> list[int]:
    return list(outlook(NOW, ahead, part).at_risk.values())


@pytest.mark.django_db
def test_months_ahead_are_what_is_signed_and_ended():
    revise(sign(on="2025-01-01", price="100"), "2026-08-01", price="150")
    sign(make_client("Leaves"), on="2025-01-01", price="40", ends="2026-09-30")
    found = outlook(NOW, 6)
    assert found.last.month == date(2026, 5, 1)
    assert [row.closing_cents for row in found.coming] == [140_00] * 2 + [190_00] * 2 + [150_00] * 2
    assert found.known_change_cents == 10_00


@pytest.mark.django_db
def test_known_future_needs_no_history():
    sign(on="2026-03-01", price="100")
    found = outlook(NOW, 3)
    assert (found.usual, found.estimates, found.history_count) == (None, [], 2)
    assert [row.closing_cents for row in found.coming] == [100_00] * 3


@pytest.mark.django_db
def test_terms_leave_after_their_last_day():
    fixed("On a month's end", "2026-07-31")
    fixed("Within a month", "2026-09-15", price="30")
    assert at_risk() == [0, 0, 100_00, 130_00, 130_00, 130_00]


@pytest.mark.django_db
def test_terms_take_along_what_they_would_have_become():
    revise(fixed("Rises", "2026-07-31"), "2026-10-01", price="120")
    assert at_risk() == [0, 0, 100_00, 100_00, 120_00, 120_00]


@pytest.mark.django_db
def test_what_is_decided_or_renews_itself_is_not_at_risk():
    fixed("Goes on", "2026-07-31", decision="renew")
    fixed("Is talked about", "2026-07-31", decision="renegotiate")
    fixed("By itself", "2026-07-31", commitment=AUTO)
    fixed("Known to end", "2026-07-31", ends="2026-07-31")
    assert at_risk() == [0] * 6


@pytest.mark.django_db
def test_whatever_is_to_end_by_decision_is_at_risk():
    fixed("Fixed", "2026-07-31", decision="let_end")
    fixed("By itself", "2026-07-31", commitment=AUTO, decision="let_end", price="10")
    assert at_risk() == [0, 0, *[110_00] * 4]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("term_ends_on", "risk"),
    [("2026-05-30", 0), ("2026-05-31", 100_00), ("2026-11-29", 100_00), ("2026-11-30", 0)],
)
def test_terms_over_before_run_on_and_later_ones_are_beyond(term_ends_on, risk):
    fixed("Ash", term_ends_on)
    assert at_risk()[-1] == risk


@pytest.mark.django_db
def test_outlook_of_some_clients():
    fixed("Ours", "2026-07-31", price="10")
    fixed("Theirs", "2026-07-31")
    ours = Part(Client.objects.filter(name="Ours"))
    assert at_risk(3, ours) == [0, 0, 10_00]
    assert outlook(NOW, 3, ours).last.closing_cents == 10_00


prices = st.decimals(1, 900, places=2)
days = st.dates(date(2026, 1, 1), date(2027, 3, 31))
agreements = st.lists(
    st.tuples(
        prices,
        days,
        st.sampled_from([FIXED, FIXED, AUTO]),
        st.sampled_from(["", "", "renew", "let_end"]),
        st.none() | days,
        st.none() | days,
    ),
    max_size=5,
)


class AtRisk(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(agreements)
    def test_ending_those_terms_takes_away_just_what_was_at_risk(self, drawn):
        for number, (price, term, commitment, decision, ends, change) in enumerate(drawn):
            line = fixed(
                f"Client {number}", str(term), price=str(price), commitment=commitment,
                decision=decision, ends=str(ends) if ends else None,
            )  # fmt: skip
            if change:
                revise(line, str(change), price=str(price / 2 + 1))
        period = Period(NOW, date(2027, 6, 1))
        before = outlook(NOW, 12)
        for agreement in terms_ending(period):
            operations.end_agreement(agreement=agreement, ends_on=agreement.term_ends_on)
        after = revenue_by_month(period)
        assert list(before.at_risk.values()) == [
            row.closing_cents - then.closing_cents
            for row, then in zip(before.coming, after, strict=True)
        ]
