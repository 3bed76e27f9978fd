"""Logging in, the own account, and the people who may do so."""

from typing import Any

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lists import Filter, list_page, search_words
from config.models import SiteSettings
from config.people import invitations, operations
from config.people.forms import CHOICES, AcceptanceForm, InvitationForm, PersonForm
from config.people.queries import STATES, people, search_people
from config.people.tables import PersonTable

may_change_people = permission_required("auth.change_user", raise_exception=True)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
def account_login(request: HttpRequest) -> HttpResponseBase:
    """The login, or while there is nobody who could, how the first owner comes to be."""
    if not User.objects.exists():
        return render(request, "account/first_owner.html")
    return account_views.login(request)


@require_safe
def account_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "account/account_detail.html")


@require_safe
@may_change_people
def person_list(request: HttpRequest) -> HttpResponseBase:
    role = Filter.read(request, "role", "Role", CHOICES)
    state = Filter.read(request, "state", "State", STATES)
    chosen = {item.name: item.value for item in (role, state) if item.value}
    found = search_people(people().filter(**chosen), search_words(request))
    context = {
        "filters": [role, state],
        "requires_mfa": SiteSettings.objects.filter(require_mfa=True).exists(),
    }
    return list_page(request, PersonTable(found), "people/person_list.html", context, name="people")


@get_or_post
@may_change_people
def person_invite(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            person = operations.invite_person(**form.cleaned_data)
        except ValidationError as error:
            form.complain(error)
        else:
            return _send_and_show(request, person)
    return render(request, "people/person_invite.html", {"form": form})


@get_or_post
@may_change_people
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = get_object_or_404(people(), pk=pk)
    now = {"name": person.get_full_name(), "role": person.role}
    form = PersonForm(request.POST or None, initial=now)
    if form.is_valid():
        try:
            operations.change_person(person=person, **form.changes)
        except ValidationError as error:
            form.complain(error)
        else:
            messages.success(request, f"{person.get_full_name() or person.username} is saved.")
            return redirect("person_list")
    waits = person.is_active and not person.has_usable_password()
    link = _link(request, person) if waits else ""
    context = {"form": form, "person": person, "link": link, "days": invitations.DAYS}
    return render(request, "people/person_edit.html", context)


@require_POST
@may_change_people
def person_invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """To whoever has no password yet."""
    person = get_object_or_404(User, pk=pk, is_active=True)
    if person.has_usable_password():
        raise Http404("Nothing is left to accept.")
    return _send_and_show(request, person)


@require_POST
@may_change_people
def person_take_password(request: HttpRequest, pk: int) -> HttpResponse:
    """For one forgotten or known to others; the own one is changed by oneself."""
    if pk == request.user.pk:
        raise Http404("This one changes the own password.")
    person = get_object_or_404(User, pk=pk, is_active=True)
    operations.take_password(person=person)
    return _send_and_show(request, person)


@require_POST
@may_change_people
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    try:
        operations.deactivate_person(person=person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Deactivated. Whoever it was is logged out everywhere.")
    return redirect("person_edit", pk)


@require_POST
@may_change_people
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    operations.reactivate_person(person=get_object_or_404(User, pk=pk))
    messages.success(request, "Reactivated, with the role and the password of before.")
    return redirect("person_edit", pk)


@require_POST
@may_change_people
def person_remove_second_factors(request: HttpRequest, pk: int) -> HttpResponse:
    operations.remove_second_factors(person=get_object_or_404(User, pk=pk))
    messages.success(request, "Removed. The next login asks for the password alone.")
    return redirect("person_edit", pk)


@require_POST
@may_change_people
def mfa_requirement(request: HttpRequest) -> HttpResponse:
    """Switch it on for everyone, or off."""
    operations.require_second_factor(required="required" in request.POST)
    return redirect("person_list")


@login_not_required
@never_cache
@get_or_post
@sensitive_post_parameters("password", "again")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    person = invitations.person_invited(token)
    if person is None:
        return render(request, "people/invitation_over.html", status=410)
    form = AcceptanceForm(
        request.POST or None, person=person, initial={"name": person.get_full_name()}
    )
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("name", "password")}
        person = invitations.accept_invitation(token=token, **given)
        return _log_in(request, person) if person else redirect(request.path)
    return render(request, "people/invitation_accept.html", {"form": form, "person": person})


def _log_in(request: HttpRequest, person: User) -> HttpResponse:
    record_authentication(request, person, method="password")
    return perform_login(request, person)


def _link(request: HttpRequest, person: User) -> str:
    path = reverse("invitation_accept", args=[invitations.token_for(person)])
    return request.build_absolute_uri(path)


def _send_and_show(request: HttpRequest, person: User) -> HttpResponse:
    inviter = str(request.user.get_full_name() or request.user)  # type: ignore[union-attr]  # logged in
    sent = invitations.send_invitation(person, link=_link(request, person), inviter=inviter)
    if sent:
        messages.success(request, f"The link is on its way to {person.email}.")
    else:
        messages.warning(request, "No mail went out. Give the link below to the person yourself.")
    return redirect("person_edit", person.pk)
