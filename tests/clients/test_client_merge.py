"""The page that merges two records of one client."""

import pytest

from clients.models import Client
from tests.builders import invoice, make_client, sign, told
from tests.pages import ACCOUNT_MANAGER, browse, person, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ash():
    ash = make_client("Ash")
    sign(ash, on="2024-01-01", price="100")
    invoice(ash, "2024-01-05", "project", 100, number="INV-1")
    return ash


@pytest.fixture
def old():
    old = make_client("Ash Ltd")
    sign(old, on="2024-02-01", price="250")
    invoice(old, "2024-01-05", "project", 100, number="INV-1")
    return old


def preview(browser, client, name):
    address = f"/clients/{client.pk}/merge/"
    return words(browser.post(address, {"client": name}, headers={"HX-Request": "true"}))


def test_client_merge(finance, ash, old):
    page = finance.post(f"/clients/{ash.pk}/merge/", {"client": "ash ltd"}, follow=True)
    assert "Ash Ltd is part of Ash now." in words(page)
    assert told(ash)[-1] == "2024-02 expansion +25000 = 35000"


def test_preview_says_what_it_does_to_mrr(finance, ash, old):
    said = preview(finance, ash, "Ash Ltd")
    assert "0.00 MRR" in said
    assert "Adds 250.00 from February 2024 (expansion: service added 250.00)." in said
    assert "Takes 250.00 from February 2024 (the new MRR of that month is undone)." in said
    assert "Restates" not in said


def test_preview_says_what_moves_and_is_renamed(finance, ash, old):
    said = preview(finance, ash, "Ash Ltd")
    assert "Moves from Ash Ltd to Ash: 1 agreement 0 projects 1 invoice with 1 line" in said
    assert "Agreement Agreement 1 → Agreement 1 (from Ash Ltd)" in said
    assert "Invoice INV-1 → INV-1 (from Ash Ltd)" in said
    assert Client.objects.get(pk=old.pk).merged_into is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Nobody", "No client of this name."),
        ("", "This field is required."),
        ("Ash", "same record"),
    ],
)
def test_record_that_cannot_be_taken_in(finance, ash, old, name, sentence):
    page = finance.post(f"/clients/{ash.pk}/merge/", {"client": name})
    assert sentence in words(page)


def test_links_to_the_absorbed_record_lead_on(finance, ash, old):
    finance.post(f"/clients/{ash.pk}/merge/", {"client": "Ash Ltd"})
    assert finance.get(f"/clients/{old.pk}/")["Location"] == f"/clients/{ash.pk}/"
    assert finance.get(f"/clients/{old.pk}/merge/").status_code == 404


def test_search_finds_a_client_by_the_name_it_took_in(finance, ash, old):
    finance.post(f"/clients/{ash.pk}/merge/", {"client": "Ash Ltd"})
    page = words(finance.get("/clients/?q=ltd"))
    assert "Sum of 1" in page


def test_former_manager_of_the_absorbed_record_sees_nothing_more(finance, ash, old):
    manager = person(ACCOUNT_MANAGER)
    Client.objects.filter(pk=old.pk).update(account_manager=manager)
    Client.objects.filter(pk=ash.pk).update(account_manager=person(ACCOUNT_MANAGER, "other"))
    finance.post(f"/clients/{ash.pk}/merge/", {"client": "Ash Ltd"})
    assert browse(manager).get(f"/clients/{old.pk}/").status_code == 404
