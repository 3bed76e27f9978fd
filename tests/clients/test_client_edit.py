"""Editing a client."""

import pytest
from django.core.exceptions import ValidationError

from clients.models import Client, HistoryEntry
from clients.operations import edit_client
from contracts.operations import merge_clients
from tests.builders import day, make_client
from tests.pages import ACCOUNT_MANAGER, person, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ash():
    return make_client("Ash")


def send(browser, client, name, manager="", seen=None):
    address = f"/clients/{client.pk}/edit/"
    values = typed(seen or browser.get(address), name=name, account_manager=str(manager))
    return browser.post(address, values, follow=True)


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


def test_what_somebody_else_changed_meanwhile_is_told(finance, ash):
    opened = finance.get(f"/clients/{ash.pk}/edit/")
    send(finance, ash, "Ash & Co")
    page = send(finance, ash, "Ash Ltd", seen=opened)
    assert "This client was changed while you had it open." in words(page)
    assert "name Ash → Ash & Co" in words(page)
    assert Client.objects.get().name == "Ash & Co"
    finance.post(page.request["PATH_INFO"], typed(page))
    assert Client.objects.get().name == "Ash Ltd"


def test_a_form_that_came_back_has_not_shown_what_somebody_else_changed(finance, ash):
    opened = finance.get(f"/clients/{ash.pk}/edit/")
    send(finance, ash, "Ash & Co")
    refused = send(finance, ash, "", seen=opened)
    page = send(finance, ash, "Ash Ltd", seen=refused)
    assert "This client was changed while you had it open." in words(page)
    assert Client.objects.get().name == "Ash & Co"


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
