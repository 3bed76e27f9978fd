"""Agreements that ended: why, when, and what they were worth."""

import pytest

from contracts import operations
from tests.builders import add, day, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

ADDRESS = "/retention/cancellations/?since=2024-01&month=2024-06"


@pytest.fixture
def owner():
    return browse(person(OWNER))


def cancel(line, on, reason="", note=""):
    operations.cancel_agreement(agreement=line.agreement, ends_on=day(on), reason=reason, note=note)


@pytest.fixture
def story():
    """Ash leaves for its price in March, Birch at the end of May, which is June; Cedar stays."""
    ash = sign(make_client("Ash"), on="2023-05-01", price="100")
    revise(ash, "2024-03-01", price="80")
    add(ash.agreement, on="2023-06-01", name="Backup", price="25", ends="2024-03-10")
    cancel(ash, "2024-03-20", "price", "Half the price elsewhere")
    cancel(sign(make_client("Birch"), on="2023-01-01", price="300"), "2024-05-31", "closed")
    sign(make_client("Cedar"), on="2023-01-01", price="7")
    return ash.agreement.client


def listed(response):
    return [[row[0], row[1], *row[4:]] for row in rows(response)[1:]]


def test_what_an_agreement_was_worth_at_the_month_end_before(owner, story):
    shown = owner.get(ADDRESS)
    assert listed(shown) == [
        ["Agreement 1", "Birch", "May 31, 2024", "Business closed", "–", "300.00"],
        ["Agreement 1", "Ash", "Mar 20, 2024", "Price", "Half the price elsewhere", "125.00"],
        ["Sum", "", "", "", "", "425.00"],
    ]
    assert "These 2 agreements add up to $425.00" in words(shown)


def test_one_that_ends_at_a_month_end_leaves_in_the_next(owner, story):
    until_may = owner.get("/retention/cancellations/?since=2024-01&month=2024-05")
    assert [row[1] for row in listed(until_may)] == ["Ash", ""]


@pytest.mark.parametrize(("reason", "left"), [("closed", "Birch"), ("price", "Ash")])
def test_of_one_reason(owner, story, reason, left):
    assert listed(owner.get(f"{ADDRESS}&reason={reason}"))[0][1] == left


def test_without_a_reason(owner):
    sign(make_client("Dogwood"), on="2024-01-01", ends="2024-02-15")
    shown = listed(owner.get(f"{ADDRESS}&reason=none"))
    assert shown[0][1:4] == ["Dogwood", "Feb 15, 2024", "No reason given"]
    assert "Nothing found" in words(owner.get(f"{ADDRESS}&reason=price"))


def test_reinstated_it_has_not_ended(owner, story):
    operations.reinstate_agreement(agreement=story.agreements.get())
    assert [row[1] for row in listed(owner.get(ADDRESS))] == ["Birch", ""]


def test_an_agreement_without_a_line_that_has_not_ended_is_none(owner):
    line = sign(make_client("Elder"), on="2024-01-01")
    operations.end_line(line=line, ends_on=day("2024-03-15"))
    assert "Nothing found" in words(owner.get(ADDRESS))


def test_a_free_one_took_nothing_away(owner):
    line = sign(make_client("Free"), on="2024-01-01", discount="1")
    cancel(line, "2024-03-15", "other")
    assert listed(owner.get(ADDRESS))[0][3:] == ["Other", "–", "–"]


def test_the_category_of_a_service_is_not_asked_for(owner, story):
    line = sign(make_client("Fir"), on="2024-01-01", service=make_service("Guard", "security"))
    cancel(line, "2024-03-15")
    assert len(listed(owner.get(f"{ADDRESS}&category=security"))) == 4


@pytest.mark.parametrize("order", ["lost_cents", "-client", "-reason"])
def test_sorting(owner, story, order):
    expected = {"lost_cents": "Ash", "-client": "Birch", "-reason": "Ash"}[order]
    assert listed(owner.get(f"{ADDRESS}&sort={order}"))[0][1] == expected


def test_search_and_file(owner, story):
    header, *found = csv_rows(owner.get(f"{ADDRESS}&q=birch&format=csv"))
    assert header[-1] == "MRR before"
    assert found == [
        ["Agreement 1", "Birch", "", "2023-01-01", "2024-05-31", "Business closed", "", "300.00"]
    ]


def test_account_manager_sees_those_of_the_own_clients(story):
    manager = person(ACCOUNT_MANAGER)
    story.account_manager = manager
    story.save()
    assert [row[1] for row in listed(browse(manager).get(ADDRESS))] == ["Ash", ""]
