"""Microsoft Entra: there with three variables, lets in who is here already, signs nobody up."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

# Runs in a process of its own, as its variables decide which applications are installed.
PROGRAM = """
import json
import django
django.setup()
from django.core.management import call_command
from django.test.utils import setup_test_environment
setup_test_environment()
call_command("migrate", verbosity=0)
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from django.contrib.auth.models import User
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.test import Client, RequestFactory

def log_in(address):
    request = RequestFactory().get("/accounts/microsoft/login/callback/")
    for middleware in (SessionMiddleware, AuthenticationMiddleware, MessageMiddleware):
        middleware(lambda request: None).process_request(request)
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "microsoft")
        profile = {"id": address, "mail": address, "userPrincipalName": address}
        login = provider.sociallogin_from_response(request, profile)
        login.state = {"process": "login"}
        response = complete_login(request, login)
    said = response.content.decode() if response.status_code == 200 else response["Location"]
    return [request.user.username, said]

User.objects.create_user("ruth", "ruth@example.com", password="secret")
User.objects.create_user("gone", "gone@example.com", is_active=False)
start = Client().post("/accounts/microsoft/login/")
answer = {
    "page": Client().get("/login/").content.decode(),
    "start": start["Location"],
    "policy": start["Content-Security-Policy"],
    "ruth": log_in("Ruth@Example.com"),
    "password": User.objects.get(username="ruth").check_password("secret"),
    "eve": log_in("eve@example.com"),
    "gone": log_in("gone@example.com"),
    "people": User.objects.count(),
    "signup": Client().get("/accounts/social/signup/", follow=True).status_code,
}
print(json.dumps(answer))
"""
ENTRA = {"ENTRA_CLIENT_ID": "app", "ENTRA_CLIENT_SECRET": "hush", "ENTRA_TENANT": "example.com"}


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("entra")
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "k" * 50,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **ENTRA,
    }
    command = [sys.executable, "-c", PROGRAM]
    ran = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_without_the_variables_there_is_no_button(client, db, django_user_model):
    django_user_model.objects.create_user("ruth")
    assert "Microsoft" not in client.get("/login/").content.decode()
    assert client.get("/accounts/microsoft/login/").status_code == 404


def test_with_them_there_is_one(answer):
    assert "Log in with Microsoft" in answer["page"]


def test_it_leads_to_the_tenant_of_ones_own(answer):
    assert answer["start"].startswith("https://login.microsoftonline.com/example.com/oauth2/")
    assert "form-action 'self' https://login.microsoftonline.com;" in answer["policy"]


def test_people_are_known_by_their_address_and_keep_their_password(answer):
    assert answer["ruth"] == ["ruth", "/"]
    assert answer["password"]


def test_strangers_are_not_signed_up(answer):
    username, page = answer["eve"]
    assert username == ""
    assert "You are not invited yet" in page
    assert answer["people"] == 2


def test_deactivated_people_stay_out(answer):
    assert answer["gone"] == ["", "/accounts/inactive/"]
