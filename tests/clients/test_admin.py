"""The administrator's list of clients: it sets account managers and nothing else."""

import pytest
from django.contrib.auth.models import User

from clients.models import Client
from tests.builders import make_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_an_administrator_sets_the_account_manager(administrator):
    dental, priya = make_client(), User.objects.create_user("priya")
    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": dental.pk,
        "form-0-account_manager": priya.pk,
        "_save": "Save",
    }
    assert administrator.post("/admin/clients/client/", form).status_code == 302
    assert list(Client.objects.values_list("name", "account_manager__username")) == [
        ("Northgate Dental", "priya")
    ]


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_clients_are_neither_added_nor_deleted_there(administrator, page):
    dental = make_client()
    path = f"/admin/clients/client/{page.format(pk=dental.pk)}"
    assert administrator.post(path, {"name": "x", "post": "yes"}).status_code == 403
    assert Client.objects.count() == 1
