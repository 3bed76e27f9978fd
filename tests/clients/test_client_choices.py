"""Suggestions for a client's name that is being typed."""

import datetime
import re

import pytest

from tests.builders import make_client
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person

pytestmark = pytest.mark.django_db


def offered(page):
    return re.findall(r'<option value="(.*?)">', page.content.decode())


def test_client_choices():
    for name in ("Cedar", "Ash & Co", "Ashford"):
        make_client(name)
    assert offered(browse(person(OWNER)).get("/clients/choices/?q=ash")) == [
        "Ash &amp; Co",
        "Ashford",
    ]


def test_what_is_typed_comes_by_its_fields_name():
    make_client("Ash")
    make_client("Birch")
    page = browse(person(OWNER)).get("/clients/choices/?field=one-client&one-client=bi")
    assert offered(page) == ["Birch"]


def test_at_most_twenty():
    for number in range(21):
        make_client(f"Client {number:02}")
    assert len(offered(browse(person(OWNER)).get("/clients/choices/?q=client"))) == 20


def test_archived_clients_are_not_offered():
    make_client("Ash", archived_on=datetime.date(2026, 3, 1))
    assert offered(browse(person(OWNER)).get("/clients/choices/")) == []


def test_account_manager_is_offered_only_the_own():
    manager = person(ACCOUNT_MANAGER)
    make_client("Ours", account_manager=manager)
    make_client("Theirs")
    assert offered(browse(manager).get("/clients/choices/")) == ["Ours"]


@pytest.mark.parametrize("query", ["q=%00", "field=%00&%00=x", "q=" + "9" * 5000, "q=%25"])
def test_odd_words(query):
    make_client("Ash")
    assert offered(browse(person(OWNER)).get(f"/clients/choices/?{query}")) in (["Ash"], [])
