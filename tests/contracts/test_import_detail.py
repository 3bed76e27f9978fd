"""The page of one file, by its state."""

import pytest
from django.utils import timezone

from contracts.importing import jobs
from contracts.models import ImportFile, ImportJob
from tests.builders import make_client, make_service
from tests.contracts.import_jobs import (
    AGREEMENTS,
    DATE_QUESTION,
    INVOICES,
    MISSING,
    TICKETS,
    make_job,
)
from tests.pages import rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def progress(monkeypatch):
    """What is known of a run."""
    progress = {"is_stale": False}
    monkeypatch.setattr(jobs, "progress_of", lambda job: progress)
    return progress


def see(finance, job, query=""):
    return finance.get(f"/imports/{job.pk}/{query}")


def poll(finance, job):
    return finance.get(f"/imports/{job.pk}/", headers={"HX-Request": "true"})


def test_running_shows_rows_and_time_left(finance, progress):
    progress |= {"stage": "checked", "done": 12_345, "total": 50_000, "seconds_left": 8}
    page = see(finance, make_job("reading"))
    said = words(page)
    assert "12,345 of 50,000 rows checked · 8 seconds left" in said
    assert "You can close this page" in said
    assert '<progress class="import-bar" aria-label="Rows" value="12345" max="50000">' in (
        page.content.decode()
    )


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [(0.5, "nearly done"), (89, "89 seconds left"), (150, "2 minutes left"), (None, "rows read")],
)
def test_time_left(finance, progress, seconds, sentence):
    progress |= {"stage": "read", "done": 1, "total": 2, "seconds_left": seconds}
    assert sentence in words(see(finance, make_job("applying")))


def test_progress_is_asked_for_and_the_page_loaded_anew_at_the_end(finance, progress):
    job = make_job("reading")
    response = poll(finance, job)
    assert f'hx-get="/imports/{job.pk}/" hx-trigger="every 1s"' in response.content.decode()
    assert "<html" not in response.content.decode()
    ImportJob.objects.update(state="ready")
    assert poll(finance, job)["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("reading", "Nothing was written."), ("undoing", "Nothing was taken back.")],
)
def test_run_that_fell_silent_can_be_started_again(finance, progress, state, sentence):
    progress["is_stale"] = True
    page = see(finance, make_job(state))
    said = words(page)
    assert f"It stopped before its end {sentence}" in said
    assert "Start again" in said
    assert "hx-trigger" not in page.content.decode()


def test_question_shows_both_readings(finance):
    job = make_job("asking", {**INVOICES, "questions": [DATE_QUESTION]})
    said = words(see(finance, job))
    assert "In which order are dates written?" in said
    assert "03/04/2024 is 3 April 2024" in said
    assert "03/04/2024 is 4 March 2024" in said
    assert "In the file: 03/04/2024, 05/06/2024" in said


def test_wrong_file_says_which_columns_are_missing(finance):
    page = see(finance, make_job("asking", TICKETS))
    assert MISSING in words(page)
    assert rows(page) == [["Ticket #", "Summary", "Status"], ["4711", "Printer on fire", "Open"]]


def test_columns_that_were_found_are_chosen(finance):
    page = see(finance, make_job("asking", TICKETS)).content.decode()
    status = page.split('name="map_status"')[1].split("</select>")[0]
    assert '<option value="Status" selected>' in status
    assert "selected" not in page.split('name="map_client"')[1].split('value="Ticket #"')[1][:20]


def test_kind_is_asked_when_nothing_tells_it(finance):
    job = make_job("asking", {**TICKETS, "kind": ""})
    assert "Choose first what the file holds." in words(see(finance, job))
    page = see(finance, job, "?kind=clients").content.decode()
    assert "map_segment" in page
    assert "map_number" not in page


def test_ready(finance, django_assert_max_num_queries):
    job = make_job("ready", INVOICES)
    with django_assert_max_num_queries(15):
        page = see(finance, job)
    said = words(page)
    assert "Imports 8 lines of 6 invoices worth $8,362.98; 3 rows are left out." in said
    assert "Recurring share of the last twelve months: 41.0% → 34.7%" in said
    assert "Birch Dental is a new client" in said
    assert "ASH AND CO is your client Ash & Co" in said
    assert "1 of 2 differ from what was read" in said
    assert "Windows (cp1252), header in line 5, dates as month, day, year" in said
    assert "Invoice 1039 of Ash & Co is no longer in the file" in said


def test_rows_of_the_preview(finance):
    found = rows(see(finance, make_job("ready", INVOICES)))
    assert ["TOTAL", "15", "8,400.00", "8,362.98", "−37.02"] in found
    assert ["Total for Ash", "8", "100.00", "100.00", "agrees"] in found
    assert ["Feb 24", "0.00", "3,362.98", "+3,362.98"] in found
    assert ["14", "Amount", "=1+1", "is not a number"] in found
    assert ["9", "Draft", "1042", ""] in found
    assert ["Invoice 1040 of Ash & Co", "Amount", "90.00", "100.00"] in found
    assert ["Firewall", "2", "900.00", "Kind of Firewall suggested"] in found


def test_agreements_show_mrr_by_month_and_new_services(finance):
    make_service("Detection")
    page = see(finance, make_job("ready", AGREEMENTS))
    assert "Imports 3 lines of 2 agreements with 1 client." in words(page)
    found = rows(page)
    assert ["Jan 25", "1,000.00", "1,300.00", "+300.00"] in found
    assert "1 earlier month" in words(page)
    assert "Detection</option>" in page.content.decode()


def test_nothing_new_offers_no_import(finance):
    counts = {"created": 0, "changed": 0, "unchanged": 8, "excluded": 0, "wrong": 0}
    page = see(finance, make_job("ready", {**INVOICES, "counts": counts}))
    assert "Importing this file changes nothing" in words(page)
    assert ">Import</button>" not in page.content.decode()


def test_same_file_was_imported_before(finance):
    before = make_job("applied", INVOICES, file_name="first.csv")
    make_job("applied", INVOICES, sha256="b" * 64, file_name="another.csv")
    page = see(finance, make_job("ready", INVOICES))
    assert "This very file was imported already: first.csv" in words(page)
    assert f'href="/imports/{before.pk}/"' in page.content.decode()


def test_names_that_resemble_clients_are_decided_by_nobody_else(finance):
    ash = make_client("Ash & Co")
    names = {**INVOICES["names"], "suggestions": {"Ash and Co": [[ash.pk, "Ash & Co", 92]]}}
    page = see(finance, make_job("ready", {**INVOICES, "names": names}))
    assert "Ash and Co optional It is Ash & Co It is a new client" in words(page)
    assert "checked" not in page.content.decode()


@pytest.mark.parametrize(
    ("base", "address"),
    [(INVOICES, "/invoices/?since=2024-01&amp;month=2024-02"), (AGREEMENTS, "/agreements/")],
)
def test_applied_leads_to_what_was_written(finance, base, address):
    page = see(finance, make_job("applied", base, applied_at=timezone.now()))
    assert f'href="{address}"' in page.content.decode()
    assert "Take back" in words(page)


def test_obstacles_are_listed_with_their_places(finance):
    obstacle = {
        "sentence": "Invoice 1040 was edited.", "path": "/invoices/7/", "who": "sam", "at": "today",
    }  # fmt: skip
    job = make_job("applied", {**INVOICES, "obstacles": [obstacle]}, applied_at=timezone.now())
    page = see(finance, job)
    assert "It cannot be taken back as it stands." in words(page)
    assert '<a href="/invoices/7/">Invoice 1040 was edited.</a>' in page.content.decode()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("refused", "This is a PDF."),
        ("undone", "The books are as they were before it."),
        ("cancelled", "Nothing of it was written."),
    ],
)
def test_over(finance, state, sentence):
    page = see(finance, make_job(state, {"refusals": ["This is a PDF."]}))
    assert sentence in words(page)
    assert "Read this file again" in words(page)


def test_file_that_is_no_longer_kept_is_not_read_again(finance):
    job = make_job("cancelled")
    ImportFile.objects.all().delete()
    assert "Read this file again" not in words(see(finance, job))
