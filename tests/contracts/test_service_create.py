"""Adding a service."""

from decimal import Decimal

import pytest

from contracts.models import Service
from tests.builders import make_service
from tests.pages import words

pytestmark = pytest.mark.django_db
VALUES = {
    "name": "Detection", "category": "security", "pricing": "per_device",
    "default_price": "1,012.50", "default_cost": "4.1234", "is_active": "on",
}  # fmt: skip


def test_service_create(finance):
    page = finance.post("/services/new/", VALUES, follow=True)
    assert "Detection is added to the catalogue." in words(page)
    service = Service.objects.get()
    assert (service.name, service.category, service.pricing) == (
        "Detection", "security", "per_device",
    )  # fmt: skip
    assert (service.default_price, service.default_cost) == (Decimal("1012.5"), Decimal("4.1234"))
    assert service.is_active


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "help desk\0"}, "Null characters are not allowed."),
        ({"name": "Help desk"}, "There is a service of this name already."),
        ({"category": "gold"}, "Select a valid choice."),
        ({"pricing": ""}, "This field is required."),
        ({"default_price": "twelve"}, "Write a number"),
        ({"default_price": "1" * 30}, "no more than"),
        ({"default_cost": "1.00001"}, "no more than 4 decimal places"),
    ],
)
def test_service_that_cannot_be(finance, values, sentence):
    make_service()
    assert sentence in words(finance.post("/services/new/", {**VALUES, **values}))
    assert Service.objects.count() == 1
