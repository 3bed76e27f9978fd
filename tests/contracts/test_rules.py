"""The pages of rules that classify invoice lines."""

import pytest

from contracts import operations
from contracts.models import ClassificationRule, InvoiceLine
from contracts.operations import Charge
from metrics import verification
from tests.builders import day, make_client
from tests.pages import AUDITOR, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

NEW = "/invoices/rules/new/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def lines():
    return operations.record_invoice(
        client=make_client("Ash"),
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[
            Charge("unclassified", 64_000, "Firewall FG-60"),
            Charge("unclassified", 100, "firewall licence"),
            Charge("unclassified", 500, "Travel"),
            Charge("project", 500, "Firewall set-up"),
        ],
    )


def kinds():
    return list(InvoiceLine.objects.order_by("position").values_list("kind", flat=True))


def test_rule_create(finance, lines):
    page = finance.post(NEW, {"contains": "firewall", "kind": "hardware"}, follow=True)
    assert kinds() == ["hardware", "hardware", "unclassified", "project"]
    said = "The rule holds: “firewall” is Hardware. It classified 2 lines of $641.00."
    assert said in words(page)
    assert verification.differences() == []


def test_a_rule_says_before_what_it_would_do(finance, lines):
    page = finance.post(NEW, {"contains": "FIREWALL", "kind": ""}, **HTMX)
    assert "2 lines of $641.00" in words(page)
    assert ClassificationRule.objects.count() == 0
    assert kinds()[0] == "unclassified"


@pytest.mark.parametrize("contains", ["", "\0", "x" * 200])
def test_nothing_is_said_of_words_that_are_none(finance, lines, contains):
    page = finance.post(NEW, {"contains": contains}, **HTMX)
    assert "Type words to see how many lines they classify." in words(page)


def test_what_was_said_is_what_is_done(finance, lines):
    operations.create_rule(contains="firewall licence", kind="project")
    assert "1 line of $640.00" in words(finance.post(NEW, {"contains": "firewall"}, **HTMX))
    _, done = operations.create_rule(contains="firewall", kind="hardware")
    assert (done.line_count, done.amount_cents) == (1, 64_000)


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"contains": "FIREWALL", "kind": "project"}, "There is a rule for these words already."),
        ({"contains": "", "kind": "project"}, "This field is required."),
        ({"contains": "x", "kind": "unclassified"}, "Select a valid choice."),
        ({"contains": "x" * 101, "kind": "project"}, "at most 100 characters"),
    ],
)
def test_what_is_wrong_is_said(finance, form, complaint):
    operations.create_rule(contains="firewall", kind="hardware")
    assert complaint in words(finance.post(NEW, form))
    assert ClassificationRule.objects.count() == 1


def test_rule_list(finance, lines):
    operations.create_rule(contains="firewall", kind="hardware")
    operations.create_rule(contains="alarm", kind="project")
    assert rows(finance.get("/invoices/rules/")) == [
        ["The description contains", "The line is", "Lines classified", "Amount", "Take back"],
        ["alarm", "Project", "–", "–", "Take back “alarm” is Project"],
        ["firewall", "Hardware", "2", "641.00", "Take back “firewall” is Hardware"],
    ]


def test_csv(finance, lines):
    operations.create_rule(contains="=firewall", kind="hardware")
    assert csv_rows(finance.get("/invoices/rules/?format=csv")) == [
        ["The description contains", "The line is", "Lines classified", "Amount"],
        ["'=firewall", "hardware", "0", "0.00"],
    ]


def test_an_auditor_reads_them(lines):
    operations.create_rule(contains="firewall", kind="hardware")
    page = browse(person(AUDITOR)).get("/invoices/rules/")
    assert rows(page)[1] == ["firewall", "Hardware", "2", "641.00"]
    assert "New rule" not in words(page)


def test_no_rules_yet(finance):
    assert "No rules yet" in words(finance.get("/invoices/rules/"))


def test_rule_remove(finance, lines):
    rule, _ = operations.create_rule(contains="firewall", kind="hardware")
    page = finance.post(f"/invoices/rules/{rule.pk}/remove/", follow=True)
    assert kinds() == ["unclassified", "unclassified", "unclassified", "project"]
    assert "The rule is taken back: “firewall” is Hardware." in words(page)
    assert verification.differences() == []


def test_only_those_who_may_take_rules_back(lines):
    rule, _ = operations.create_rule(contains="firewall", kind="hardware")
    response = browse(person(AUDITOR)).post(f"/invoices/rules/{rule.pk}/remove/")
    assert response.status_code == 403
    assert kinds()[0] == "hardware"


def test_a_rule_that_is_gone_is_not_found(finance):
    assert finance.post("/invoices/rules/999/remove/").status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(finance, lines, count, django_assert_num_queries):
    for number in range(count):
        operations.create_rule(contains=f"firewall {number}", kind="hardware")
    with django_assert_num_queries(5):
        finance.get("/invoices/rules/")
