"""How django-allauth behaves here: who is asked for a second factor, no sign-up, our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from config.models import SiteSettings

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# What allauth may say after a change; it says nothing else.
SAID = {
    "account/messages/password_changed.txt": "Your password is changed.",
    "account/messages/password_set.txt": "Your password is set.",
    "mfa/messages/totp_activated.txt": "The authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "The passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
    "usersessions/messages/sessions_logged_out.txt": "All other sessions are ended.",
}
NO_MATCH = "Name and password do not match. Check both; capitals count."


def second_factors() -> QuerySet[Authenticator]:
    """Those of the user of an outer query; recovery codes alone are none."""
    return Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)


class Backend(AuthenticationBackend):
    """By user name or e-mail. Reading the user also tells whether a second factor is missing.

    It costs no query of its own, needs no cache, and holds from the moment the owner asks for it.
    """

    def get_user(self, user_id: int) -> User | None:
        required = SiteSettings.objects.filter(require_mfa=True)
        users = User.objects.annotate(
            lacks_second_factor=Exists(required) & ~Exists(second_factors())
        )
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """A role is a group: nobody has permissions of their own, so nobody asks for them."""
        return set()


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
        "too_many_login_attempts": "Too many attempts. Wait five minutes and try again.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind a socket file there is no address: then all visitors share one limit."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104 (no address to listen on)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who looks after clients starts at these, everybody else at the dashboard."""
        user = request.user
        if user.has_perm("clients.view_client") and not user.has_perm("clients.view_every_client"):
            return reverse("my_clients")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_detail")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or no longer. Enter the one shown now.",
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 (its name)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"
