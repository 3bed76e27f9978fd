"""The published files of the cases, through the commands and through the pages."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from contracts.models import ImportJob, InvoiceLine
from contracts.views.import_pages import decisions_form
from metrics.models import MrrMovement

FOLDER = Path(os.environ.get("BASELOAD_CASES", "")) / "imports"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not os.environ.get("BASELOAD_CASES"), reason="BASELOAD_CASES names no folder of cases"
    ),
]
CASES = json.loads((FOLDER / "index.json").read_text()) if FOLDER.is_dir() else []
# What the files leave to whoever brings them in.
SAID = {
    "qbo_import_template_us.csv": {"date_order": "MDY"},
    "eu_semicolon_decimal_comma.csv": {
        "mapping": {
            "client": "Kunde", "number": "Rechnungsnummer", "date": "Rechnungsdatum",
            "item": "Position", "description": "Beschreibung", "quantity": "Menge",
            "amount": "Netto", "currency": "Währung",
        }
    },
}  # fmt: skip
CURRENCIES = {"xero_sales_invoices_export_uk.csv": "GBP", "eu_semicolon_decimal_comma.csv": "EUR"}
SUMS = ("documents", "lines", "net_cents", "clients", "net_cents_by_client", "net_cents_by_month")


def ids(case):
    return case["file"]


def command_of(case):
    return "import_invoices" if case["kind"] in {"invoices", "reject"} else "import_agreements"


def report(case, **options):
    """What the command prints as JSON, and the sentence with which it refuses."""
    said = SAID.get(case["file"], {})
    out, refused = StringIO(), ""
    try:
        call_command(
            command_of(case),
            str(FOLDER / "files" / case["file"]),
            report="json",
            date_order=said.get("date_order"),
            map=[f"{ours}={theirs}" for ours, theirs in said.get("mapping", {}).items()],
            stdout=out,
            stderr=StringIO(),
            **options,
        )
    except CommandError as error:
        refused = str(error)
    return json.loads(out.getvalue()), refused


@pytest.fixture(autouse=True)
def currency(settings, request):
    case = request.node.callspec.params["case"]
    settings.CURRENCY = CURRENCIES.get(case["file"], "USD")


def check(case, told):
    totals = case.get("totals", {})
    assert {k: told[k] for k in SUMS if k in totals} == {k: totals[k] for k in SUMS if k in totals}
    if cents := totals.get("period_total_cents"):
        assert told["period_total_cents"] == cents
    if rows := totals.get("rows"):
        assert told["rows"] == rows
    if excluded := case.get("excluded_rows"):
        assert [row["reason"] for row in told["excluded"]] == [row["reason"] for row in excluded]
    if rejected := case.get("rejected_rows"):
        found = [(row["line"], row["reason"]) for row in told["excluded"] + told["errors"]]
        assert found == [(row["row"], row["reason"]) for row in rejected]
    assert all(control["agrees"] for control in told["controls"])


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_the_command_tells_the_expected_totals(case):
    told, _ = report(case, dry_run=True)
    check(case, told)
    assert not InvoiceLine.objects.exists()


@pytest.mark.parametrize("case", CASES, ids=ids)
@pytest.mark.usefixtures("right_ledger")
def test_the_command_writes_the_expected_totals(case):
    told, _ = report(case)
    check(case, told)
    if case["kind"] == "invoices":
        stored = sum(InvoiceLine.objects.values_list("amount_cents", flat=True))
        assert stored == case["totals"].get("net_cents", 0)
    check_mrr(case)
    again, _ = report(case)
    assert (again["counts"]["created"], again["counts"]["changed"]) == (0, 0)


def check_mrr(case):
    totals = case.get("totals", {})
    for month, cents in totals.get("mrr_cents_by_month", {}).items():
        assert sum(mrr(month).values()) == cents
    wanted = case.get("expected_mrr_cents_by_month") or {
        day[:7]: clients for day, clients in case.get("expected_mrr_at", {}).items()
    }
    for month, clients in wanted.items():
        found = mrr(month)
        assert {name: found.get(name, 0) for name in clients} == clients


def mrr(month):
    first = f"{month}-01"
    rows = MrrMovement.objects.filter(month__lte=first, until_month__gt=first)
    return dict(rows.values_list("client__name", "mrr_cents"))


@pytest.mark.parametrize("case", CASES, ids=ids)
@pytest.mark.usefixtures("right_ledger")
def test_the_page_tells_and_writes_the_same(case, finance):
    job = upload(case, finance)
    if case["kind"] == "reject":
        assert not ImportJob.objects.exclude(state__in=["refused", "asking"]).exists()
        return
    if job.state == "asking":
        answer(case, job, finance)
    assert job.state == "ready", job.report
    check(case, job.report)
    form = {"seen": decisions_form(job).digest}
    finance.post(reverse("import_apply", args=[job.pk]), form)
    job.refresh_from_db()
    if job.report["counts"]["created"]:
        assert job.state == "applied", job.report
        check_mrr(case)


def answer(case, job, finance):
    """Say what the file leaves open, as the page's forms send it."""
    said = SAID[case["file"]]
    form = {"part": "answer", **said}
    if mapping := said.get("mapping"):
        fields = {f"map_{ours}": theirs for ours, theirs in mapping.items()}
        form = {"part": "mapping", "kind": case["kind"], **fields}
    finance.post(reverse("import_restart", args=[job.pk]), form)
    job.refresh_from_db()


def upload(case, finance):
    content = (FOLDER / "files" / case["file"]).read_bytes()
    file = SimpleUploadedFile(case["file"], content)
    finance.post(reverse("import_create"), {"file": file})
    return ImportJob.objects.order_by("-pk").first()
