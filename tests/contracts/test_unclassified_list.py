"""The worklist of invoice lines without a kind."""

import pytest

from contracts import operations
from contracts.models import InvoiceLine
from contracts.operations import Charge
from metrics import verification
from tests.builders import day, invoice, make_client
from tests.pages import AUDITOR, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

PAGE = "/invoices/unclassified/"


@pytest.fixture
def lines():
    return operations.record_invoice(
        client=make_client("Ash"),
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[
            Charge("unclassified", 64_000, "Firewall"),
            Charge("unclassified", 100, "Travel"),
            Charge("project", 500, "Set-up"),
        ],
    )


def kinds():
    return list(InvoiceLine.objects.order_by("position").values_list("kind", flat=True))


def test_unclassified_list(finance, lines):
    found = rows(finance.get(PAGE))
    assert [row[1:6] for row in found] == [
        ["Invoice", "Issued", "Client", "Description", "Amount"],
        ["A-1", "Feb 10, 2024", "Ash", "Firewall", "640.00"],
        ["A-1", "Feb 10, 2024", "Ash", "Travel", "1.00"],
        ["Sum of 2", "", "", "", "641.00"],
    ]


def test_one_press_classifies_a_line(finance, lines):
    page = finance.post(PAGE, {"one": f"{lines[0].pk}:hardware"}, follow=True)
    assert kinds() == ["hardware", "unclassified", "project"]
    assert "1 line of $640.00 is hardware now." in words(page)
    assert verification.differences() == []


def test_many_at_once(finance, lines):
    keys = [line.pk for line in lines[:2]]
    page = finance.post(f"{PAGE}?q=a", {"line": keys, "kind": "break_fix"}, follow=True)
    assert kinds() == ["break_fix", "break_fix", "project"]
    assert "2 lines of $641.00 are break-fix now." in words(page)
    assert page.redirect_chain == [(f"{PAGE}?q=a", 302)]


def test_what_somebody_else_classified_stays(finance, lines):
    operations.classify_lines(lines=InvoiceLine.objects.filter(pk=lines[0].pk), kind="project")
    keys = [line.pk for line in lines[:2]]
    page = finance.post(PAGE, {"line": keys, "kind": "hardware"}, follow=True)
    assert kinds() == ["project", "hardware", "project"]
    assert "What somebody else classified meanwhile stays as it is." in words(page)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"kind": "hardware"},
        {"line": "1"},
        {"line": "1", "kind": "free"},
        {"one": "1:unclassified"},
        {"one": "x:hardware"},
        {"one": f"{'9' * 30}:hardware"},
        {"one": "²:hardware"},
        {"line": ["\0"], "kind": "hardware"},
        {"line": [str(key) for key in range(2000)], "kind": "hardware"},
    ],
)
def test_odd_forms_change_nothing(finance, lines, form):
    assert finance.post(PAGE, form).status_code == 302
    assert kinds() == ["unclassified", "unclassified", "project"]


def test_lines_that_are_gone_are_no_error(finance, lines):
    page = finance.post(PAGE, {"one": "999999:hardware"}, follow=True)
    assert "stays as it is" in words(page)


def test_searched_words_lead_to_a_rule(finance, lines):
    page = finance.get(f"{PAGE}?q=fire")
    assert rows(page)[-1][1] == "Sum of 1"
    assert "/invoices/rules/new/?contains=fire" in page.content.decode()


def test_csv(finance, lines):
    assert csv_rows(finance.get(f"{PAGE}?format=csv"))[1] == [
        "A-1",
        "2024-02-10",
        "Ash",
        "Firewall",
        "640.00",
    ]


def test_nothing_left_to_do(finance):
    assert "Every invoice line has a kind" in words(finance.get(PAGE))


def test_the_dashboard_leads_there(finance, lines):
    here = f'href="{PAGE}"'
    assert here in finance.get("/?month=2024-03").content.decode()
    assert here not in browse(person(AUDITOR)).get("/?month=2024-03").content.decode()


def test_the_invoices_lead_there(finance, lines):
    assert "Unclassified (2)" in words(finance.get("/invoices/"))
    assert "Unclassified (" not in words(browse(person(AUDITOR)).get("/invoices/"))


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, count, django_assert_num_queries):
    for number in range(count):
        invoice(make_client(f"Client {number}"), "2024-02-10", "unclassified", 500)
    with django_assert_num_queries(6):
        finance.get(PAGE)
