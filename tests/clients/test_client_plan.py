"""The next step with a client, and notes about it."""

import pytest

from clients.models import ClientNote, HistoryEntry
from tests.builders import make_client
from tests.pages import ACCOUNT_MANAGER, AUDITOR, FINANCE, browse, person, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return person(ACCOUNT_MANAGER)


@pytest.fixture
def client(manager):
    return make_client(account_manager=manager)


def plan(browser, client, **changes):
    address = f"/clients/{client.pk}/next-step/"
    return browser.post(address, typed(browser.get(address), **changes), follow=True)


def note(browser, client, text):
    return browser.post(f"/clients/{client.pk}/notes/new/", {"text": text}, follow=True)


def test_client_plan(manager, client):
    page = words(plan(browse(manager), client, step="Offer backups", due_on="2026-12-01"))
    assert "The next step with Northgate Dental is saved." in page
    assert "Offer backups Dec 1, 2026" in page


def test_without_a_step_nothing_is_planned(manager, client):
    plan(browse(manager), client, step="Offer backups", due_on="2026-12-01")
    page = words(plan(browse(manager), client, step="", due_on=""))
    assert "Nothing planned." in page


def test_a_day_without_a_step_is_refused(manager, client):
    page = words(plan(browse(manager), client, step="", due_on="2026-12-01"))
    assert "Say what is to be done on that day." in page


def test_the_second_to_save_is_told(manager, client):
    browser = browse(manager)
    address = f"/clients/{client.pk}/next-step/"
    mine = typed(browser.get(address), step="Mine")
    plan(browser, client, step="Theirs")
    page = words(browser.post(address, mine))
    assert "This client was changed while you had it open." in page
    client.refresh_from_db()
    assert client.next_step == "Theirs"


def test_a_note_stays_and_is_in_history(manager, client):
    page = words(note(browse(manager), client, "Wants a quote"))
    assert "Wants a quote account_manager," in page
    entry = HistoryEntry.objects.filter(client=client).first()
    assert entry.changes["text"][1] == "Wants a quote"


def test_an_empty_note_is_refused(manager, client):
    page = words(note(browse(manager), client, " "))
    assert "New note" in page
    assert not ClientNote.objects.exists()


def test_everybody_removes_their_own_notes_only(manager, client):
    note(browse(manager), client, "Mine")
    mine = ClientNote.objects.get()
    assert browse(person(FINANCE)).post(f"/notes/{mine.pk}/remove/").status_code == 404
    page = words(browse(manager).post(f"/notes/{mine.pk}/remove/", follow=True))
    assert "The note is removed." in page
    assert not ClientNote.objects.exists()


def test_an_auditor_reads_notes_and_writes_none(manager, client):
    note(browse(manager), client, "Mine")
    page = words(browse(person(AUDITOR)).get(f"/clients/{client.pk}/"))
    assert "Mine account_manager," in page
    assert "Save note" not in page


def test_nothing_is_planned_with_another_managers_client(client):
    other = browse(person(ACCOUNT_MANAGER, "other"))
    assert other.get(f"/clients/{client.pk}/next-step/").status_code == 404
    assert other.post(f"/clients/{client.pk}/notes/new/", {"text": "x"}).status_code == 404
