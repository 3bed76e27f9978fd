"""What happens around every page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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


def origin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell the history who changes something, and on which page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting(source="page", place=request.path[:200], person=request.user):
            return get_response(request)

    return middleware
