"""Logging in with Microsoft Entra: who is here already, by the e-mail the company says."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest
from django.shortcuts import render


class EntraAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Any, str] | None:
        """The company's directory has verified the address; said here, the password stays."""
        found = super().authenticate_by_email(sociallogin)
        if found:
            user, email = found
            EmailAddress.objects.update_or_create(
                user=user, email=email.lower(), defaults={"verified": True}
            )
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Accounts are found by their address each time; none is ever connected to a person."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html"))
