"""Adding, changing and completing projects, and a project's own page."""

import pytest
from django.utils import timezone

from contracts import operations
from contracts.models import Project
from contracts.operations import Charge
from tests.builders import day, make_client
from tests.pages import ACCOUNT_MANAGER, AUDITOR, browse, person, rows, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def move():
    return operations.create_project(client=make_client("Ash"), name="Move")


def stored():
    return list(Project.objects.values_list("name", "intended_follow_on", "completed_on"))


def test_project_create(finance):
    ash = make_client("Ash")
    form = {"client": "ash", "name": " Move  2024 ", "intended_follow_on": "Care"}
    page = finance.post("/projects/new/", form, follow=True)
    assert stored() == [("Move 2024", "Care", None)]
    assert "Move 2024 of Ash is added." in words(page)
    assert page.redirect_chain == [(f"/projects/{ash.projects.get().pk}/", 302)]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"name": "Move"}, "Ash has a project of this name already."),
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"client": "Nobody"}, "No client of this name."),
        ({"completed_on": "soon"}, "Write a date."),
        ({"completed_on": "0001-01-01"}, "Dates run from 1970 to 2199."),
        ({"intended_follow_on": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said(finance, move, changes, complaint):
    form = {"client": "Ash", "name": "Other", "intended_follow_on": "Kept", **changes}
    page = finance.post("/projects/new/", form)
    assert complaint in words(page)
    assert stored() == [("Move", "", None)]


def test_project_edit(finance, move):
    form = {"name": "Office move", "intended_follow_on": "Care", "completed_on": "2024-03-01"}
    address = f"/projects/{move.pk}/edit/"
    opened = finance.get(address)
    finance.post(address, typed(opened, **form))
    assert stored() == [("Office move", "Care", day("2024-03-01"))]
    page = words(finance.post(address, typed(opened, name="Moved")))
    assert "This project was changed while you had it open." in page
    assert stored() == [("Office move", "Care", day("2024-03-01"))]


def test_completing_fills_in_today(finance, move):
    page = finance.get(f"/projects/{move.pk}/edit/?complete=1").content.decode()
    assert f'value="{timezone.localdate()}"' in page


def test_a_completed_project_leads_to_an_agreement(finance, move):
    address = f"/agreements/new/?client={move.client_id}"
    assert address not in finance.get(f"/projects/{move.pk}/").content.decode()
    operations.edit_project(
        project=move, name="Move", intended_follow_on="", completed_on=day("2024-03-01")
    )
    page = finance.get(f"/projects/{move.pk}/")
    assert "New agreement" in words(page)
    assert f'href="{address}"' in page.content.decode()


def test_project_detail(finance, move):
    charges = [Charge("project", 80_000, "Set-up", move), Charge("hardware", 500, "Cable")]
    lines = operations.record_invoice(
        client=move.client, number="A-1", issued_on=day("2024-02-10"), charges=charges
    )
    page = finance.get(f"/projects/{move.pk}/")
    assert rows(page) == [
        ["Invoice", "Issued", "Kind", "Description", "Amount"],
        ["A-1", "Feb 10, 2024", "Project", "Set-up", "800.00"],
        ["Sum of 1", "", "", "", "800.00"],
    ]
    assert f'href="/invoices/{lines[0].pk}/"' in page.content.decode()
    assert "created Move" in words(page)


def test_an_account_manager_keeps_the_own(move):
    manager = person(ACCOUNT_MANAGER)
    browser = browse(manager)
    make_client("Dogwood", account_manager=manager)
    browser.post("/projects/new/", {"client": "Dogwood", "name": "Wi-Fi"})
    refused = browser.post("/projects/new/", {"client": "Ash", "name": "Other"})
    assert "No client of this name." in words(refused)
    assert browser.post(f"/projects/{move.pk}/edit/", {"name": "Mine"}).status_code == 404
    assert sorted(row[0] for row in stored()) == ["Move", "Wi-Fi"]


def test_an_auditor_is_offered_nothing(move):
    page = browse(person(AUDITOR)).get(f"/projects/{move.pk}/").content.decode()
    assert "What you can do" not in page


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, move, count, django_assert_num_queries):
    operations.record_invoice(
        client=move.client,
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[Charge("project", 500, project=move)] * count,
    )
    with django_assert_num_queries(6):
        finance.get(f"/projects/{move.pk}/")
