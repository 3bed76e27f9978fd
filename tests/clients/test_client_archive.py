"""Archiving a client, and restoring it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.models import Client
from contracts import operations
from tests.builders import day, make_client, sign
from tests.pages import rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ash():
    return make_client("Ash")


def send(browser, client, act):
    return browser.post(f"/clients/{client.pk}/{act}/", follow=True)


def listed(browser, query=""):
    return [row[0] for row in rows(browser.get(f"/clients/{query}"))[1:-1]]


def test_client_archive(finance, ash):
    make_client("Birch")
    page = words(send(finance, ash, "archive"))
    assert "Ash is archived: it leaves lists and choices." in page
    assert Client.objects.get(pk=ash.pk).archived_on == timezone.localdate()
    assert listed(finance) == ["Birch"]
    assert listed(finance, "?archived=only") == ["Ash"]
    assert listed(finance, "?archived=with") == ["Ash", "Birch"]


def test_client_restore(finance, ash):
    send(finance, ash, "archive")
    assert "Ash is back on the lists." in words(send(finance, ash, "restore"))
    assert listed(finance) == ["Ash"]


def test_client_that_is_still_served(finance, ash):
    agreement = sign(ash, on="2024-01-01").agreement
    page = send(finance, ash, "archive")
    assert "Ash is still served under Agreement 1: end or cancel that first." in words(page)
    assert f'<a href="/agreements/{agreement.pk}/">Agreement 1</a>' in page.content.decode()
    assert Client.objects.get(pk=ash.pk).archived_on is None


@pytest.mark.parametrize(
    ("dates", "allowed"),
    [
        ({"on": "2026-01-01", "ends": "2026-03-14"}, True),
        ({"on": "2026-01-01", "ends": "2026-03-15"}, False),
        ({"on": "2026-06-01", "ends": "2026-12-31"}, False),
        ({"on": "2026-06-01"}, False),
    ],
)
def test_agreement_must_be_over(ash, dates, allowed):
    sign(ash, **dates)
    try:
        operations.archive_client(client=ash, today=day("2026-03-15"))
    except operations.StillServed:
        assert not allowed
    else:
        assert allowed


def test_archived_client_stays_in_the_months_it_paid_for(finance, ash):
    sign(ash, on="2024-01-01", ends="2024-02-29", price="100")
    send(finance, ash, "archive")
    assert rows(finance.get("/clients/?month=2024-02"))[-1][2] == "100.00"
    assert "No clients yet" in words(finance.get("/clients/?month=2024-03"))


def test_archived_client_signs_nothing(ash):
    operations.archive_client(client=ash, today=day("2026-03-15"))
    with pytest.raises(ValidationError, match="Ash is archived: restore it first"):
        sign(ash)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [("archive", "Ash is archived already."), ("restore", "Ash is not archived.")],
)
def test_done_twice(finance, ash, act, sentence):
    send(finance, ash, "archive")
    if act == "restore":
        send(finance, ash, "restore")
    assert sentence in words(send(finance, ash, act))


def test_buttons_follow_the_state(finance, ash):
    assert f"/clients/{ash.pk}/archive/" in finance.get(f"/clients/{ash.pk}/").content.decode()
    send(finance, ash, "archive")
    page = finance.get(f"/clients/{ash.pk}/").content.decode()
    assert f"/clients/{ash.pk}/restore/" in page
    assert f"/clients/{ash.pk}/archive/" not in page
