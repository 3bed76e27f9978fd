"""The command around the demo company: whole, once, and with logins that work."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from clients.models import Client
from contracts.importing import Report
from contracts.management.commands import load_demo
from contracts.models import Agreement, InvoiceLine, LineRevision
from metrics.models import Forecast, MrrMovement
from tests.builders import make_client

pytestmark = pytest.mark.django_db


def load(*options: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *options, "--today", "2026-11-22", stdout=out)
    return out.getvalue()


def counts() -> list[int]:
    models = (Client, Agreement, LineRevision, InvoiceLine, MrrMovement, Forecast, User)
    return [model.objects.count() for model in models]


@pytest.fixture
def no_files(monkeypatch):
    """Loads the people only: what the files hold is told elsewhere."""
    monkeypatch.setattr(load_demo, "import_agreements", lambda data: Report())
    monkeypatch.setattr(load_demo, "import_invoices", lambda data: Report())


def test_second_load_if_empty_changes_nothing():
    load("--if-empty")
    before = counts()
    assert all(before)
    said = load("--if-empty")
    assert counts() == before
    assert "nothing was loaded" in said
    assert "manager-demo" in said


def test_a_database_with_an_own_owner_is_not_empty():
    User.objects.create_user("ruth", password="a secret")
    assert "nothing was loaded" in load("--if-empty")
    assert (Client.objects.count(), User.objects.count()) == (0, 1)


def test_own_clients_are_never_mixed_with_the_demo():
    make_client()
    with pytest.raises(CommandError, match="empty database"):
        load()
    assert Client.objects.count() == 1


def test_own_users_are_not_shown_as_demo_users():
    make_client()
    User.objects.create_user("owner", password="a secret")
    assert "owner" not in load("--if-empty")


@pytest.mark.usefixtures("no_files")
def test_logins_are_shown_with_their_passwords(client):
    said = load()
    for login in ("owner", "finance", "manager"):
        assert f"{login}-demo" in said
        assert client.login(username=login, password=f"{login}-demo")


@pytest.mark.usefixtures("no_files")
def test_user_who_is_there_already_keeps_the_password(client):
    User.objects.create_user("owner", password="a secret")
    assert "owner-demo" not in load()
    assert client.login(username="owner", password="a secret")


def test_nothing_stays_of_a_load_that_fails(monkeypatch):
    def fail(data):
        raise RuntimeError

    monkeypatch.setattr(load_demo, "import_invoices", fail)
    with pytest.raises(RuntimeError):
        load()
    assert counts() == [0] * 7


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "1066-10-14", "9999-12-31"])
def test_day_that_cannot_be_is_refused_with_a_sentence(text):
    with pytest.raises(CommandError, match=text):
        call_command("load_demo", "--today", text)
