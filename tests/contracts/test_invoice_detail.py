"""One invoice as a whole."""

import pytest

from contracts import operations
from contracts.operations import Charge
from tests.builders import day, invoice, make_client, sign
from tests.pages import ACCOUNT_MANAGER, AUDITOR, browse, person, rows, words

pytestmark = pytest.mark.django_db


def record(client, *charges):
    return operations.record_invoice(
        client=client, number="A-1", issued_on=day("2024-02-10"), charges=charges
    )


def test_invoice_detail(finance):
    ash = make_client("Ash")
    agreement = sign(ash).agreement
    project = operations.create_project(client=ash, name="Move")
    lines = record(
        ash,
        Charge("project", 80_000, "Set-up", project=project),
        Charge("managed", 120_050, agreement=agreement),
    )
    page = finance.get(f"/invoices/{lines[1].pk}/")
    assert "Invoice A-1 Issued on Feb 10, 2024 to Ash" in words(page)
    assert rows(page) == [
        ["Description", "Kind", "Project", "Agreement", "Amount"],
        ["Set-up", "Project", "Move", "–", "800.00"],
        ["–", "Managed services", "–", "Agreement 1", "1,200.50"],
        ["Sum", "", "", "", "2,000.50"],
    ]
    assert f'href="/projects/{project.pk}/"' in page.content.decode()
    assert f'href="/invoices/{lines[0].pk}/edit/"' in page.content.decode()


def test_its_history_holds_what_was_removed(finance):
    lines = record(make_client(), Charge("project", 500, "One"), Charge("project", 600, "Two"))
    operations.edit_invoice(
        line=lines[0],
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[Charge("project", 500, "Other", line_id=lines[0].pk)],
    )
    page = words(finance.get(f"/invoices/{lines[0].pk}/"))
    assert "changed A-1/1 invoice line Description One → Other" in page
    assert "removed A-1/2" in page


def test_a_rule_is_named_beside_the_kind_it_gave(finance):
    line = record(make_client(), Charge("unclassified", 500, "Firewall"))[0]
    operations.create_rule(contains="firewall", kind="hardware")
    assert "Hardware by the rule “firewall”" in words(finance.get(f"/invoices/{line.pk}/"))


def test_a_credit_note_offers_no_credit_note(finance):
    credit = invoice(make_client(), "2024-02-10", "project", -500)
    page = finance.get(f"/invoices/{credit.pk}/")
    assert "Credit note INV-1" in words(page)
    assert "credits=" not in page.content.decode()


@pytest.mark.parametrize("role", [AUDITOR, ACCOUNT_MANAGER])
def test_who_may_not_change_is_offered_nothing(role):
    user = person(role)
    line = invoice(make_client(account_manager=user), "2024-02-10", "project", 500)
    page = browse(user).get(f"/invoices/{line.pk}/").content.decode()
    assert "/edit/" not in page
    assert "/invoices/new/" not in page


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, count, django_assert_num_queries):
    line = record(make_client(), *[Charge("project", 500)] * count)[0]
    with django_assert_num_queries(6):
        finance.get(f"/invoices/{line.pk}/")
