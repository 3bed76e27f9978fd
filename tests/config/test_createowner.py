"""The first owner, and an owner who is locked out."""

import io
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from config.people.operations import create_owner
from tests.pages import OWNER, browse, person, words

pytestmark = pytest.mark.django_db
PASSWORD = "long enough 77"


@pytest.fixture
def createowner(monkeypatch):
    def createowner(*arguments, password=PASSWORD):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
        out = io.StringIO()
        call_command("createowner", *arguments, "--password-stdin", stdout=out)
        return out.getvalue()

    return createowner


def can_log_in(login, password=PASSWORD):
    form = {"login": login, "password": password}
    return Browser().post("/login/", form).status_code == 302


def test_while_there_is_nobody_the_login_says_what_to_do():
    page = words(Browser().get("/", follow=True))
    assert "manage.py createowner" in page
    assert "Password" not in page


def test_first_owner(createowner):
    said = createowner("--email=Ruth@Example.com", "--name=Ruth Calder")
    assert said == "Ruth Calder logs in as ruth@example.com.\n"
    owner = User.objects.get()
    assert [group.name for group in owner.groups.all()] == [OWNER]
    assert can_log_in("ruth@example.com")
    assert "createowner" not in words(Browser().get("/login/"))


def test_second_owner_is_refused(createowner):
    person(OWNER, "ruth")
    with pytest.raises(CommandError, match="There is an owner already, ruth"):
        createowner("--email=eve@example.com", "--name=Eve")
    assert User.objects.count() == 1


def test_two_who_run_it_at_once_make_one_owner():
    person(OWNER, "ruth")
    with pytest.raises(ValidationError, match="There is an owner already"):
        create_owner(email="eve@example.com", name="Eve", password=PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "password", "complaint"),
    [
        (["--email=ruth", "--name=Ruth"], PASSWORD, "valid email"),
        (["--email=ruth@example.com", "--name=Ruth"], "12345", "too short"),
    ],
)
def test_what_cannot_be_used_is_refused(createowner, arguments, password, complaint):
    with pytest.raises(CommandError, match=complaint):
        createowner(*arguments, password=password)
    assert not User.objects.exists()


def test_locked_out_owner_comes_in_again(createowner):
    ruth = person(OWNER, "ruth")
    Authenticator.objects.create(user=ruth, type="totp", data={})
    elsewhere = browse(ruth)
    User.objects.update(is_active=False)
    createowner("--reset=ruth")
    assert can_log_in("ruth")
    assert not Authenticator.objects.exists()
    assert elsewhere.get("/").status_code == 302


def test_nobody_of_that_name(createowner):
    with pytest.raises(CommandError, match="Nobody here logs in as eve"):
        createowner("--reset=eve")
