"""The wrong rows of a file as a file: mended and dropped in again, they are taken in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.models import ImportJob, InvoiceLine
from contracts.views.import_pages import decisions_form
from tests.pages import csv_rows

pytestmark = pytest.mark.django_db

FILE = """\
Customer,Invoice No,Invoice Date,Item,Description,Amount
Haven,1,15/01/2025,Seat,Seats,100.00
Haven,1,15/01/2025,Seat,=1+1,1o.00
Haven,2,16/01/2025,Seat,Seats,5.00
"""


def drop(finance, text):
    """Upload a file, and import what is right of it."""
    finance.post(reverse("import_create"), {"file": SimpleUploadedFile("a.csv", text.encode())})
    job = ImportJob.objects.first()
    assert job.state == "ready", job.report
    form = {"seen": decisions_form(job).digest}
    finance.post(reverse("import_apply", args=[job.pk]), form)
    return job


def test_all_rows_of_a_wrong_invoice_are_in_the_file(finance):
    job = drop(finance, FILE)
    assert [line.number for line in InvoiceLine.objects.all()] == ["2"]
    header, *rows = csv_rows(finance.get(reverse("import_wrong_rows", args=[job.pk])))
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["number"], row["amount"], row["What is wrong"]) for row in found] == [
        ("1", "100.00", "another row of this invoice is wrong"),
        ("1", "1o.00", "Amount: is not an amount"),
    ]
    assert found[1]["description"] == "'=1+1"


def test_the_mended_file_is_taken_in(finance):
    job = drop(finance, FILE)
    answer = finance.get(reverse("import_wrong_rows", args=[job.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    drop(finance, text.replace("1o.00", "10.00"))
    amounts = InvoiceLine.objects.filter(number="1").values_list("amount_cents", flat=True)
    assert sorted(amounts) == [1000, 10000]
