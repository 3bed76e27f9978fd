"""The list of agreements."""

import pytest
from django.utils import timezone

from config import formats
from contracts.models import Agreement
from tests.builders import add, make_client, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def agreements():
    ash = sign(make_client("Ash"), on="2024-01-01", quantity="10", price="25.25").agreement
    add(ash, on="2024-01-01", name="Monitoring", price="47.50")
    sign(make_client("Birch"), on="2023-02-01", price="400", ends="2024-01-31")
    sign(make_client("Cedar"), on="2199-01-01", price="70")
    Agreement.objects.filter(pk=ash.pk).update(commitment="fixed_term", term_ends_on="2026-12-31")


def clients(page):
    return [row[1] for row in rows(page)[1:-1]]


def test_agreement_list(owner, agreements):
    assert rows(owner.get("/agreements/?month=2024-03"))[1:] == [
        ["Agreement 1", "Ash", "Fixed term", "Jan 1, 2024", "Dec 31, 2026", "–", "2", "300.00"],
        ["Agreement 1", "Birch", "Month to month", "Feb 1, 2023", "–", "Jan 31, 2024", "–", "–"],
        ["Agreement 1", "Cedar", "Month to month", "Jan 1, 2199", "–", "–", "–", "–"],
        ["Sum", "", "", "", "", "", "", "300.00"],
    ]


def test_no_agreements_yet(owner):
    page = words(owner.get("/agreements/"))
    assert "No agreements yet" in page
    assert "manage.py import_agreements" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=in_force", ["Ash"]),
        ("state=upcoming", ["Cedar"]),
        ("state=ended", ["Birch"]),
        ("state=no_such_state", ["Ash", "Birch", "Cedar"]),
        ("commitment=fixed_term", ["Ash"]),
        ("q=birch", ["Birch"]),
        ("q=agreement", ["Ash", "Birch", "Cedar"]),
    ],
)
def test_narrowed(owner, agreements, query, found):
    assert clients(owner.get(f"/agreements/?{query}")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("month=2024-01&state=in_force", ["Ash", "Birch"]),
        ("month=2023-12&state=in_force", ["Birch"]),
        ("month=2024-02&state=ended", ["Birch"]),
        ("month=2199-01&state=upcoming", []),
    ],
)
def test_state_is_that_of_the_months_last_day(owner, agreements, query, found):
    assert clients(owner.get(f"/agreements/?{query}")) == found


def test_day_of_the_state_is_named(owner, agreements):
    today = formats.day(timezone.localdate())
    assert f"the state is that of today, {today}." in words(owner.get("/agreements/"))
    page = words(owner.get("/agreements/?month=2024-01"))
    assert "the state is that of Jan 31, 2024." in page


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("-client", ["Cedar", "Birch", "Ash"]),
        ("starts_on", ["Birch", "Ash", "Cedar"]),
        ("-mrr_cents", ["Birch", "Ash", "Cedar"]),
        ("-line_count", ["Ash", "Birch", "Cedar"]),
    ],
)
def test_sorting(owner, agreements, sort, found):
    assert clients(owner.get(f"/agreements/?month=2024-01&sort={sort}")) == found


def test_agreement_links_to_its_page(owner, agreements):
    ash = Agreement.objects.get(client__name="Ash")
    address = f'href="/agreements/{ash.pk}/"'
    assert address in owner.get("/agreements/").content.decode()


def test_csv(owner, agreements):
    assert csv_rows(owner.get("/agreements/?month=2024-03&q=ash&format=csv")) == [
        [
            "Agreement", "Client", "Commitment", "Starts", "Term ends", "Last day of service",
            "Lines in force", "MRR",
        ],
        ["Agreement 1", "Ash", "fixed_term", "2024-01-01", "2026-12-31", "", "2", "300.00"],
    ]  # fmt: skip


def test_account_manager_finds_only_the_own(agreements):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Dogwood", account_manager=manager), on="2024-01-01")
    assert clients(browse(manager).get("/agreements/")) == ["Dogwood"]


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        sign(make_client(f"Client {number}"), on="2024-01-01")
    with django_assert_num_queries(7):
        owner.get("/agreements/?month=2024-03")
