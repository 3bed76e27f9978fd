"""The way in, the way out, and the pages that say what went wrong."""

import re
import secrets

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth.models import User
from django.test import Client as Browser

from tests.pages import OWNER, browse, person, words

pytestmark = pytest.mark.django_db
NO_MATCH = "Name and password do not match. Check both; capitals count."


@pytest.fixture
def ruth():
    return User.objects.create_user("ruth", "ruth@example.com", password="secret")


def log_in(login, password, **more):
    return Browser().post("/login/", {"login": login, "password": password, **more})


@pytest.mark.parametrize("login", ["ruth", "ruth@example.com", "RUTH@example.com"])
def test_login_by_name_or_email(ruth, login):
    response = log_in(login, "secret")
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize("login", ["ruth", "nobody", "ruth@example.com", "nobody@example.com"])
def test_wrong_password_is_said_without_telling_which(ruth, login):
    assert NO_MATCH in words(log_in(login, "wrong"))


def test_login_leads_to_the_page_asked_for(ruth):
    assert log_in("ruth", "secret", next="/months/")["Location"] == "/months/"


def test_login_leads_nowhere_else(ruth):
    assert log_in("ruth", "secret", next="https://elsewhere.example/")["Location"] == "/"


def test_guessing_is_stopped_for_that_login_alone(ruth):
    for _ in range(5):
        log_in("nobody", "wrong")
    assert "Too many attempts" in words(log_in("nobody", "wrong"))
    assert log_in("ruth", "secret").status_code == 302


def test_trying_many_logins_from_one_address_is_stopped(ruth):
    for number in range(10):
        log_in(f"nobody-{number}", "wrong")
    assert "Too many attempts" in words(log_in("ruth", "secret"))


@pytest.mark.needs_redis
def test_guessing_is_counted_in_redis(ruth, needs_redis, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": needs_redis,
            "KEY_PREFIX": secrets.token_hex(),
        }
    }
    for _ in range(5):
        log_in("nobody", "wrong")
    assert "Too many attempts" in words(log_in("nobody", "wrong"))


def test_deactivated_people_are_told(ruth):
    User.objects.update(is_active=False)
    browser = Browser()
    page = browser.post("/login/", {"login": "ruth", "password": "secret"}, follow=True)
    assert "Your access is switched off" in words(page)
    assert browser.get("/").status_code == 302


def test_deactivated_people_are_out_at_the_next_click(ruth):
    browser = browse(ruth)
    assert browser.get("/accounts/").status_code == 200
    User.objects.update(is_active=False)
    assert browser.get("/accounts/").status_code == 302


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/email/", "/signup/"])
def test_nobody_signs_up(address):
    assert browse(person(OWNER)).get(address).status_code == 404
    assert not get_adapter().is_open_for_signup(None)


def test_forgotten_password(ruth, mailoutbox):
    browser = Browser()
    page = browser.post("/accounts/password/reset/", {"email": "ruth@example.com"}, follow=True)
    assert "Look into your mail" in words(page)
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body).group(1)
    form = browser.get(link, follow=True).request["PATH_INFO"]
    browser.post(form, {"password1": "long enough 77", "password2": "long enough 77"})
    assert log_in("ruth", "long enough 77").status_code == 302
    assert "This link no longer works" in words(Browser().get(link, follow=True))


def test_forgotten_password_of_a_stranger_says_the_same_and_sends_nothing(mailoutbox, ruth):
    form = {"email": "nobody@example.com"}
    page = Browser().post("/accounts/password/reset/", form, follow=True)
    assert "Look into your mail" in words(page)
    assert mailoutbox == []


def test_changed_password(ruth):
    browser, elsewhere = browse(ruth), browse(ruth)
    new = {"password1": "long enough 77", "password2": "long enough 77"}
    page = browser.post("/accounts/password/change/", {"oldpassword": "secret", **new}, follow=True)
    assert "Your password is changed." in words(page)
    assert browser.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302


def test_logout():
    browser = browse(person(OWNER))
    assert browser.post("/logout/")["Location"] == "/login/"
    assert browser.get("/").status_code == 302


def test_page_that_does_not_exist():
    response = browse(person(OWNER)).get("/no-such-page/")
    assert response.status_code == 404
    assert "There is no such page" in words(response)


def test_page_that_fails(monkeypatch):
    browser = browse(person(OWNER))
    browser.raise_request_exception = False
    monkeypatch.setattr("metrics.views.dashboard.revenue_by_month", None)
    response = browser.get("/")
    assert response.status_code == 500
    assert "Something failed on our side" in words(response)


def test_form_without_its_token():
    browser = Browser(enforce_csrf_checks=True)
    response = browser.post("/login/", {"login": "ruth", "password": "secret"})
    assert response.status_code == 403
    assert "This form was open for too long" in words(response)


@pytest.mark.parametrize("address", ["/", "/login/", "/no-such-page/"])
def test_every_page_sends_the_content_security_policy(address):
    policy = browse(person(OWNER)).get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
