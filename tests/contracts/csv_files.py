"""CSV files for import tests, written as rows of the columns that a test is about."""

import csv
import io

from django.core.management import CommandError, call_command

from clients.models import Client
from contracts import importing
from contracts.models import Agreement, AgreementLine, InvoiceLine, LineRevision, Project, Service
from metrics.models import AgreementMrr, CategoryMovement, LineChange, MonthTotal, MrrMovement

AGREEMENT_ROW = {
    "client": "Acme",
    "agreement": "MSA",
    "line": "Help desk",
    "billing_months": "1",
    "quantity": "1",
    "unit_price": "100",
    "effective_on": "2026-01-01",
}
INVOICE_ROW = {
    "client": "Acme",
    "number": "1001",
    "issued_on": "2026-01-15",
    "kind": "project",
    "amount": "250.00",
}


def _file(default: dict, rows: tuple[dict, ...]) -> bytes:
    """A file with the default's columns and those that the rows add."""
    columns = dict.fromkeys([*default, *(name for row in rows for name in row)])
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows({**default, **row} for row in rows)
    return out.getvalue().encode()


def agreement_file(*rows: dict) -> bytes:
    return _file(AGREEMENT_ROW, rows)


def invoice_file(*rows: dict) -> bytes:
    return _file(INVOICE_ROW, rows)


def import_agreements(*rows: dict) -> str:
    return str(importing.import_agreements(agreement_file(*rows)))


def import_invoices(*rows: dict) -> str:
    return str(importing.import_invoices(invoice_file(*rows)))


def complaints(take, data: bytes) -> list[str]:
    """What an import says against a file; none when it takes it."""
    try:
        take(data)
    except importing.Refused as refused:
        return [str(error) for error in refused.errors]
    return []


def run(name: str, path, *options: str) -> tuple[str, list[str]]:
    """A command's output, and what it wrote to stderr with its last sentence."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(name, str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue().strip(), err.getvalue().splitlines()


def everything() -> list[list[tuple]]:
    """The whole content of the database, as far as imports touch it."""
    models = [Client, Service, Agreement, AgreementLine, LineRevision, Project, InvoiceLine]
    models += [LineChange, MrrMovement, CategoryMovement, AgreementMrr, MonthTotal]
    return [
        sorted(model.objects.values_list(*(f.name for f in model._meta.concrete_fields)), key=str)
        for model in models
    ]


def revisions() -> list[tuple[str, str, int]]:
    """Every revision as its date, quantity and monthly amount."""
    rows = LineRevision.objects.order_by("line__name", "effective_on")
    return [(str(r.effective_on), f"{r.quantity.normalize():f}", r.monthly_cents) for r in rows]
