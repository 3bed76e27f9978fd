"""The way in, the way out, and the pages that say what went wrong."""

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from tests.pages import OWNER, browse, person, words

pytestmark = pytest.mark.django_db


def test_login():
    User.objects.create_user("ruth", password="secret")
    response = Browser().post("/login/", {"username": "ruth", "password": "secret"})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_wrong_password_is_said_without_telling_which():
    page = words(Browser().post("/login/", {"username": "ruth", "password": "wrong"}))
    assert "Name and password do not match. Check both; capitals count." in page


def test_login_leads_nowhere_else():
    User.objects.create_user("ruth", password="secret")
    form = {"username": "ruth", "password": "secret", "next": "https://elsewhere.example/"}
    assert Browser().post("/login/", form)["Location"] == "/"


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
    monkeypatch.setattr("metrics.views.revenue_by_month", None)
    response = browser.get("/")
    assert response.status_code == 500
    assert "Something failed on our side" in words(response)


def test_form_without_its_token():
    browser = Browser(enforce_csrf_checks=True)
    response = browser.post("/login/", {"username": "ruth", "password": "secret"})
    assert response.status_code == 403
    assert "This form was open for too long" in words(response)


@pytest.mark.parametrize("address", ["/", "/login/", "/no-such-page/"])
def test_every_page_sends_the_content_security_policy(address):
    policy = browse(person(OWNER)).get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
