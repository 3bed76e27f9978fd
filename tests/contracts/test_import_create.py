"""Bringing in a file."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contracts.importing import jobs
from contracts.models import ImportJob
from tests.pages import FINANCE, browse, person, words

pytestmark = pytest.mark.django_db
CONTENT = b"Ticket #,Summary\n1,Printer\n"


@pytest.fixture(autouse=True)
def started(monkeypatch):
    """The jobs that were started, none of which runs."""
    started = []
    monkeypatch.setattr(jobs, "start", started.append)
    return started


def upload(browser, content=CONTENT, name="tickets.csv"):
    file = SimpleUploadedFile(name, content)
    return browser.post("/imports/new/", {"file": file})


def test_import_create(started):
    sam = person(FINANCE, "sam")
    response = upload(browse(sam))
    job = ImportJob.objects.get()
    assert response["Location"] == f"/imports/{job.pk}/"
    assert started == [job]
    assert (job.file_name, job.file_size, job.state, job.person) == (
        "tickets.csv", len(CONTENT), "reading", sam,
    )  # fmt: skip
    assert job.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert bytes(job.file.content) == CONTENT


def test_page_says_what_it_takes(finance):
    said = words(finance.get("/imports/new/"))
    assert "CSV, TSV or Excel (.xlsx), up to 25 MB." in said
    assert "QuickBooks Online: Sales by Customer Detail" in said


def test_no_file(finance):
    assert "Choose a file first." in words(finance.post("/imports/new/", {}))
    assert "Choose a file first." in words(finance.post("/imports/new/", {"file": "a text"}))
    assert not ImportJob.objects.exists()


def test_empty_file(finance):
    assert "The file is empty." in words(upload(finance, b""))
    assert not ImportJob.objects.exists()


def test_file_that_is_too_large(finance, settings, started):
    settings.IMPORT_MAX_MB = 1
    assert "larger than 1 MB" in words(upload(finance, b"x" * (1024 * 1024 + 1)))
    assert not ImportJob.objects.exists()
    assert upload(finance, b"x" * 1024 * 1024).status_code == 302
    assert len(started) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x" * 300 + ".csv", "x" * 200),
        ("<b>sales</b>.csv", "b>.csv"),
        ("sales\u202evsc.exe", "salesvsc.exe"),
        ("  my   sales.csv ", "my sales.csv"),
    ],
)
def test_name_is_shown_as_a_text(finance, name, shown):
    upload(finance, name=name)
    job = ImportJob.objects.get()
    assert job.file_name == shown
    assert f"<title>{shown}" not in finance.get("/imports/").content.decode()


def test_names_are_escaped(finance):
    upload(finance, name="a<img src=x>.csv")
    job = ImportJob.objects.get()
    for page in ("/imports/", f"/imports/{job.pk}/"):
        assert "<img src=x>" not in finance.get(page).content.decode()


def test_a_name_that_no_file_can_have_is_refused_by_the_framework(finance):
    file = io.BytesIO(b"client\nHaven\n")
    file.name = "x" * 2000
    assert finance.post("/imports/new/", {"file": file}).status_code == 400
    assert ImportJob.objects.count() == 0
