"""Logging in, the own account, and the people who may do so."""

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
def account_login(request: HttpRequest) -> HttpResponseBase:
    """The login, or while there is nobody who could, how the first owner comes to be."""
    if not User.objects.exists():
        return render(request, "account/first_owner.html")
    return account_views.login(request)


@require_safe
def account_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "account/account_detail.html")
