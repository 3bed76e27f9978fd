"""The example rows of our templates, read as files are."""

from config.exports import csv_lines
from contracts.importing.agreement_rows import read_agreements
from contracts.importing.examples import example_sheet
from contracts.importing.invoice_rows import read_invoices


def written(kind):
    return "".join(csv_lines(example_sheet(kind))).encode()


def test_examples_of_agreements_are_what_a_file_may_say():
    file = read_agreements(written("agreements"))
    assert list(file.agreements) == [("Example Ltd", "Managed services")]


def test_examples_of_invoices_are_what_a_file_may_say():
    columns = read_invoices(written("invoices"))
    assert columns.errors == []
    assert columns.values["amount"] == [240_000, 65_050, -12_000]
