"""Adding a client."""

import pytest

from clients.models import Client, HistoryEntry
from tests.builders import make_client
from tests.pages import ACCOUNT_MANAGER, OWNER, person, words

pytestmark = pytest.mark.django_db


def send(browser, name, manager=""):
    return browser.post("/clients/new/", {"name": name, "account_manager": manager}, follow=True)


def test_client_create(finance):
    manager = person(ACCOUNT_MANAGER)
    page = send(finance, "  Newly   Signed ", manager.pk)
    client = Client.objects.get()
    assert (client.name, client.account_manager) == ("Newly Signed", manager)
    assert page.redirect_chain == [(f"/clients/{client.pk}/", 302)]
    assert "Newly Signed is added." in words(page)


def test_history_says_who_added_it(finance):
    send(finance, "Ash")
    entry = HistoryEntry.objects.latest("pk")
    assert (entry.who, entry.verb, entry.client_id) == (
        "finance",
        "created",
        Client.objects.get().pk,
    )
    assert (entry.source, entry.place) == ("page", "/clients/new/")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "This field is required."),
        ("x" * 201, "at most 200 characters"),
        ("a\0b", "Null characters are not allowed."),
        ("a\u200bb", "It holds an invisible character (U+200B)."),
        ("Ash", "There is a client of this name already: Ash."),
    ],
)
def test_name_that_cannot_be(finance, name, sentence):
    make_client("Ash")
    assert sentence in words(send(finance, name))
    assert Client.objects.count() == 1


def test_only_active_people_with_a_role_look_after_clients(finance):
    gone = person(OWNER, "gone")
    gone.is_active = False
    gone.save()
    person(None, "nobody")
    person(ACCOUNT_MANAGER, "jane")
    markup = finance.get("/clients/new/").content.decode()
    assert [name for name in ("gone", "nobody", "jane") if f">{name}</option>" in markup] == [
        "jane"
    ]


@pytest.mark.parametrize("manager", ["0", "x", "9" * 30])
def test_account_manager_who_is_not_offered(finance, manager):
    assert "Select a valid choice" in words(send(finance, "Ash", manager))
    assert not Client.objects.exists()
