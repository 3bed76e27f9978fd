"""What imports leave in the history."""

import pytest
from django.core.management import call_command

from clients.models import HistoryEntry
from contracts.models import InvoiceLine
from tests.contracts.csv_files import (
    agreement_file,
    import_agreements,
    import_invoices,
    invoice_file,
)

pytestmark = pytest.mark.django_db


def news(since=0):
    """The entries after one, oldest first: "Agreement MSA created"."""
    entries = HistoryEntry.objects.filter(pk__gt=since).order_by("pk")
    return [
        entry.object_repr if entry.is_summary else f"{entry.kind} {entry.object_repr} {entry.verb}"
        for entry in entries
    ]


def newest():
    return HistoryEntry.objects.latest("pk").pk


def test_new_agreement_is_one_entry():
    import_agreements({}, {"line": "Backup"}, {"effective_on": "2026-05-01"})
    assert news() == ["Client Acme created", "Service Backup created", "Service Help desk created",
                      "Agreement MSA created"]  # fmt: skip
    entry = HistoryEntry.objects.latest("pk")
    assert (entry.client.name, ("Client", "", "Acme") in entry.differences) == ("Acme", True)


def test_the_same_again_is_no_news():
    import_agreements({}, {"effective_on": "2026-05-01", "quantity": "2"})
    since = newest()
    import_agreements({}, {"effective_on": "2026-05-01", "quantity": "2"})
    assert news(since) == []


@pytest.mark.parametrize(
    ("row", "record", "difference"),
    [
        ({"unit_price": "110"}, "Help desk from 2026-01-01", ("Unit price", "100", "110")),
        ({"commitment": "fixed_term", "term_ends_on": "2026-12-31"}, "MSA",
         ("Commitment", "Month to month", "Fixed term")),
        ({"ends_on": "2026-06-30"}, "Help desk", ("Last day of service", "", "Jun 30, 2026")),
        ({"service": "Care"}, "Help desk", ("Service", "Help desk", "Care")),
    ],
)  # fmt: skip
def test_change_is_told_before_and_after(row, record, difference):
    import_agreements({})
    since = newest()
    import_agreements(row)
    entry = HistoryEntry.objects.filter(pk__gt=since).latest("pk")
    assert (entry.object_repr, entry.verb, entry.client.name) == (record, "changed", "Acme")
    assert difference in entry.differences
    assert entry.agreement_id is not None


def test_new_line_and_new_terms_of_a_known_agreement():
    import_agreements({})
    since = newest()
    import_agreements({"effective_on": "2026-05-01", "quantity": "2"}, {"line": "Backup"})
    assert news(since) == [
        "Service Backup created",
        "Line revision Help desk from 2026-05-01 created",
        "Agreement line Backup created",
        "Line revision Backup from 2026-01-01 created",
    ]


def test_service_that_pauses_is_told():
    import_agreements({"ends_on": ""}, {"effective_on": "2026-05-01"})
    since = newest()
    import_agreements({"ends_on": "2026-03-31"}, {"effective_on": "2026-05-01"})
    assert news(since) == ["Line revision Help desk from 2026-04-01 created"]
    since = newest()
    import_agreements({"ends_on": ""}, {"effective_on": "2026-05-01"})
    assert news(since) == ["Line revision Help desk from 2026-04-01 removed"]


def test_new_projects_are_told():
    import_invoices({"project": "Move"}, {"number": "2", "project": "Move"})
    assert news()[1:] == ["Project Move created", "Invoice lines: 2 created"]
    assert HistoryEntry.objects.get(object_repr="Move").client.name == "Acme"


def test_dry_run_leaves_nothing(tmp_path):
    file = tmp_path / "prices.csv"
    file.write_bytes(agreement_file({}))
    call_command("import_agreements", str(file), "--dry-run")
    assert news() == []


@pytest.mark.parametrize(
    ("command", "content"),
    [("import_agreements", agreement_file({})), ("import_invoices", invoice_file({}))],
)
def test_command_says_which_file_it_was(command, content, tmp_path):
    file = tmp_path / "march.csv"
    file.write_bytes(content)
    call_command(command, str(file))
    places = set(HistoryEntry.objects.values_list("source", "place", "actor"))
    assert places == {("import", "march.csv", None)}
    assert HistoryEntry.objects.latest("pk").origin == "Import march.csv"


def test_new_invoice_lines_are_one_entry():
    import_invoices({"number": "1"}, {"number": "2"})
    assert news()[1:] == ["Invoice lines: 2 created"]


def test_changed_invoice_lines_are_told_one_by_one():
    import_invoices({"number": "1"}, {"number": "2", "description": "Cable"})
    since = newest()
    import_invoices(
        {"number": "1", "amount": "99", "project": "Move", "description": ""},
        {"number": "2", "description": "Cable"},
        {"number": "3"},
    )
    project, summary, entry = HistoryEntry.objects.filter(pk__gt=since).order_by("pk")
    assert (project.object_repr, project.verb) == ("Move", "created")
    assert summary.object_repr == "Invoice lines: 1 created, 1 changed"
    assert (entry.object_repr, entry.verb, entry.client.name) == ("1/1", "changed", "Acme")
    assert entry.object_id == InvoiceLine.objects.get(number="1").pk
    assert entry.differences == [("Amount", "250.00", "99.00"), ("Project", "", "Move")]


def test_the_same_invoices_again_are_no_news():
    import_invoices({"number": "1"})
    since = newest()
    import_invoices({"number": "1"})
    assert news(since) == []
