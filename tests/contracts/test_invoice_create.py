"""Entering an invoice or a credit note."""

import re

import pytest

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import InvoiceLine
from contracts.operations import Charge
from metrics import verification
from tests.builders import day, invoice, make_client, sign
from tests.contracts.invoice_forms import EMPTY, sent
from tests.pages import words

pytestmark = pytest.mark.django_db

PAGE = "/invoices/new/"


@pytest.fixture
def ash():
    return make_client("Ash")


def stored():
    """What is stored: number, kind, cents, description."""
    lines = InvoiceLine.objects.order_by("number", "position")
    return list(lines.values_list("number", "kind", "amount_cents", "description"))


def test_invoice_create(finance, ash):
    lines = [{"amount": "1,200.50"}, {"kind": "project", "description": "Set-up", "amount": "80"}]
    page = finance.post(PAGE, sent(*lines), follow=True)
    assert stored() == [
        ("A-1", "hardware", 120_050, "Firewall"),
        ("A-1", "project", 8_000, "Set-up"),
    ]
    assert "Invoice A-1 of Ash is recorded: $1,280.50." in words(page)
    assert page.redirect_chain == [(f"/invoices/{ash.invoice_lines.get(position=1).pk}/", 302)]
    assert verification.differences() == []
    assert HistoryEntry.objects.filter(source="page", client=ash).count() == 2


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("0.29", 29),
        ("1.1", 110),
        ("−5", -500),
        ("4.35", 435),
        ("99999999999.99", 10**13 - 1),
    ],
)
def test_amounts_are_exact(finance, ash, typed, cents):
    finance.post(PAGE, sent({"amount": typed}, {"amount": "0"}))
    assert stored()[0][2] == cents


def test_empty_rows_are_ignored(finance, ash):
    finance.post(PAGE, sent(EMPTY, {}, {**EMPTY, "kind": "project"}))
    assert stored() == [("A-1", "hardware", 10_000, "Firewall")]


def test_removed_rows_are_ignored(finance, ash):
    finance.post(PAGE, sent({}, {"amount": "no number", "DELETE": "on"}))
    assert stored() == [("A-1", "hardware", 10_000, "Firewall")]


@pytest.mark.parametrize(
    ("lines", "head", "complaint"),
    [
        ([EMPTY], {}, "Type at least one line"),
        ([{"amount": ""}], {}, "This field is required."),
        ([{"amount": "ten"}], {}, "Write a number, like 1234.5."),
        ([{"amount": "1.005"}], {}, "no more than 2 decimal places"),
        ([{"kind": "free"}], {}, "free is not one of the available choices"),
        ([{"project": "Move"}], {}, "Ash has no project of this name."),
        ([{"agreement": "Care"}], {}, "Ash has no agreement of this name."),
        ([{}], {"client": "Nobody"}, "No client of this name."),
        ([{}], {"number": ""}, "This field is required."),
        ([{}], {"number": "A\0"}, "Null characters are not allowed."),
        ([{}], {"issued_on": "2024-02-30"}, "Write a date."),
        ([{}], {"issued_on": "1492-10-12"}, "Dates run from 1970 to 2199."),
        ([{"amount": "-1"}], {}, "All amounts are negative: choose Credit note"),
        ([{"amount": "-1"}], {"sort": "credit_note"}, "Without a minus"),
        (
            [{}],
            {"lines-TOTAL_FORMS": "many"},
            "The lines did not come in whole. Load the page again.",
        ),
        ([{}] * 201, {}, "Please submit at most 200 forms."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(finance, ash, lines, head, complaint):
    page = finance.post(PAGE, sent(*lines, **head))
    assert complaint in words(page)
    assert f'value="{head.get("client", "Ash")}"' in page.content.decode()
    assert InvoiceLine.objects.count() == 0


def test_a_message_stands_beside_its_field(finance, ash):
    page = finance.post(PAGE, sent({}, {"amount": "ten"})).content.decode()
    assert '<div class="field-error" id="id_lines-1-amount_error">' in page
    assert 'value="ten"' in page
    assert 'value="Firewall"' in page


def test_a_number_is_refused_the_second_time(finance, ash):
    first = invoice(ash, "2024-01-01", "project", 500, number="A-1")
    page = finance.post(PAGE, sent({}))
    link = f'Ash has <a href="/invoices/{first.pk}/">an invoice A-1</a> already.'
    assert link in page.content.decode()
    assert InvoiceLine.objects.count() == 1


def test_markup_in_a_number_stays_text(finance, ash):
    invoice(ash, "2024-01-01", "project", 500, number="<b>1</b>")
    page = finance.post(PAGE, sent({}, number="<b>1</b>"))
    assert "<b>1</b>" not in page.content.decode()


def test_another_client_may_have_the_same_number(finance, ash):
    invoice(make_client("Birch"), "2024-01-01", "project", 500, number="A-1")
    finance.post(PAGE, sent({}))
    assert len(stored()) == 2


def test_credit_note_is_typed_without_a_minus(finance, ash):
    page = finance.post(PAGE, sent({"amount": "20.50"}, sort="credit_note"), follow=True)
    assert stored() == [("A-1", "hardware", -2_050, "Firewall")]
    assert "Credit note A-1 of Ash is recorded: −$20.50." in words(page)


def test_credit_note_of_an_invoice_begins_with_its_lines(finance, ash):
    project = operations.create_project(client=ash, name="Move")
    charges = [Charge("hardware", 120_050, "Server"), Charge("project", 500, "Work", project)]
    first = operations.record_invoice(
        client=ash, number="A-1", issued_on=day("2024-02-10"), charges=charges
    )[0]
    page = finance.get(f"{PAGE}?credits={first.pk}").content.decode()
    assert re.search('value="credit_note"[^>]* checked', page)
    assert 'value="1200.50"' in page
    assert 'value="Server"' in page
    assert 'value="Move"' in page
    assert 'value="A-1"' not in page


def test_projects_and_agreements_are_the_clients(finance, ash):
    agreement = sign(ash).agreement
    project = operations.create_project(client=ash, name="Move")
    operations.create_project(client=make_client("Birch"), name="Theirs")
    finance.post(PAGE, sent({"project": "MOVE", "agreement": agreement.name}))
    line = InvoiceLine.objects.get()
    assert (line.project, line.agreement) == (project, agreement)
    page = finance.post(PAGE, sent({"project": "Theirs"}, number="A-2"))
    assert "Ash has no project of this name." in words(page)


def test_the_page_fills_in_what_is_usual(finance, ash):
    finance.post(PAGE, sent({"kind": "break_fix"}))
    page = finance.get(f"{PAGE}?client={ash.pk}&date=2024-02-11").content.decode()
    assert 'value="Ash"' in page
    assert 'value="2024-02-11"' in page
    assert '<option value="break_fix" selected>' in page


def test_another_one_follows_at_once(finance, ash):
    page = finance.post(PAGE, sent({}, another="on"))
    assert page["Location"] == "/invoices/new/?another=1&date=2024-02-10"
    assert 'id="id_another" checked' in finance.get(page["Location"]).content.decode()


@pytest.mark.parametrize("query", ["client=999", "client=x", "credits=999", "credits=%00"])
def test_what_does_not_exist_is_not_found(finance, query):
    assert finance.get(f"{PAGE}?{query}").status_code == 404


def test_rules_classify_what_is_entered_without_a_kind(finance, ash):
    operations.create_rule(contains="firewall", kind="hardware")
    finance.post(PAGE, sent({"kind": "unclassified"}))
    assert stored() == [("A-1", "hardware", 10_000, "Firewall")]


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, ash, count, django_assert_num_queries):
    first = operations.record_invoice(
        client=ash,
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[Charge("project", 500)] * count,
    )[0]
    with django_assert_num_queries(7):
        finance.get(f"{PAGE}?credits={first.pk}")
