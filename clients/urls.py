"""Addresses of the client pages and the history."""

from django.urls import path

from clients.views import assigning, clients, editing, history, listing, merging, mine, planning

urlpatterns = [
    path("mine/", mine.my_clients, name="my_clients"),
    path("clients/", listing.client_list, name="client_list"),
    path("clients/choices/", clients.client_choices, name="client_choices"),
    path("clients/new/", editing.client_create, name="client_create"),
    path("clients/assign/", assigning.client_assign, name="client_assign"),
    path("clients/<int:pk>/", clients.client_detail, name="client_detail"),
    path("clients/<int:pk>/edit/", editing.client_edit, name="client_edit"),
    path("clients/<int:pk>/archive/", editing.client_archive, name="client_archive"),
    path("clients/<int:pk>/restore/", editing.client_restore, name="client_restore"),
    path("clients/<int:pk>/merge/", merging.client_merge, name="client_merge"),
    path("clients/<int:pk>/next-step/", planning.client_plan, name="client_plan"),
    path("clients/<int:pk>/notes/new/", planning.note_create, name="note_create"),
    path("notes/<int:pk>/remove/", planning.note_remove, name="note_remove"),
    path("history/", history.history_list, name="history_list"),
]
