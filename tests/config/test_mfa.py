"""Two-step login: setting it up, being asked for it, and the owner who requires it of everyone."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.test import Client as Browser

from config.people.operations import require_second_factor
from tests.pages import words

pytestmark = pytest.mark.django_db
OWN_PAGES = [
    "/accounts/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/two-step/",
    "/accounts/two-step/app/remove/",
    "/accounts/two-step/codes/",
    "/accounts/two-step/codes/new/",
    "/accounts/two-step/passkeys/",
    "/accounts/two-step/passkeys/add/",
    "/logout/",
]


@pytest.fixture
def ruth():
    return User.objects.create_user("ruth", "ruth@example.com", password="secret")


def log_in(browser=None):
    browser = browser or Browser()
    return browser, browser.post("/login/", {"login": "ruth", "password": "secret"})


def code_for(secret, now=None):
    return format_hotp_value(hotp_value(secret, int(now or time.time()) // 30))


def set_up_app(browser):
    """Through the pages: the password once more, the key, the code. Returns the key."""
    address = "/accounts/two-step/app/"
    browser.post("/accounts/reauthenticate/", {"password": "secret"})
    secret = re.search(r'class="secret">(\w+)', browser.get(address).content.decode()).group(1)
    response = browser.post(address, {"code": code_for(secret)})
    assert response["Location"] == "/accounts/two-step/codes/"
    return secret


@pytest.fixture
def app(ruth):
    """The key in Ruth's authenticator app, a recovery code, and a browser logged in."""
    browser, _ = log_in()
    secret = set_up_app(browser)
    page = browser.get("/accounts/two-step/codes/").content.decode()
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    return secret, re.search(r"<code>(\w+)</code>", page).group(1), browser


def test_setting_up_asks_for_the_password_first(ruth):
    browser, _ = log_in()
    response = browser.get("/accounts/two-step/app/")
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")
    assert "enter your password once more" in words(browser.get(response["Location"]))


def test_wrong_code_sets_nothing_up(ruth):
    browser, _ = log_in()
    browser.post("/accounts/reauthenticate/", {"password": "secret"})
    page = browser.post("/accounts/two-step/app/", {"code": "000000"})
    assert "This code is not right" in words(page)
    assert not Authenticator.objects.exists()


def test_login_asks_for_the_code(app):
    secret, _, _ = app
    browser, response = log_in()
    assert response["Location"] == "/accounts/two-step/authenticate/"
    assert browser.get("/accounts/").status_code == 302
    assert "The second step" in words(browser.get(response["Location"]))
    code = {"code": code_for(secret, time.time() + 30)}
    assert browser.post(response["Location"], code)["Location"] == "/"
    assert browser.get("/accounts/").status_code == 200


def test_wrong_code_lets_nobody_in(app):
    browser, response = log_in()
    assert "This code is not right" in words(browser.post(response["Location"], {"code": "000000"}))
    assert browser.get("/accounts/").status_code == 302


def test_recovery_code_works_once(app):
    _, recovery, _ = app
    for expected in (302, 200):
        browser, response = log_in()
        assert browser.post(response["Location"], {"code": recovery}).status_code == expected


def test_second_step_can_be_left_for_another_login(app):
    browser, response = log_in()
    assert browser.post("/logout/", {"next": "/login/"})["Location"] == "/login/"
    assert browser.get(response["Location"])["Location"] == "/login/"


def test_app_can_be_removed(app):
    browser = app[2]
    page = browser.post("/accounts/two-step/app/remove/", follow=True)
    assert "The authenticator app is removed." in words(page)
    assert not Authenticator.objects.exists()


def test_passkey_login_hands_out_a_challenge(ruth):
    response = Browser().get(
        "/accounts/two-step/passkeys/login/", headers={"accept": "application/json"}
    )
    assert response.json()["request_options"]["publicKey"]["challenge"]


def test_passkey_that_nobody_has_lets_nobody_in(ruth):
    browser = Browser()
    browser.get("/accounts/two-step/passkeys/login/", headers={"accept": "application/json"})
    browser.post("/accounts/two-step/passkeys/login/", {"credential": "{}"})
    assert browser.get("/accounts/").status_code == 302


@pytest.mark.parametrize("address", OWN_PAGES)
def test_own_pages_are_ours_and_have_nothing_inline(app, address):
    page = app[2].get(address).content.decode()
    assert 'class="page-name"' in page
    assert not re.findall(r"\sstyle=|\son\w+=|<style", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in attributes or "application/json" in attributes for attributes in scripts)


def test_required_second_factor_leads_to_where_it_is_set_up(ruth):
    browser, _ = log_in()
    require_second_factor(required=True)
    for address in ("/", "/clients/", "/accounts/", "/people/"):
        assert browser.get(address)["Location"] == "/accounts/two-step/"
    assert "The owner requires it of everyone" in words(browser.get("/accounts/two-step/"))


def test_required_second_factor_leaves_the_way_out_open(ruth):
    require_second_factor(required=True)
    browser, _ = log_in()
    assert browser.get("/healthz").status_code == 200
    assert browser.post("/logout/")["Location"] == "/login/"


def test_required_second_factor_once_set_up_opens_everything(ruth):
    require_second_factor(required=True)
    browser, _ = log_in()
    set_up_app(browser)
    assert browser.get("/accounts/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(ruth):
    Authenticator.objects.create(user=ruth, type="recovery_codes", data={})
    require_second_factor(required=True)
    browser = Browser()
    browser.force_login(ruth)
    assert browser.get("/accounts/")["Location"] == "/accounts/two-step/"


def test_no_longer_required(ruth):
    require_second_factor(required=True)
    require_second_factor(required=False)
    browser, _ = log_in()
    assert browser.get("/accounts/").status_code == 200


def test_asking_costs_no_query_of_its_own(ruth, django_assert_num_queries):
    browser, _ = log_in()
    # The session, the person, and the person's permissions for the navigation.
    with django_assert_num_queries(3):
        browser.get("/accounts/password/change/")
