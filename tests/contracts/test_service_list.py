"""The catalogue of services."""

import pytest

from contracts.models import Service
from tests.builders import add, make_client, make_service, sign
from tests.pages import ACCOUNT_MANAGER, AUDITOR, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def services():
    line = sign(make_client("Ash"), on="2024-01-01", price="250")
    add(line.agreement, on="2024-01-01", name="More", price="50")
    detection = make_service("Detection", "security")
    add(line.agreement, on="2024-01-01", name="Detection", price="120", service=detection)
    Service.objects.create(name="Old backup", is_active=False, default_price="12.5", default_cost=4)


def names(page):
    return [row[0] for row in rows(page)[1:-1]]


def test_service_list(finance, services):
    assert rows(finance.get("/services/")) == [
        ["Service", "Category", "Pricing", "Usual price", "Usual cost", "Offered",
         "Lines in force", "MRR"],
        ["Detection", "Security", "Flat", "–", "–", "yes", "1", "120.00"],
        ["Help desk", "Managed service", "Flat", "–", "–", "yes", "2", "300.00"],
        ["Old backup", "Managed service", "Flat", "12.50", "4.00", "no", "–", "–"],
        ["Sum", "", "", "", "", "", "3", "420.00"],
    ]  # fmt: skip


def test_no_services_yet(finance):
    assert "No services yet" in words(finance.get("/services/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=DESK", ["Help desk"]),
        ("q=%00", ["Detection", "Help desk", "Old backup"]),
        ("category=security", ["Detection"]),
        ("offered=no", ["Old backup"]),
        ("sort=-mrr_cents", ["Help desk", "Detection", "Old backup"]),
        ("sort=-line_count", ["Help desk", "Detection", "Old backup"]),
    ],
)
def test_narrowed_and_sorted(finance, services, query, found):
    assert names(finance.get(f"/services/?{query}")) == found


def test_csv(finance, services):
    assert csv_rows(finance.get("/services/?q=old&format=csv"))[1] == [
        "Old backup", "managed", "flat", "12.5000", "4.0000", "no", "0", "0.00",
    ]  # fmt: skip


def test_account_manager_sees_the_own_clients_figures(services):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-01-01", price="30")
    assert rows(browse(manager).get("/services/"))[-1][-2:] == ["1", "30.00"]


def test_only_those_who_may_edit_find_the_way_there(finance, services):
    assert "/edit/" in finance.get("/services/").content.decode()
    assert "/edit/" not in browse(person(AUDITOR)).get("/services/").content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, count, django_assert_num_queries):
    for number in range(count):
        make_service(f"Service {number}")
    with django_assert_num_queries(5):
        finance.get("/services/")
