"""Logging in with what only a browser can do: scan a picture, use a passkey."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.test_pages import violations

pytestmark = pytest.mark.needs_chromium
PASSWORD = "long enough 77"
DASHBOARD = "() => document.title.startsWith('Dashboard')"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser, live_server, owner):
    """A tab in which the owner has logged in, on a device that keeps passkeys."""
    owner.set_password(PASSWORD)
    owner.save()
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    log_in(page)
    yield page
    context.close()


def log_in(page):
    page.goto("/login/")
    page.fill("[name=login]", "owner")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def set_up(page, what):
    """Leads past the question for the password."""
    page.goto(f"/accounts/two-step/{what}")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**/{what}")


def log_out(page):
    page.goto("/logout/")
    page.click("main button")
    page.wait_for_url("**/login/")


@pytest.fixture
def passkey(page):
    set_up(page, "passkeys/add/")
    assert violations(page) == []
    page.check("[name=passwordless]")
    page.click("#passkey_add")
    page.wait_for_url(re.compile("two-step/(codes/)?$"))


def test_passkey_is_the_whole_login(page, passkey):
    log_out(page)
    page.click("#passkey_login")
    page.wait_for_function(DASHBOARD)


def test_passkey_is_the_second_step(page, passkey):
    log_out(page)
    log_in(page)
    assert page.title() == "Second step · Baseload"
    assert violations(page) == []
    page.click("#passkey_authenticate")
    page.wait_for_function(DASHBOARD)


def test_device_without_a_passkey_is_told(page):
    log_out(page)
    page.click("#passkey_login")
    page.wait_for_selector("[data-passkey-error]:not([hidden])")


def test_authenticator_app_is_set_up_with_its_picture(page):
    set_up(page, "app/")
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    assert violations(page) == []
    secret = page.inner_text(".secret")
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/codes/")
    assert Authenticator.objects.filter(type="totp").exists()
