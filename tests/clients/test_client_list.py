"""The list of clients."""

import pytest

from tests.builders import invoice, make_client, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def clients():
    ash = make_client("Ash & Co")
    sign(ash, on="2024-01-01", quantity="10", price="25.25")
    invoice(ash, "2024-02-10", "project", 40_000)
    invoice(ash, "2024-02-11", "managed", 25_250)
    sign(make_client("Birch"), on="2024-02-01", price="400")
    make_client("Cedar")


def names(page):
    return [row[0] for row in rows(page)[1:-1]]


def test_client_list(owner, clients):
    assert rows(owner.get("/clients/?month=2024-03")) == [
        ["Client", "Account manager", "MRR", "Last movement", "One-off, 12 months"],
        ["Birch", "–", "400.00", "Feb 24", "–"],
        ["Ash & Co", "–", "252.50", "Jan 24", "400.00"],
        ["Cedar", "–", "–", "–", "–"],
        ["Sum of 3", "", "652.50", "", ""],
    ]


def test_no_clients_yet(owner):
    assert "No clients yet" in words(owner.get("/clients/"))


def test_mrr_is_that_of_the_month(owner, clients):
    assert rows(owner.get("/clients/?month=2024-01"))[-1] == ["Sum of 3", "", "252.50", "", ""]


def test_search(owner, clients):
    assert names(owner.get("/clients/?month=2024-03&q=bIr")) == ["Birch"]


def test_search_without_result_offers_all(owner, clients):
    assert "Nothing found. Show all" in words(owner.get("/clients/?q=nobody"))


def test_search_for_a_nul_byte(owner, clients):
    assert owner.get("/clients/?q=%00").status_code == 200


@pytest.mark.parametrize(
    ("choice", "found"), [("with", ["Birch", "Ash & Co"]), ("without", ["Cedar"])]
)
def test_filter_by_mrr(owner, clients, choice, found):
    assert names(owner.get(f"/clients/?month=2024-03&mrr={choice}")) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("name", ["Ash & Co", "Birch", "Cedar"]),
        ("-name", ["Cedar", "Birch", "Ash & Co"]),
        ("-mrr_cents", ["Birch", "Ash & Co", "Cedar"]),
        ("-one_off_cents", ["Ash & Co", "Birch", "Cedar"]),
        ("no_such_column", ["Birch", "Ash & Co", "Cedar"]),
    ],
)
def test_sorting(owner, clients, sort, found):
    assert names(owner.get(f"/clients/?month=2024-03&sort={sort}")) == found


def test_pages(owner):
    for number in range(51):
        make_client(f"Client {number:02}")
    assert names(owner.get("/clients/?sort=name&page=2")) == ["Client 50"]
    assert "51 to 51 of 51" in words(owner.get("/clients/?sort=name&page=2"))


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30])
def test_page_that_does_not_exist(owner, clients, page):
    assert owner.get(f"/clients/?page={page}").status_code == 200


def test_csv_has_all_found_rows(owner, clients):
    assert csv_rows(owner.get("/clients/?month=2024-03&mrr=with&format=csv")) == [
        ["Client", "Account manager", "MRR", "Last movement", "One-off, 12 months"],
        ["Birch", "", "400.00", "2024-02", "0.00"],
        ["Ash & Co", "", "252.50", "2024-01", "400.00"],
    ]


def test_csv_text_is_harmless_in_a_spreadsheet(owner):
    make_client("=1+1")
    assert csv_rows(owner.get("/clients/?format=csv"))[1][0] == "'=1+1"


def test_client_opens_at_the_month_shown(owner):
    client = make_client()
    page = owner.get("/clients/?month=2024-03").content.decode()
    assert f'href="/clients/{client.pk}/?month=2024-03">Northgate Dental</a>' in page
    assert f'href="/clients/{client.pk}/">Northgate' in owner.get("/clients/").content.decode()


def test_name_is_escaped(owner):
    make_client("<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in owner.get("/clients/").content.decode()


def test_account_manager_finds_only_the_own(clients):
    manager = person(ACCOUNT_MANAGER)
    make_client("Dogwood", account_manager=manager)
    assert names(browse(manager).get("/clients/")) == ["Dogwood"]


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    manager = person(ACCOUNT_MANAGER)
    for number in range(count):
        sign(make_client(f"Client {number}", account_manager=manager), on="2024-01-01")
    with django_assert_num_queries(9):
        owner.get("/clients/?month=2024-03")
