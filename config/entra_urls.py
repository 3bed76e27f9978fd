"""Addresses of logging in with Microsoft Entra, where that is set up."""

from allauth.socialaccount import views
from allauth.socialaccount.providers.microsoft.urls import urlpatterns as microsoft
from django.urls import path

urlpatterns = [
    *microsoft,
    path("login/cancelled/", views.login_cancelled, name="socialaccount_login_cancelled"),
    path("login/error/", views.login_error, name="socialaccount_login_error"),
]
