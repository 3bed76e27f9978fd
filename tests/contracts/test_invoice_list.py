"""The list of invoice lines."""

import pytest

from contracts import operations
from contracts.models import InvoiceLine
from contracts.operations import Charge
from tests.builders import day, invoice, make_client
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

HEAD = ["Invoice", "Issued", "Client", "Kind", "Description", "Amount"]


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def ash():
    """Ash bought a server in two lines and got a credit; Birch called for help once."""
    ash = make_client("Ash")
    operations.record_invoice(
        client=ash,
        number="A-1",
        issued_on=day("2024-02-10"),
        charges=[Charge("hardware", 120_050, "Server"), Charge("project", 80_000, "Set-up")],
    )
    invoice(ash, "2024-03-01", "hardware", -20_050, number="A-2")
    invoice(make_client("Birch"), "2024-02-20", "break_fix", 30_000, number="B-1")
    return ash


def test_invoice_list(owner, ash):
    assert rows(owner.get("/invoices/")) == [
        HEAD,
        ["A-2", "Mar 1, 2024", "Ash", "Hardware", "–", "−200.50"],
        ["B-1", "Feb 20, 2024", "Birch", "Break-fix", "–", "300.00"],
        ["A-1", "Feb 10, 2024", "Ash", "Hardware", "Server", "1,200.50"],
        ["A-1", "Feb 10, 2024", "Ash", "Project", "Set-up", "800.00"],
        ["Sum of 4", "", "", "", "", "2,100.00"],
    ]


def test_no_invoices_yet(owner):
    page = words(owner.get("/invoices/"))
    assert "No invoices yet" in page
    assert "Or start with a spreadsheet of your invoices, saved as CSV, on the server:" in page
    assert ".venv/bin/python manage.py import_invoices invoices.csv --dry-run" in page


@pytest.mark.parametrize(
    ("query", "foot"),
    [
        ("kind=hardware", ["Sum of 2", "1,000.00"]),
        ("month=2024-02", ["Sum of 3", "2,300.50"]),
        ("month=2024-02&kind=project", ["Sum of 1", "800.00"]),
        ("month=2024-99&kind=nothing", ["Sum of 4", "2,100.00"]),
        ("q=server", ["Sum of 1", "1,200.50"]),
        ("q=birch", ["Sum of 1", "300.00"]),
        ("q=A-1", ["Sum of 2", "2,000.50"]),
    ],
)
def test_narrowed_rows_add_up_to_the_foot(owner, ash, query, foot):
    found = rows(owner.get(f"/invoices/?{query}"))
    assert [found[-1][0], found[-1][-1]] == foot
    assert f"Sum of {len(found) - 2}" == foot[0]


def test_invoices_of_one_client(owner, ash):
    page = owner.get(f"/invoices/?client={ash.pk}")
    assert "Invoices of Ash" in words(page)
    assert rows(page)[-1] == ["Sum of 3", "", "", "", "", "1,800.00"]


def test_lines_of_one_invoice(owner, ash):
    invoice(ash, "2024-03-02", "project", 500, number="A-10")
    page = owner.get(f"/invoices/?client={ash.pk}&number=A-1")
    assert f'href="/invoices/{ash.invoice_lines.last().pk}/"' in page.content.decode()
    assert "Invoice A-1 of Ash" in words(page)
    assert rows(page)[-1] == ["Sum of 2", "", "", "", "", "2,000.50"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "These 4 invoice lines add up to $2,100.00, all invoices."),
        (
            "month=2024-02",
            "These 3 invoice lines add up to $2,300.50, all invoices of February 2024.",
        ),
        (
            "since=2024-02&month=2024-03&kind=one_off",
            "add up to $2,100.00, the one-off revenue of the months from Feb 24 to Mar 24.",
        ),
        (
            "month=2024-03&kind=hardware&client={ash}",
            "This invoice line adds up to −$200.50, all hardware invoices of Ash in March 2024.",
        ),
        ("q=server", "This invoice line adds up to $1,200.50, part of all invoices."),
        ("since=2024-03&month=2024-02", "These 3 invoice lines add up to $2,300.50"),
        ("since=2024-02&kind=managed", "No invoice lines, so all managed services invoices of the"),
    ],
)
def test_sentence_says_what_the_lines_add_up_to(owner, ash, query, sentence):
    assert sentence in words(owner.get(f"/invoices/?{query.format(ash=ash.pk)}"))


def test_invoices_of_a_project(owner, ash):
    project = operations.create_project(client=ash, name="Move")
    charge = Charge("project", 7_00, project=project)
    operations.record_invoice(
        client=ash, number="P-1", issued_on=day("2024-03-01"), charges=[charge]
    )
    page = owner.get(f"/invoices/?project={project.pk}")
    assert "Invoices of Move" in words(page)
    assert rows(page)[-1] == ["Sum of 1", "", "", "", "", "7.00"]
    assert (
        browse(person(ACCOUNT_MANAGER)).get(f"/invoices/?project={project.pk}").status_code == 404
    )


def test_invoice_lines_that_a_rule_classified(owner, ash):
    invoice(ash, "2024-03-05", "unclassified", 9_00, number="U-1")
    InvoiceLine.objects.filter(number="U-1").update(description="A firewall")
    rule, *_ = operations.create_rule(contains="firewall", kind="hardware")
    page = owner.get(f"/invoices/?rule={rule.pk}")
    assert "This invoice line adds up to $9.00, part of all invoices." in words(page)
    assert browse(person(ACCOUNT_MANAGER)).get(f"/invoices/?rule={rule.pk}").status_code == 404


def test_invoices_of_a_segment(owner, ash):
    ash.segment = "Dental"
    ash.save()
    page = owner.get("/invoices/?segment=Dental&month=2024-02")
    assert "add up to $2,000.50, all invoices of these clients in February 2024." in words(page)


def test_invoice_that_does_not_exist(owner, ash):
    assert "Nothing found. Show all" in words(owner.get("/invoices/?number=%00A"))


@pytest.mark.parametrize("client", ["x", "²", "999", "9" * 30])
def test_invoices_of_a_client_that_does_not_exist(owner, ash, client):
    assert owner.get(f"/invoices/?client={client}").status_code == 404


@pytest.mark.parametrize(
    ("sort", "first"), [("amount_cents", "A-2"), ("-client", "B-1"), ("issued_on", "A-1")]
)
def test_sorting(owner, ash, sort, first):
    assert rows(owner.get(f"/invoices/?sort={sort}"))[1][0] == first


def test_csv(owner, ash):
    assert csv_rows(owner.get("/invoices/?kind=hardware&format=csv")) == [
        HEAD,
        ["A-2", "2024-03-01", "Ash", "hardware", "", "-200.50"],
        ["A-1", "2024-02-10", "Ash", "hardware", "Server", "1200.50"],
    ]


def test_account_manager_finds_only_the_own(ash):
    manager = person(ACCOUNT_MANAGER)
    ours = make_client("Dogwood", account_manager=manager)
    invoice(ours, "2024-02-10", "project", 500)
    browser = browse(manager)
    assert rows(browser.get("/invoices/"))[-1] == ["Sum of 1", "", "", "", "", "5.00"]
    assert browser.get(f"/invoices/?client={ash.pk}").status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        invoice(make_client(f"Client {number}"), "2024-02-10", "project", 500, number=f"N-{number}")
    with django_assert_num_queries(9):
        owner.get("/invoices/")
