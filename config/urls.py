"""Every address of the site."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from config import views


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Say "ok" once the database answers: what the containers' health checks ask."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


# Of allauth's pages those we want, one by one: its list would open sign-up and more.
ACCOUNT = [
    path("", views.account_detail, name="account_detail"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]
TWO_STEP = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(
        "passkeys/reauthenticate/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
]
PEOPLE = [
    path("", views.person_list, name="person_list"),
    path("invite/", views.person_invite, name="person_invite"),
    path("two-step/", views.mfa_requirement, name="mfa_requirement"),
    path("<int:pk>/", views.person_edit, name="person_edit"),
    path("<int:pk>/invite/", views.person_invite_again, name="person_invite_again"),
    path("<int:pk>/password/", views.person_take_password, name="person_take_password"),
    path("<int:pk>/deactivate/", views.person_deactivate, name="person_deactivate"),
    path("<int:pk>/reactivate/", views.person_reactivate, name="person_reactivate"),
    path(
        "<int:pk>/two-step/",
        views.person_remove_second_factors,
        name="person_remove_second_factors",
    ),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("login/", views.account_login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("accounts/", include(ACCOUNT)),
    path("accounts/two-step/", include(TWO_STEP)),
    path("people/", include(PEOPLE)),
    path("invitation/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("", include("metrics.urls")),
    path("", include("clients.urls")),
    path("", include("contracts.urls")),
]
if apps.is_installed("allauth.socialaccount"):
    urlpatterns.append(path("accounts/", include("config.entra_urls")))
