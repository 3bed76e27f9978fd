"""What happens around every page: the policy, idle sessions, the second factor, the origin."""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.origin import acting


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send SECURE_CSP with every response; Django 6 brings its own, then this one goes."""
    policy = "; ".join(f"{kind} {' '.join(who)}" for kind, who in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


SEEN = "seen"
# Saving at every request costs a write each, 2 ms of the 4 that a small one takes on SQLite, and
# waits there while an import holds the one write lock.
SECONDS_BETWEEN_RENEWALS = 60
# Where somebody can go who has to set up a second factor first.
SETTING_UP = {
    "healthz",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


def renew_session(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let a session end so long after the last request, give or take a minute, not the login."""

    def middleware(request: HttpRequest) -> HttpResponse:
        now = int(time.time())
        if request.user.is_authenticated and not is_fresh(request, now):
            renew(request, now)
        return get_response(request)

    return middleware


def renew(request: HttpRequest, now: int) -> None:
    """Left for the next request while an import holds the one write lock of SQLite."""
    request.session[SEEN] = now
    try:
        request.session.save()
        UserSession.objects.create_from_request(request)
    except (OperationalError, UpdateError):
        request.session.modified = False


def is_fresh(request: HttpRequest, now: int) -> bool:
    return now - request.session.get(SEEN, 0) < SECONDS_BETWEEN_RENEWALS


def start_session(request: HttpRequest, **_: object) -> None:
    """At login: it is fresh already."""
    request.session[SEEN] = int(time.time())


def second_factor_required(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever lacks a second factor to where it is set up, once the owner asks for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> Any:
        lacks = getattr(request.user, "lacks_second_factor", False)
        if lacks and getattr(request.resolver_match, "url_name", "") not in SETTING_UP:
            return redirect("mfa_index")
        return None

    # Django looks for the hook on the function; a function's type has no such place.
    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def origin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell the history who changes something, and on which page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting(source="page", place=request.path[:200], person=request.user):
            return get_response(request)

    return middleware


def wait_for_writers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say in words that somebody else has been writing for too long, where SQLite gives up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError) and "locked" in str(error):
            return render(request, "503.html", status=503)
        return None

    # As above: the hook is an attribute of the function.
    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
