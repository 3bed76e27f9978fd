"""SQLite has one writer: while an import writes, pages are read and edits are told to wait."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from clients.models import Client
from config import middleware
from tests.builders import make_client
from tests.pages import OWNER, browse, person, typed, words

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has many writers"),
]


@contextmanager
def somebody_writing():
    """Another connection holds the write lock; ours gives up at once instead of after 20 s."""
    begun, done = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            Client.objects.update(archived_on=None)
            begun.set()
            done.wait(30)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("pragma busy_timeout = 50")
    yield
    done.set()
    writer.join()
    connection.close()


def test_edit_is_told_to_wait_and_changes_nothing():
    browser = browse(person(OWNER))
    form = typed(browser.get("/clients/new/"), name="Zebra Works")
    with somebody_writing():
        response = browser.post("/clients/new/", form)
    assert response.status_code == 503
    assert "Somebody else is writing for longer than usual" in words(response)
    assert Client.objects.count() == 0


def test_pages_are_read_while_the_session_is_due_for_renewal(monkeypatch):
    make_client("Birch Dental")
    browser = browse(person(OWNER))
    monkeypatch.setattr(middleware, "SECONDS_BETWEEN_RENEWALS", 0)
    with somebody_writing():
        page = browser.get("/clients/")
    assert page.status_code == 200
    assert "Birch Dental" in words(page)
