"""The clients of a cohort, so many months on."""

import pytest

from tests.builders import make_client, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def story():
    """January: Ash 100 → 80 in March, Birch 300, gone in February. February: Cedar 200 → 250."""
    ash = make_client("Ash")
    revise(sign(ash, on="2024-01-10", price="100"), "2024-03-01", price="80")
    sign(make_client("Birch"), on="2024-01-31", price="300", ends="2024-02-10")
    revise(sign(make_client("Cedar"), on="2024-02-01", price="200"), "2024-04-01", price="250")
    sign(make_client("Dogwood"), on="2024-03-01", price="999")
    return ash


def listed(response):
    return [[row[0], *row[2:]] for row in rows(response)[1:]]


def test_each_client_is_looked_at_as_many_months_after_its_first(owner, story):
    shown = owner.get("/retention/cohorts/?since=2024-01&month=2024-02&age=2")
    assert listed(shown) == [
        ["Birch", "Jan 24", "300.00", "Mar 24", "–", "0.0%"],
        ["Cedar", "Feb 24", "200.00", "Apr 24", "250.00", "125.0%"],
        ["Ash", "Jan 24", "100.00", "Mar 24", "80.00", "80.0%"],
        ["Sum", "", "600.00", "", "330.00", ""],
    ]


def test_the_sentence_and_its_sums(owner, story):
    shown = owner.get("/retention/cohorts/?since=2024-01&month=2024-02&age=2")
    assert (
        "These 3 clients began with $600.00 of MRR. 2 months on it is $330.00: 55.0% retained,"
        " from 2 of them."
    ) in words(shown)
    for figure in ("33000/60000", "33000", "n:2"):
        assert f'data-sum="{figure}"' in shown.content.decode()


def test_the_first_month_itself(owner, story):
    shown = listed(owner.get("/retention/cohorts/?since=2024-01&month=2024-01"))
    assert [row[:5] for row in shown] == [
        ["Birch", "Jan 24", "300.00", "Jan 24", "300.00"],
        ["Ash", "Jan 24", "100.00", "Jan 24", "100.00"],
        ["Sum", "", "400.00", "", "400.00"],
    ]


def test_search_adds_up_what_is_found(owner, story):
    shown = listed(owner.get("/retention/cohorts/?since=2024-01&month=2024-02&age=2&q=a"))
    assert [row[0] for row in shown] == ["Cedar", "Ash", "Sum"]
    assert shown[-1][2] == "300.00"


@pytest.mark.parametrize("order", ["-now_cents", "-seen_month"])
def test_sorting_by_what_is_left(owner, story, order):
    address = f"/retention/cohorts/?since=2024-01&month=2024-02&age=2&sort={order}"
    assert listed(owner.get(address))[0][0] == "Cedar"


@pytest.mark.parametrize("age", ["", "x", "-1", "9999", "٣"])
def test_an_age_that_is_none_is_0(owner, story, age):
    shown = listed(owner.get(f"/retention/cohorts/?since=2024-01&month=2024-01&age={age}"))
    assert [row[3] for row in shown[:2]] == ["Jan 24", "Jan 24"]


def test_file(owner, story):
    address = "/retention/cohorts/?since=2024-01&month=2024-01&age=2&format=csv&sort=client"
    header, ash, birch = csv_rows(owner.get(address))
    assert header[-1] == "Retained"
    assert ash == ["Ash", "", "2024-01", "100.00", "2024-03", "80.00", "0.8000"]
    assert birch[-2:] == ["0.00", "0.0000"]


def test_no_clients(owner):
    shown = owner.get("/retention/cohorts/?since=2024-01&month=2024-01")
    assert "Nothing found" in words(shown)
    assert "began with" not in words(shown)


def test_account_manager_sees_the_own_clients(story):
    manager = person(ACCOUNT_MANAGER)
    story.account_manager = manager
    story.save()
    shown = browse(manager).get("/retention/cohorts/?since=2024-01&month=2024-02&age=2")
    assert listed(shown)[-1] == ["Sum", "", "100.00", "", "80.00", ""]
