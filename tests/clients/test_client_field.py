"""The field in which forms name a client."""

import datetime

import pytest
from django.contrib.auth.models import Permission

from clients.forms import UNKNOWN, UNUSABLE, ClientField
from clients.models import Client
from config.forms import BaseForm
from tests.builders import make_client
from tests.pages import ACCOUNT_MANAGER, OWNER, person

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 1)


class NamingForm(BaseForm):
    client = ClientField()


def naming(user, name, *, may_create=False, **options):
    form = NamingForm({"client": name}, **options)
    form.fields["client"].user, form.fields["client"].may_create = user, may_create
    return form


def answer(user, name, **options):
    """The client that a name leads to, or what is wrong with it."""
    form = naming(user, name, **options)
    return form.cleaned_data["client"] if form.is_valid() else form.errors["client"][0]


@pytest.fixture
def owner():
    return person(OWNER)


@pytest.mark.parametrize("name", ["Ash & Co", "ash & co", "  ASH & CO "])
def test_name_in_any_case(owner, name):
    ash = make_client("Ash & Co")
    assert answer(owner, name) == ash


def test_exact_name_comes_first(owner):
    make_client("ASH")
    assert answer(owner, "Ash") == Client.objects.get(name="ASH")
    ash = make_client("Ash")
    assert answer(owner, "Ash") == ash


@pytest.mark.parametrize("name", ["As", "Ash & Co 2", "x\0y", "x\u200by", "%", "9" * 300])
def test_name_that_is_nobodys(owner, name):
    make_client("Ash & Co")
    assert isinstance(answer(owner, name), str)


def test_unknown_name_says_what_to_do(owner):
    assert answer(owner, "Nobody") == UNKNOWN


def test_archived_client_is_not_chosen(owner):
    make_client("Ash", archived_on=TODAY)
    assert answer(owner, "ash") == "Ash is archived: restore it first, or choose another."


def test_name_of_a_merged_record_leads_on(owner):
    ash = make_client("Ash")
    make_client("Ash old", archived_on=TODAY, merged_into=ash)
    assert answer(owner, "Ash old") == ash


def test_another_managers_client_is_as_unknown_as_any():
    make_client("Theirs")
    assert answer(person(ACCOUNT_MANAGER), "Theirs") == UNKNOWN
    assert answer(person(ACCOUNT_MANAGER, "second"), "Theirs", may_create=True) == UNKNOWN


def test_new_name_becomes_a_client_to_be(owner):
    client = answer(owner, "Newly  Signed", may_create=True)
    assert (client.name, client.pk) == ("Newly Signed", None)


def test_new_name_that_is_taken_out_of_sight_tells_nothing_more():
    manager = person(ACCOUNT_MANAGER)
    manager.groups.get().permissions.add(Permission.objects.get(codename="add_client"))
    make_client("Theirs")
    assert answer(manager, "theirs", may_create=True) == UNUSABLE


def test_field_draws_its_suggestions(owner):
    markup = str(naming(owner, "A", prefix="one")["client"].as_field_group())
    assert 'list="id_one-client_choices"' in markup
    assert '<datalist id="id_one-client_choices"></datalist>' in markup
    assert 'hx-get="/clients/choices/?field=one-client"' in markup


def test_field_starts_with_a_clients_name(owner):
    form = NamingForm(initial={"client": make_client("Ash & Co")})
    assert 'value="Ash &amp; Co"' in str(form["client"])
