"""Addresses of the client pages."""

from django.urls import path

from clients.views import assigning, clients, editing, merging

urlpatterns = [
    path("", clients.client_list, name="client_list"),
    path("choices/", clients.client_choices, name="client_choices"),
    path("new/", editing.client_create, name="client_create"),
    path("assign/", assigning.client_assign, name="client_assign"),
    path("<int:pk>/", clients.client_detail, name="client_detail"),
    path("<int:pk>/edit/", editing.client_edit, name="client_edit"),
    path("<int:pk>/archive/", editing.client_archive, name="client_archive"),
    path("<int:pk>/restore/", editing.client_restore, name="client_restore"),
    path("<int:pk>/merge/", merging.client_merge, name="client_merge"),
]
