"""Invitations: a link by mail or by hand that works once, for some days."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client as Browser

from config.people import invitations, operations
from tests.pages import AUDITOR, OWNER, browse, person, words

pytestmark = pytest.mark.django_db
FORM = {"email": "Eve@Example.com", "name": "Eve Adams", "role": AUDITOR}
PASSWORD = {"password": "long enough 77", "again": "long enough 77"}
OVER = "This invitation no longer works"


@pytest.fixture
def ruth():
    return person(OWNER, "ruth")


@pytest.fixture
def eve(ruth):
    return operations.invite_person(email="eve@example.com", role=AUDITOR, name="Eve")


def link_for(somebody):
    return f"/invitation/{invitations.token_for(somebody)}/"


def test_invitation_by_mail(ruth, settings, mailoutbox):
    settings.EMAIL_URL = "smtp://mail.example.com"
    page = browse(ruth).post("/people/invite/", FORM, follow=True)
    assert "The link is on its way to eve@example.com." in words(page)
    assert (mailoutbox[0].to, mailoutbox[0].from_email) == (
        ["eve@example.com"],
        settings.DEFAULT_FROM_EMAIL,
    )
    link = re.search(r"http://testserver(/invitation/\S+)", mailoutbox[0].body).group(1)
    assert "You log in as eve@example.com" in words(Browser().get(link))


def test_invitation_by_hand_where_no_mail_server_is_set_up(ruth, mailoutbox):
    page = browse(ruth).post("/people/invite/", FORM, follow=True)
    assert "No mail went out." in words(page)
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', page.content.decode())
    assert Browser().get(link.group(1)).status_code == 200
    assert mailoutbox == []


def test_mail_server_that_fails_loses_nothing(ruth, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = browse(ruth).post("/people/invite/", FORM, follow=True)
    assert "No mail went out." in words(page)
    assert User.objects.filter(username="eve@example.com").exists()


def test_accepted_invitation_logs_in_with_the_role(eve):
    browser = Browser()
    response = browser.post(link_for(eve), {"name": "Eve Adams", **PASSWORD})
    assert response["Location"] == "/"
    assert browser.get("/clients/").status_code == 200
    assert browser.get("/people/").status_code == 403
    eve.refresh_from_db()
    assert eve.get_full_name() == "Eve Adams"
    assert eve.emailaddress_set.get().verified


def test_accepted_invitation_works_only_once(eve):
    link = link_for(eve)
    Browser().post(link, {"name": "Eve", **PASSWORD})
    stranger = {"name": "Mallory", "password": "other words 88", "again": "other words 88"}
    response = Browser().post(link, stranger)
    assert (response.status_code, OVER in words(response)) == (410, True)
    eve.refresh_from_db()
    assert eve.check_password(PASSWORD["password"])


def test_two_who_accept_at_once(eve):
    token = invitations.token_for(eve)
    assert invitations.accept_invitation(token=token, name="Eve", password="long enough 77")
    assert invitations.accept_invitation(token=token, name="Eve", password="x") is None


def test_invitation_expires(eve, monkeypatch):
    link = link_for(eve)
    later = signing.time.time() + 7 * 24 * 3600 + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert Browser().get(link).status_code == 410


def test_invitation_of_somebody_deactivated_is_called_off(eve):
    operations.deactivate_person(person=eve)
    assert Browser().get(link_for(eve)).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c"])
def test_forged_link(token):
    assert Browser().get(f"/invitation/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("entered", "complaint"),
    [
        ({"password": "12345", "again": "12345"}, "This password is too short"),
        ({"password": "long enough 77", "again": "long enough 78"}, "The two passwords differ."),
        ({"password": "eve@example.com", "again": "eve@example.com"}, "too similar"),
    ],
)
def test_password_that_cannot_be_used(eve, entered, complaint):
    assert complaint in words(Browser().post(link_for(eve), {"name": "Eve", **entered}))
    eve.refresh_from_db()
    assert not eve.has_usable_password()


@pytest.mark.parametrize("email", ["eve@example.com", "EVE@EXAMPLE.com", "other@example.com"])
def test_address_that_somebody_has_is_refused_beside_the_field(ruth, eve, email):
    User.objects.create_user("other", "Other@Example.com")
    page = browse(ruth).post("/people/invite/", {**FORM, "email": email})
    assert "Somebody with this e-mail is here already." in words(page)
    assert 'id="id_email_error"' in page.content.decode()
    assert User.objects.count() == 3


def test_invitation_is_sent_again_while_not_accepted(ruth, eve, settings, mailoutbox):
    settings.EMAIL_URL = "smtp://mail.example.com"
    address = f"/people/{eve.pk}/invite/"
    browse(ruth).post(address)
    assert len(mailoutbox) == 1
    operations.set_up_login(person=eve, name="Eve", password="long enough 77")
    assert browse(ruth).post(address).status_code == 404


def test_invited_people_can_set_up_a_second_factor(eve):
    browser = Browser()
    browser.post(link_for(eve), {"name": "Eve", **PASSWORD})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD["password"]})
    assert 'class="qr"' in browser.get("/accounts/two-step/app/").content.decode()
