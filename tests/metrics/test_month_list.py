"""The table of months."""

import pytest

from tests.builders import invoice, make_client, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def story():
    """Ten users from January, fourteen from March, a project in February."""
    line = sign(on="2024-01-01", quantity="10", price="25.25")
    revise(line, "2024-03-01", quantity="14", price="25.25")
    invoice(line.agreement.client, "2024-02-10", "project", 100_050)


def test_month_list(owner, story):
    head, march, february, *_ = rows(owner.get("/months/?month=2024-03"))
    assert dict(zip(head, march, strict=True)) == {
        "Month": "Mar 24",
        "Opening": "253",
        "New": "–",
        "Reactivation": "–",
        "Expansion": "101",
        "Contraction": "–",
        "Churn": "–",
        "Net new": "+101",
        "MRR": "354",
        "Clients": "1",
        "One-off": "–",
        "Share": "100.0%",
        "12-month share": "46.2%",
    }
    assert (february[0], february[10]) == ("Feb 24", "1,001")


def test_no_agreements_yet(owner):
    page = owner.get("/months/")
    assert "No agreements yet" in words(page)
    assert rows(page) == []


def test_sums_stand_in_the_foot(owner, story):
    foot = rows(owner.get("/months/?month=2024-03"))[-1]
    assert foot == ["Sum", "", "253", "–", "101", "–", "–", "+354", "", "", "1,001", "", ""]


def test_sorting_by_a_figure(owner, story):
    page = owner.get("/months/?month=2024-03&sort=-expansion_cents")
    assert rows(page)[1][0] == "Mar 24"
    assert '<th scope="col" class="num under" aria-sort="descending">' in page.content.decode()


def test_sorting_by_a_share_that_is_undefined_in_some_months(owner, story):
    shares = [row[11] for row in rows(owner.get("/months/?month=2024-03&sort=-share"))[1:4]]
    assert shares == ["100.0%", "100.0%", "20.2%"]


def test_of_a_category_there_is_no_share(owner, story):
    head, *_ = rows(owner.get("/months/?month=2024-03&category=managed"))
    assert head[8:] == ["MRR", "Clients"]


def test_csv_is_exact(owner, story):
    header, march, *_ = csv_rows(owner.get("/months/?month=2024-03&format=csv"))
    assert (header[0], header[8]) == ("Month", "MRR")
    assert march == [
        "2024-03", "252.50", "0.00", "0.00", "101.00", "0.00", "0.00", "101.00", "353.50", "1",
        "0.00", "1.0000", "0.4618",
    ]  # fmt: skip


def test_scheduled_months_have_no_share(owner, story):
    address = "/months/?month=2199-06"
    assert rows(owner.get(address))[1][-2:] == ["–", "–"]
    assert csv_rows(owner.get(f"{address}&format=csv"))[1][-2:] == ["", ""]


def test_account_manager_sees_the_own_months(story):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-03-01", price="100")
    assert rows(browse(manager).get("/months/?month=2024-03"))[1][8] == "100"


@pytest.mark.parametrize("clients", [1, 4])
def test_queries_do_not_grow(owner, clients, django_assert_num_queries):
    for number in range(clients):
        sign(make_client(f"Client {number}"), on="2024-01-01")
    with django_assert_num_queries(7):
        owner.get("/months/?month=2024-03")
