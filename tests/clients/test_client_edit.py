"""Editing a client."""

import pytest
from django.core.exceptions import ValidationError

from clients.models import Client, HistoryEntry
from clients.operations import edit_client
from contracts.operations import merge_clients
from tests.builders import day, make_client
from tests.pages import ACCOUNT_MANAGER, FINANCE, browse, person, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ash():
    return make_client("Ash")


@pytest.fixture
def finance():
    return browse(person(FINANCE))


def send(browser, client, name, manager=""):
    values = {"name": name, "account_manager": manager}
    return browser.post(f"/clients/{client.pk}/edit/", values, follow=True)


def test_client_edit(finance, ash):
    manager = person(ACCOUNT_MANAGER)
    assert "Ash & Co is saved." in words(send(finance, ash, "Ash & Co", manager.pk))
    entry = HistoryEntry.objects.latest("pk")
    assert entry.differences == [
        ("Account manager", "", "account_manager"),
        ("Name", "Ash", "Ash & Co"),
    ]


def test_form_shows_what_is_stored(finance, ash):
    assert 'value="Ash"' in finance.get(f"/clients/{ash.pk}/edit/").content.decode()


def test_manager_who_left_stays_a_choice(finance, ash):
    manager = person(ACCOUNT_MANAGER)
    manager.is_active = False
    manager.save()
    Client.objects.filter(pk=ash.pk).update(account_manager=manager)
    send(finance, ash, "Ash & Co", manager.pk)
    ash.refresh_from_db()
    assert (ash.name, ash.account_manager) == ("Ash & Co", manager)


def test_name_of_another_client(finance, ash):
    make_client("Birch")
    assert "There is a client of this name already: Birch." in words(send(finance, ash, "Birch"))


def test_nothing_changed_is_no_news(finance, ash):
    newest = HistoryEntry.objects.latest("pk")
    send(finance, ash, "Ash")
    assert HistoryEntry.objects.latest("pk") == newest


def test_record_that_was_merged_is_edited_no_more(finance, ash):
    old = make_client("Ash Ltd")
    merge_clients(surviving=ash, absorbed=old, today=day("2026-03-15"))
    assert finance.get(f"/clients/{old.pk}/edit/").status_code == 404
    with pytest.raises(ValidationError, match="Ash Ltd was merged into Ash: change that one"):
        edit_client(client=old, name="Other", account_manager=None)
