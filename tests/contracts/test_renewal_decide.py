"""Deciding on a renewal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import HistoryEntry
from contracts import operations
from contracts.operations import state_of
from tests import fuzz
from tests.builders import make_client, sign
from tests.pages import ACCOUNT_MANAGER, AUDITOR, OWNER, browse, person, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def agreement():
    return sign(make_client("Ash")).agreement


def decide(browser, agreement, **values):
    values = {"seen": state_of(agreement), "decision": "", "note": "", **values}
    return browser.post(f"/agreements/{agreement.pk}/renewal/", values, follow=True)


def test_renewal_decide(owner, agreement):
    page = decide(owner, agreement, decision="renegotiate", note="Wants 5% off")
    agreement.refresh_from_db()
    decided = (agreement.renewal_decision, agreement.renewal_note)
    assert decided == ("renegotiate", "Wants 5% off")
    assert page.redirect_chain == [("/renewals/", 302)]
    assert "The decision on Agreement 1 of Ash is saved." in words(page)


def test_the_form_shows_what_is_decided(owner, agreement):
    decide(owner, agreement, decision="let_end", note="Moves abroad")
    page = owner.get(f"/agreements/{agreement.pk}/renewal/").content.decode()
    assert '<option value="let_end" selected>' in page
    assert "Moves abroad" in page


def test_a_decision_can_be_taken_back(owner, agreement):
    decide(owner, agreement, decision="renew")
    decide(owner, agreement)
    agreement.refresh_from_db()
    assert agreement.renewal_decision == ""


def test_history_says_who_decided(owner, agreement):
    decide(owner, agreement, decision="renew", note="By phone")
    entry = HistoryEntry.objects.filter(agreement_id=agreement.pk).first()
    assert (entry.who, entry.source) == ("owner", "page")
    assert entry.differences == [
        ("Renewal decision", "", "Renew"),
        ("Renewal note", "", "By phone"),
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"decision": "sell"}, "Select a valid choice"),
        ({"note": "x\0"}, "Null characters are not allowed"),
        ({"note": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_refused(owner, agreement, values, sentence):
    assert sentence in words(decide(owner, agreement, **values))
    agreement.refresh_from_db()
    assert (agreement.renewal_decision, agreement.renewal_note) == ("", "")


def test_what_somebody_else_changed_meanwhile_is_shown_first(owner, agreement):
    seen = state_of(agreement)
    operations.decide_renewal(agreement=agreement, decision="let_end")
    page = decide(owner, agreement, seen=seen, decision="renew")
    assert "This agreement was changed while you had it open" in words(page)
    agreement.refresh_from_db()
    assert agreement.renewal_decision == "let_end"


def test_another_managers_agreement_is_not_found(agreement):
    assert decide(browse(person(ACCOUNT_MANAGER)), agreement).status_code == 404


def test_an_auditor_does_not_decide(agreement):
    assert decide(browse(person(AUDITOR)), agreement).status_code == 403


class FuzzedDecisions(TestCase):
    @given(
        fuzz.posts(decision=fuzz.choices("", "renew", "let_end"), note=fuzz.texts, seen=fuzz.keys),
        st.booleans(),
    )
    @settings(max_examples=50, deadline=None)
    def test_any_post_is_answered_and_none_half_written(self, post, is_current):
        agreement = sign(make_client("Ash")).agreement
        if is_current:
            post["seen"] = str(state_of(agreement))
        answer = browse(person(OWNER)).post(f"/agreements/{agreement.pk}/renewal/", post)
        agreement.refresh_from_db()
        decided = (agreement.renewal_decision, agreement.renewal_note)
        self.assertIn(answer.status_code, {200, 302})
        self.assertIn(agreement.renewal_decision, {"", "renew", "let_end"})
        if answer.status_code == 200:
            self.assertEqual(decided, ("", ""))
