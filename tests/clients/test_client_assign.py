"""Giving many clients one account manager."""

import pytest

from clients.models import Client, HistoryEntry
from tests.builders import day, make_client
from tests.pages import ACCOUNT_MANAGER, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def jane():
    return person(ACCOUNT_MANAGER, "jane")


@pytest.fixture
def clients(jane):
    return [
        make_client("Ash", account_manager=jane),
        make_client("Birch"),
        make_client("Cedar"),
    ]


def send(browser, clients, manager):
    values = {
        "clients": [getattr(client, "pk", client) for client in clients],
        "account_manager": getattr(manager, "pk", manager),
    }
    return browser.post("/clients/assign/", values, follow=True)


def managers():
    return list(Client.objects.order_by("name").values_list("account_manager__username", flat=True))


def test_client_assign(finance, jane, clients):
    page = words(send(finance, clients, jane))
    assert "jane looks after 2 more clients now." in page
    assert managers() == ["jane", "jane", "jane"]


def test_history_names_those_that_changed(finance, jane, clients):
    newest = HistoryEntry.objects.latest("pk").pk
    send(finance, clients, jane)
    entries = HistoryEntry.objects.filter(pk__gt=newest).order_by("pk")
    assert [(entry.object_repr, entry.client_id, entry.differences) for entry in entries] == [
        ("Birch", clients[1].pk, [("Account manager", "", "jane")]),
        ("Cedar", clients[2].pk, [("Account manager", "", "jane")]),
    ]


def test_assigned_to_nobody(finance, clients):
    assert "Nobody looks after 1 more client now." in words(send(finance, clients[:1], "nobody"))
    assert managers() == [None, None, None]


@pytest.mark.parametrize("manager", ["", "0", "x", "9" * 30])
def test_person_has_to_be_chosen(finance, clients, manager):
    page = words(send(finance, clients, manager))
    assert "Choose who is to look after them." in page or "Select a valid choice." in page
    assert managers() == ["jane", None, None]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ash", "Birch", "Cedar"]),
        ("?q=bir", ["Birch"]),
        ("?manager=nobody", ["Birch", "Cedar"]),
        ("?manager=JANE", ["Ash"]),
        ("?manager=x&q=%00", ["Ash", "Birch", "Cedar"]),
    ],
)
def test_narrowed(finance, jane, clients, query, found):
    page = finance.get(f"/clients/assign/{query.replace('JANE', str(jane.pk))}")
    assert [row[0] for row in rows(page)[1:]] == found


def test_archived_clients_are_not_offered(finance, clients):
    make_client("Dogwood", archived_on=day("2026-03-01"))
    assert "Dogwood" not in words(finance.get("/clients/assign/"))


@pytest.mark.parametrize("bad", ["x", "0", "9" * 30])
def test_whole_or_not_at_all(finance, jane, clients, bad):
    page = words(send(finance, [*clients, bad], jane))
    assert "One of these clients is gone or archived meanwhile" in page
    assert managers() == ["jane", None, None]


def test_nothing_chosen(finance, jane, clients):
    assert "Choose at least one client." in words(send(finance, [], jane))


def test_nothing_new(finance, jane, clients):
    page = send(finance, clients[:1], jane)
    assert "Nothing would change: choose clients that somebody else" in words(page)
    assert f'value="{clients[0].pk}" checked' in page.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, jane, count, django_assert_num_queries):
    for number in range(count):
        make_client(f"Client {number}", account_manager=jane)
    with django_assert_num_queries(6):
        finance.get("/clients/assign/")
