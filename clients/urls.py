"""Addresses of the client pages."""

from django.urls import path

from clients.views import clients

urlpatterns = [
    path("", clients.client_list, name="client_list"),
    path("choices/", clients.client_choices, name="client_choices"),
    path("<int:pk>/", clients.client_detail, name="client_detail"),
]
