"""The clients with MRR at a start, and what of it is kept."""

import pytest

from tests.builders import add, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def ash():
    """From 1,000 of March 2023: Ash grew by 150, Birch shrank by 100, Cedar left, Dogwood is new.

    Of 1,000 (300 + 400 + 300) 750 is left (450 + 300 + 0): NRR 75 %. What a client had at most
    then is 600 (300 + 300 + 0): GRR 60 %. One of three is lost.
    """
    ash = make_client("Ash")
    revise(sign(ash, on="2023-01-01", price="300"), "2023-06-01", price="450")
    birch = make_client("Birch")
    revise(sign(birch, on="2023-01-01", price="400"), "2024-03-01", price="300")
    sign(make_client("Cedar"), on="2023-01-01", price="300", ends="2024-01-31")
    sign(make_client("Dogwood"), on="2024-02-01", price="500")
    return ash


def test_retained_list(owner, ash):
    assert rows(owner.get("/retained/?month=2024-03")) == [
        ["Client", "Account manager", "MRR then", "MRR now", "Change", "Kept"],
        ["Cedar", "–", "300.00", "–", "−300.00", "–"],
        ["Birch", "–", "400.00", "300.00", "−100.00", "300.00"],
        ["Ash", "–", "300.00", "450.00", "+150.00", "300.00"],
        ["Sum", "", "1,000.00", "750.00", "−250.00", "600.00"],
    ]


def test_sentence_gives_both_retentions_and_client_churn(owner, ash):
    page = owner.get("/retained/?month=2024-03")
    assert (
        "These 3 clients had $1,000.00 of MRR in March 2023. In March 2024 it is $750.00:"
        " 75.0% NRR. Without what grew, $600.00 is kept: 60.0% GRR."
        " 1 of them is lost: 33.3% client churn."
    ) in words(page)
    for key in ("75000/100000", "60000/100000", "1/3", "n:3", "n:1"):
        assert f'data-sum="{key}"' in page.content.decode()


def test_over_one_month(owner, ash):
    page = words(owner.get("/retained/?month=2024-03&over=1"))
    assert "These 3 clients had $1,350.00 of MRR in February 2024." in page
    assert "In March 2024 it is $1,250.00: 92.6% NRR." in page
    assert "0 of them are lost: 0.0% client churn." in page


def test_only_those_lost(owner, ash):
    page = owner.get("/retained/?month=2024-03&only=lost")
    assert "This client had $300.00 of MRR in March 2023 and is lost by March 2024." in words(page)
    assert [row[0] for row in rows(page)] == ["Client", "Cedar", "Sum"]
    over_one_month = rows(owner.get("/retained/?month=2024-02&over=1&only=lost"))
    assert [row[0] for row in over_one_month] == ["Client", "Cedar", "Sum"]


def test_a_free_month_takes_mrr_away_and_keeps_the_client(owner):
    revise(sign(on="2024-01-01", price="100"), "2024-03-01", price="100", discount="1")
    page = words(owner.get("/retained/?month=2024-03&over=1"))
    assert "In March 2024 it is $0.00: 0.0% NRR." in page
    assert "0 of them are lost" in page


def test_who_came_back_was_not_lost_over_the_year(owner):
    sign(make_client("Ash"), on="2023-01-01", price="100", ends="2023-06-30")
    sign(make_client("Birch"), on="2023-01-01", price="100")
    ash = make_client("Cedar")
    sign(ash, on="2023-01-01", price="100", ends="2023-06-30")
    sign(ash, on="2024-01-01", price="80")
    page = words(owner.get("/retained/?month=2024-03"))
    assert "In March 2024 it is $180.00: 60.0% NRR." in page
    assert "1 of them is lost: 33.3% client churn." in page


def test_within_a_category(owner, ash):
    security = make_service("Filter", "security")
    add(ash.agreements.get(), on="2023-02-01", name="Filter", service=security, price="50")
    found = rows(owner.get("/retained/?month=2024-03&category=security"))
    assert found[1:] == [
        ["Ash", "–", "50.00", "50.00", "–", "50.00"],
        ["Sum", "", "50.00", "50.00", "–", "50.00"],
    ]


def test_nobody_had_mrr(owner):
    sign(on="2024-03-01")
    page = words(owner.get("/retained/?month=2024-03"))
    assert "No client had MRR in March 2023." in page


def test_figures_open_into_lines_and_movements(owner, ash):
    page = owner.get("/retained/?month=2024-03&q=ash").content.decode()
    for address, figure in (
        (f"/lines/?client={ash.pk}&amp;month=2023-03", "30000"),
        (f"/lines/?client={ash.pk}&amp;month=2024-03", "45000"),
        (f"/movements/?client={ash.pk}&amp;since=2023-04&amp;month=2024-03", "15000"),
    ):
        assert f'<a href="{address}" data-figure="{figure}">' in page


def test_csv(owner, ash):
    assert csv_rows(owner.get("/retained/?month=2024-03&q=birch&format=csv"))[1] == [
        "Birch", "", "400.00", "300.00", "-100.00", "300.00",
    ]  # fmt: skip


def test_account_manager_finds_only_the_own(ash):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2023-03-01", price="7")
    found = rows(browse(manager).get("/retained/?month=2024-03"))
    assert [row[0] for row in found] == ["Client", "Ours", "Sum"]


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        sign(make_client(f"Client {number}"), on="2023-03-01")
    with django_assert_num_queries(8):
        owner.get("/retained/?month=2024-03")
