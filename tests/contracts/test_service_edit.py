"""Editing a service; its category moves figures."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import LineRevision, Service
from metrics import verification
from metrics.models import MonthTotal
from tests.builders import add, day, make_client, make_service, sign
from tests.contracts.test_merging import Meeting
from tests.pages import typed, words

pytestmark = pytest.mark.django_db
VALUES = {"name": "Help desk", "category": "managed", "pricing": "flat", "is_active": "on"}


@pytest.fixture
def service():
    return make_service()


def send(browser, service, *, seen=None, **values):
    address = f"/services/{service.pk}/edit/"
    values = typed(seen or browser.get(address), **{**VALUES, **values})
    return words(browser.post(address, values, follow=True))


def by_category():
    totals = MonthTotal.objects.filter(family="category").exclude(amount_cents=0)
    return sorted((f"{row.month:%Y-%m}", row.kind, row.amount_cents) for row in totals)


def test_service_edit(finance, service):
    assert "Care is saved." in send(finance, service, name="Care", default_price="12.5")
    entry = HistoryEntry.objects.latest("pk")
    assert entry.differences == [("Default price", "", "12.5"), ("Name", "Help desk", "Care")]


def test_what_somebody_else_changed_meanwhile_is_told(finance, service):
    opened = finance.get(f"/services/{service.pk}/edit/")
    send(finance, service, default_price="12")
    assert "This service was changed while you had it open." in send(
        finance, service, name="Care", seen=opened
    )
    assert Service.objects.get().name == "Help desk"


def test_what_changed_since_it_was_read_is_refused(service):
    read = Service.objects.get()
    Service.objects.update(default_price=12)
    with pytest.raises(ValidationError, match="Somebody else changes this service"):
        operations.edit_service(
            service=read, name="Care", category="managed", pricing="flat", default_price=None,
            default_cost=None, is_active=True,
        )  # fmt: skip


def test_category_moves_the_figures_of_all_months(finance, service):
    sign(make_client("Ash"), on="2024-01-01", price="100", ends="2024-06-30")
    sign(make_client("Birch"), on="2024-03-01", price="50", ends="2024-04-30")
    assert "for 2 clients, in the months from January 2024 to June 2024." in send(
        finance, service, category="security"
    )
    assert by_category() == [
        ("2024-01", "security", 10000), ("2024-03", "security", 5000),
        ("2024-05", "security", -5000), ("2024-07", "security", -10000),
    ]  # fmt: skip
    assert verification.differences() == []


def test_page_says_beforehand_whose_figures_a_category_moves(finance, service):
    sign(make_client("Ash"), on="2024-01-01")
    page = words(finance.get(f"/services/{service.pk}/edit/"))
    assert "moves MRR between categories for 1 client, in all months from January 2024 on" in page


def test_other_changes_move_nothing(finance, service):
    sign(make_client("Ash"), on="2024-01-01", price="100")
    assert "MRR by category" not in send(finance, service, name="Care")
    assert by_category() == [("2024-01", "managed", 10000)]


def test_inactive_service_is_not_offered_on_new_lines(finance, service):
    line = sign(make_client("Ash"), on="2024-01-01")
    assert ">Help desk</option>" in finance.get("/agreements/new/").content.decode()
    send(finance, service, is_active="")
    assert ">Help desk</option>" not in finance.get("/agreements/new/").content.decode()
    page = finance.get(f"/agreements/{line.agreement.pk}/lines/new/").content.decode()
    assert ">Help desk</option>" not in page


@pytest.mark.django_db(transaction=True)
def test_lines_added_meanwhile_have_the_new_category():
    service = make_service()
    line = sign(make_client("Ash"), on="2024-01-01")
    agreements = [
        operations.sign_agreement(client=make_client(name), name="MSA", starts_on=day("2024-01-01"))
        for name in ("Birch", "Cedar", "Dogwood")
    ]

    def recategorise():
        operations.edit_service(
            service=service, name="Help desk", category="security", pricing="flat",
            default_price=None, default_cost=None, is_active=True,
        )  # fmt: skip

    acts = [lambda one=one: add(one, on="2024-01-01") for one in agreements]
    threads = [Meeting(act) for act in [*acts, recategorise]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    category = Service.objects.get(pk=line.service_id).category
    assert set(LineRevision.objects.values_list("category", flat=True)) == {category}
    assert verification.differences() == []
    connection.close()
