"""The import commands with the files of other programs."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from contracts.models import AgreementLine, InvoiceLine
from tests.contracts.exports import ADDITIONS, QUICKBOOKS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]

AMBIGUOUS = "Customer,Invoice No,Invoice Date,Amount\nHaven,1,03/04/2025,10.00\n"


@pytest.fixture
def run(tmp_path):
    def run(command, text, **options):
        """What a command prints, and what it complains of."""
        file = tmp_path / "file.csv"
        file.write_text(text)
        out, err = StringIO(), StringIO()
        call_command(command, str(file), stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    return run


def test_an_export_is_recognised_and_taken_in(run):
    said, complaints = run("import_invoices", QUICKBOOKS)
    assert said == (
        "QuickBooks Online: Sales by Customer Detail: 4 created, 0 changed, 0 unchanged, "
        "1 left out, 0 wrong\n"
    )
    assert complaints == "line 13: left out, Payment\n"
    assert InvoiceLine.objects.count() == 4


def test_a_dry_run_reports_and_writes_nothing(run):
    said, _ = run("import_agreements", ADDITIONS, report="json", dry_run=True)
    report = json.loads(said)
    assert {name: report[name] for name in ("profile", "rows", "documents", "lines")} == {
        "profile": "connectwise_additions",
        "rows": 5,
        "documents": 2,
        "lines": 4,
    }
    assert report["excluded"] == [
        {"line": 6, "reason": "One Time", "document": "Vault", "note": ""}
    ]
    assert not AgreementLine.objects.exists()


def test_what_the_file_does_not_tell_is_asked_for(run):
    with pytest.raises(CommandError, match="Say it with --date-order"):
        run("import_invoices", AMBIGUOUS)
    run("import_invoices", AMBIGUOUS, date_order="DMY")
    assert [str(line.issued_on) for line in InvoiceLine.objects.all()] == ["2025-04-03"]


def test_columns_are_named_by_hand(run):
    text = "Kunde;Nr;Tag;Netto\nHafen;R-1;15.01.2025;1.234,56\n"
    run("import_invoices", text, map=["client=Kunde", "number=Nr", "date=Tag,amount=Netto"])
    assert [line.amount_cents for line in InvoiceLine.objects.all()] == [123456]


def test_a_wrong_row_leaves_its_invoice_out_or_strictly_all(run):
    text = "Customer,Invoice No,Invoice Date,Amount\nHaven,1,2025-01-05,x\nHaven,2,2025-01-05,5\n"
    with pytest.raises(CommandError, match="1 error; nothing was written"):
        run("import_invoices", text, strict=True)
    assert not InvoiceLine.objects.exists()
    _, complaints = run("import_invoices", text)
    assert complaints == "line 2, Amount: “x” is not an amount\n"
    assert [line.number for line in InvoiceLine.objects.all()] == ["2"]


def test_a_profile_that_is_not_there_is_named(run):
    with pytest.raises(CommandError, match="There is no profile quickbook here; known are auto, "):
        run("import_invoices", QUICKBOOKS, profile="quickbook")


def test_clients_have_a_command(run):
    said, _ = run("import_clients", "Name,Industry\nHaven,Dental\n")
    assert said.startswith("Clients, columns by name: 1 created")
