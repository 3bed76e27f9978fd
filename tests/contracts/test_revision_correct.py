"""Corrections of the past: a separate act, with a reason and the months it restates."""

import pytest
from django.utils import timezone

from clients.models import HistoryEntry
from contracts.models import Agreement, LineRevision
from tests.builders import make_client, revise, sign, told
from tests.pages import rows, typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


@pytest.fixture
def mistyped():
    """Thirteen users were written as thirty-one in March 2024, and mended in May."""
    line = sign(make_client(), on="2024-01-01", quantity="10", price="25")
    revision = revise(line, "2024-03-01", quantity="31", price="25")
    revise(line, "2024-05-01", quantity="13", price="25")
    return revision


def correct(browser, revision, *, headers=None, **values):
    address = f"/revisions/{revision.pk}/correct/"
    return browser.post(address, typed(browser.get(address), **values), headers=headers)


def test_quantity_is_corrected_with_a_reason(finance, mistyped):
    correct(finance, mistyped, quantity="13", reason="Digits swapped")
    assert told(mistyped.client) == [
        "2024-01 new +25000 = 25000",
        "2024-03 expansion +7500 = 32500",
    ]
    entry = HistoryEntry.objects.first()
    assert (entry.reason, entry.differences) == ("Digits swapped", [("Quantity", "31", "13")])


def test_months_it_restates_are_named_before(finance, mistyped):
    page = correct(finance, mistyped, quantity="13", reason="x", headers={"HX-Request": "true"})
    assert "Restates 2 complete months:" in words(page)
    assert rows(page)[1:] == [["Mar 24", "775.00", "325.00"], ["Apr 24", "775.00", "325.00"]]
    assert LineRevision.objects.get(pk=mistyped.pk).quantity == 31


def test_day_is_corrected(finance, mistyped):
    correct(finance, mistyped, effective_on="2024-04-01", reason="Came a month later")
    assert told(mistyped.client)[1] == "2024-04 expansion +52500 = 77500"


def test_revision_that_never_was_is_removed(finance, mistyped):
    address = f"/revisions/{mistyped.pk}/correct/"
    finance.post(address, {**typed(finance.get(address)), "remove": "on", "reason": "Not theirs"})
    assert [str(r.effective_on) for r in LineRevision.objects.all()] == ["2024-01-01", "2024-05-01"]
    assert told(mistyped.client)[1:] == ["2024-05 expansion +7500 = 32500"]


def test_the_only_terms_of_a_line_are_not_removed(finance):
    only = sign(make_client(), on="2024-01-01").revisions.get()
    address = f"/revisions/{only.pk}/correct/"
    form = {**typed(finance.get(address)), "remove": "on", "reason": "No"}
    assert "has no other terms" in words(finance.post(address, form))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": ""}, "This field is required."),
        ({"reason": "   "}, "This field is required."),
        ({"effective_on": "2024-05-01"}, "has a revision of 2024-05-01 already."),
        ({"quantity": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"unit_price": "-1"}, "credits may not outweigh charges"),
        ({}, "Nothing would change: these terms are written already."),
    ],
)
def test_what_cannot_be_corrected(finance, mistyped, values, sentence):
    page = correct(finance, mistyped, **{"reason": "x", **values})
    assert sentence in words(page)
    assert LineRevision.objects.get(pk=mistyped.pk).quantity == 31


def test_first_day_is_corrected(finance, mistyped):
    agreement = Agreement.objects.get()
    address = f"/agreements/{agreement.pk}/correct/"
    sent = typed(finance.get(address), starts_on="2024-02-15", reason="Signed later")
    finance.post(address, sent)
    assert told(agreement.client)[0] == "2024-02 new +25000 = 25000"
    assert HistoryEntry.objects.first().reason == "Signed later"


def test_interval_that_no_choice_names_is_kept(finance):
    line = sign(make_client(), on="2024-01-01", months=7)
    page = finance.get(f"/revisions/{line.revisions.get().pk}/correct/")
    assert typed(page)["billing_months"] == "7"


def test_today_is_no_complete_month(finance):
    """What begins this month restates nothing."""
    today = timezone.localdate()
    revision = sign(make_client(), on=str(today.replace(day=1))).revisions.get()
    page = correct(finance, revision, quantity="2", reason="x", headers={"HX-Request": "true"})
    assert "Restates" not in words(page)
