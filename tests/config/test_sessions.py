"""Sessions: they end when nobody clicks, are seen by their owner, and cost few writes."""

import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from config import middleware
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth():
    return User.objects.create_user("ruth", password="secret")


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the renewal so many seconds ahead."""

    def ahead(seconds):
        monkeypatch.setattr(middleware.time, "time", lambda: start + seconds)

    start = time.time()
    return ahead


def log_in(agent="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/149.0"):
    browser = Browser(headers={"user-agent": agent})
    browser.post("/login/", {"login": "ruth", "password": "secret"})
    return browser


def minutes_left():
    return (Session.objects.get().expire_date - timezone.now()).total_seconds() / 60


def test_session_ends_after_the_idle_time(ruth):
    browser = log_in()
    assert minutes_left() == pytest.approx(settings.SESSION_IDLE_MINUTES, abs=0.1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.get("/accounts/").status_code == 302


def test_click_prolongs_the_session(ruth, clock):
    browser = log_in()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=10))
    clock(61)
    response = browser.get("/accounts/")
    assert minutes_left() == pytest.approx(settings.SESSION_IDLE_MINUTES, abs=0.1)
    assert response.cookies["sessionid"]["max-age"] == settings.SESSION_IDLE_MINUTES * 60


def test_clicks_within_a_minute_write_nothing(ruth, clock, django_assert_num_queries):
    browser = log_in()
    clock(59)
    # The session, the person, and the person's permissions for the navigation.
    with django_assert_num_queries(3):
        response = browser.get("/accounts/")
    assert "sessionid" not in response.cookies


def test_visitors_get_no_session(client):
    client.get("/login/")
    client.get("/healthz")
    assert not Session.objects.exists()


def test_own_sessions_are_listed_and_ended(ruth):
    phone, desk = log_in("Phone"), log_in()
    page = words(desk.get("/accounts/sessions/"))
    assert "Phone from 127.0.0.1" in page
    assert "Firefox on Linux This browser, from 127.0.0.1" in page
    desk.post("/accounts/sessions/")
    assert phone.get("/accounts/").status_code == 302
    assert desk.get("/accounts/").status_code == 200


def test_list_says_when_a_session_was_last_seen(ruth, clock):
    browser = log_in()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    clock(61)
    browser.get("/accounts/")
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)
