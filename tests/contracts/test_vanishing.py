"""What earlier files of a program brought and a later one lacks: told, and left alone."""

import json
import zlib
from datetime import date

import pytest

from contracts import operations
from contracts.importing.declared import Decisions
from contracts.importing.taking import take_in
from contracts.importing.vanishing import vanished
from contracts.models import Agreement, ImportJob, ImportJournal, InvoiceLine
from tests.contracts.exports import ADDITIONS, read

pytestmark = pytest.mark.django_db

TODAY = date(2025, 6, 15)
HEADER = "Customer,Invoice No,Invoice Date,Amount\n"
JANUARY = "Haven,1,2025-01-05,10.00\nHaven,2,2025-01-20,20.00\nHaven,3,2025-02-03,30.00\n"


def take(text, name, state="applied"):
    """Take a file in as its job does; what it says has vanished."""
    reading = read(text)
    job = ImportJob.objects.create(
        file_name=name, file_size=1, sha256="", profile=reading.profile, state=state
    )
    journal = take_in(reading, Decisions(), today=TODAY).journal
    gone = vanished(job, journal, TODAY)
    content = zlib.compress(json.dumps(journal).encode())
    ImportJournal.objects.create(job=job, content=content)
    return gone


def test_an_invoice_that_a_later_file_lacks_is_told_and_stays():
    assert take(HEADER + JANUARY, "first.csv") == []
    later = HEADER + "Haven,1,2025-01-05,10.00\nHaven,4,2025-01-31,40.00\n"
    assert take(later, "second.csv") == [
        "Invoice 2 of Haven, Jan 20, 2025, came with first.csv and is not in this file."
    ]
    assert InvoiceLine.objects.filter(number="2").exists()


def test_invoices_outside_the_files_days_have_not_vanished():
    take(HEADER + JANUARY, "first.csv")
    assert take(HEADER + "Haven,9,2025-03-05,10.00\n", "march.csv") == []


def test_what_an_import_brought_that_was_taken_back_has_not_vanished():
    take(HEADER + JANUARY, "first.csv", state="undone")
    assert take(HEADER + "Haven,1,2025-01-05,10.00\nHaven,3,2025-02-03,30.00\n", "b.csv") == []


def test_a_line_that_a_later_list_lacks_is_told_until_it_ends():
    take(ADDITIONS, "first.csv")
    later = "".join(row for row in ADDITIONS.splitlines(keepends=True) if "Backup" not in row)
    said = ["Backup TB of Vault (Quay Legal) came with first.csv and is not in this file."]
    assert take(later, "second.csv") == said
    operations.cancel_agreement(
        agreement=Agreement.objects.get(name="Vault"), ends_on=date(2025, 5, 31), reason="price"
    )
    assert take(later, "third.csv") == []
