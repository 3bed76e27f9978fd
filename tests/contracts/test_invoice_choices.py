"""The projects and agreements suggested once a client is chosen."""

import pytest

from contracts import operations
from tests.builders import make_client, sign
from tests.pages import FINANCE, browse, person

pytestmark = pytest.mark.django_db


def test_invoice_choices():
    finance = browse(person(FINANCE))
    ash = make_client("Ash")
    operations.create_project(client=ash, name="Move")
    sign(ash)
    operations.create_project(client=make_client("Birch"), name="Other")
    page = finance.get("/invoices/choices/?client=ash").content.decode()
    assert '<option value="Move">' in page
    assert '<option value="Agreement 1">' in page
    assert "Other" not in page


@pytest.mark.parametrize("client", ["", "Nobody", "%00"])
def test_nothing_is_suggested_without_a_client(client):
    make_client("Ash")
    page = browse(person(FINANCE)).get(f"/invoices/choices/?client={client}").content.decode()
    assert "<option" not in page
