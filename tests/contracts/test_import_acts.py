"""The buttons of an import: what each leaves behind, and what it answers when it comes too late."""

import pytest
from django.utils import timezone

from contracts.importing import jobs
from contracts.models import ImportFile, ImportJob, SavedMapping
from tests.builders import make_client, make_service
from tests.contracts.import_jobs import (
    AGREEMENTS,
    DATE_QUESTION,
    INVOICES,
    TICKETS,
    make_job,
)
from tests.pages import words

pytestmark = pytest.mark.django_db
LATE = "Nothing is done: this import has moved on meanwhile."
COLUMNS = {"map_client": "Summary", "map_number": "Ticket #", "map_date": "Status"}


@pytest.fixture(autouse=True)
def started(monkeypatch):
    """(key, state, attempt) of the jobs that were started, none of which runs."""
    started = []
    monkeypatch.setattr(
        jobs, "start", lambda job: started.append((job.pk, str(job.state), job.attempt))
    )
    return started


def press(finance, job, button, **post):
    return finance.post(f"/imports/{job.pk}/{button}/", post, follow=True)


def seen(finance, job):
    """The fields of the preview as a browser sends them when nobody chose anything."""
    page = finance.get(f"/imports/{job.pk}/").content.decode()
    return {"seen": page.split('name="seen" value="')[1].split('"')[0]}


def kept(job):
    job = ImportJob.objects.get(pk=job.pk)
    return job.state, job.attempt


def test_answer_is_declared_and_the_file_read_anew(finance, started):
    job = make_job("asking", {**INVOICES, "questions": [DATE_QUESTION]}, declared={"sheet": "A"})
    press(finance, job, "restart", part="answer", date_order="DMY")
    assert started == [(job.pk, "reading", 1)]
    assert ImportJob.objects.get().declared == {"sheet": "A", "date_order": "DMY"}


def test_answer_that_is_none(finance, started):
    job = make_job("asking", {**INVOICES, "questions": [DATE_QUESTION]})
    page = press(finance, job, "restart", part="answer")
    assert "Choose one: the file does not say it." in words(page)
    assert started == []


def test_columns_are_mapped_and_kept_under_a_name(finance, started):
    job = make_job("asking", TICKETS, declared={"profile": "invoices"})
    columns = {**COLUMNS, "map_amount": "Status"}
    press(finance, job, "restart", part="mapping", kind="invoices", save_as="Tickets", **columns)
    mapping = {"client": "Summary", "number": "Ticket #", "date": "Status", "amount": "Status"}
    assert started == [(job.pk, "reading", 1)]
    job.refresh_from_db()
    assert (job.kind, job.declared) == ("invoices", {"mapping": mapping})
    assert list(SavedMapping.objects.values_list("name", "kind", "header", "columns")) == [
        ("Tickets", "invoices", ["Ticket #", "Summary", "Status"], mapping)
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"map_client": ""}, "Choose the column of: client (customer)."),
        ({"map_amount": ""}, "Choose the column of the amount, or those of quantity and"),
        ({"map_number": "Nowhere"}, "Select a valid choice."),
        ({"save_as": "Taken"}, "There is a mapping of this name already, for another header."),
    ],
)
def test_mapping_that_cannot_be(finance, started, changes, sentence):
    SavedMapping.objects.create(name="Taken", kind="invoices", header=["A"], columns={})
    job = make_job("asking", TICKETS)
    post = {**COLUMNS, "map_amount": "Status", "part": "mapping", "kind": "invoices", **changes}
    assert sentence in words(press(finance, job, "restart", **post))
    assert started == []


def test_quantity_and_price_stand_for_the_amount(finance, started):
    job = make_job("asking", TICKETS)
    instead = {"map_quantity": "Status", "map_unit_price": "Status"}
    press(finance, job, "restart", part="mapping", kind="invoices", **COLUMNS, **instead)
    assert len(started) == 1


def test_same_header_saved_again_replaces_its_mapping(finance):
    header = TICKETS["source"]["names"]
    SavedMapping.objects.create(name="Tickets", kind="clients", header=header, columns={})
    job = make_job("asking", TICKETS)
    post = {"part": "mapping", "kind": "clients", "save_as": "Tickets", "map_client": "Summary"}
    press(finance, job, "restart", **post)
    assert SavedMapping.objects.get().columns == {"client": "Summary"}


def test_file_is_read_otherwise(finance, started):
    job = make_job("ready", INVOICES, declared={"mapping": {"client": "A"}, "decimal": ","})
    press(finance, job, "restart", part="how", encoding="utf-8", header_line="7", date_order="DMY")
    assert started == [(job.pk, "reading", 1)]
    assert ImportJob.objects.get().declared == {
        "encoding": "utf-8", "header_line": 7, "date_order": "DMY", "mapping": {"client": "A"},
    }  # fmt: skip


def test_another_profile_drops_a_mapping(finance):
    job = make_job("ready", INVOICES, declared={"mapping": {"client": "A"}})
    press(finance, job, "restart", part="how", profile="baseload_invoices")
    assert ImportJob.objects.get().declared == {"profile": "baseload_invoices"}


@pytest.mark.parametrize("line", ["0", "-1", "one", "9" * 30])
def test_line_of_the_header_that_is_none(finance, started, line):
    page = press(finance, make_job("ready", INVOICES), "restart", part="how", header_line=line)
    assert '<details class="card import-how" open>' in page.content.decode()
    assert started == []


def test_import(finance, started):
    job = make_job("ready", INVOICES)
    press(finance, job, "apply", kind_0="hardware", kind_2="managed", **seen(finance, job))
    assert started == [(job.pk, "applying", 1)]
    assert ImportJob.objects.get().decisions == {
        "clients": {}, "services": {}, "kinds": {"Firewall": "hardware"},
    }  # fmt: skip


def suggested(*names):
    """A job in which these names resemble a client."""
    ash = make_client("Ash & Co")
    found = {name: [[ash.pk, "Ash & Co", 92]] for name in names}
    return ash, make_job(
        "ready", {**INVOICES, "names": {**INVOICES["names"], "suggestions": found}}
    )


def test_undecided_client_keeps_the_file_from_being_imported(finance, started):
    ash, job = suggested("Ash and Co", "Ash Company")
    page = press(finance, job, "apply", client_0=str(ash.pk), **seen(finance, job))
    said = words(page)
    assert "Nothing is imported yet: 1 name below has to be decided." in said
    assert said.count("Say whether it is one of your clients or a new one.") == 1
    assert "checked" in page.content.decode()
    assert started == []


def test_decided_clients(finance, started):
    ash, job = suggested("Ash and Co", "Ash Company")
    post = {"client_0": str(ash.pk), "client_1": "new", **seen(finance, job)}
    press(finance, job, "apply", **post)
    assert ImportJob.objects.get().decisions["clients"] == {
        "Ash and Co": ash.pk,
        "Ash Company": None,
    }
    assert started == [(job.pk, "applying", 1)]


def test_preview_is_worked_out_anew_with_what_is_decided_so_far(finance, started):
    ash, job = suggested("Ash and Co", "Ash Company")
    press(finance, job, "apply", update="1", client_0=str(ash.pk), **seen(finance, job))
    assert started == [(job.pk, "reading", 1)]
    assert ImportJob.objects.get().decisions["clients"] == {"Ash and Co": ash.pk}


def test_decision_can_be_changed_after_the_preview_took_it(finance):
    ash = make_client("Ash & Co")
    names = {**INVOICES["names"], "aliases": {"Ash and Co": "Ash & Co"}}
    decided = {"clients": {"Ash and Co": ash.pk}, "services": {}, "kinds": {}}
    job = make_job("ready", {**INVOICES, "names": names}, decisions=decided)
    page = finance.get(f"/imports/{job.pk}/").content.decode()
    assert f'name="client_0" value="{ash.pk}"' in page
    press(finance, job, "apply", client_0="new", **seen(finance, job))
    assert ImportJob.objects.get().decisions["clients"] == {"Ash and Co": None}


@pytest.mark.parametrize("is_new", [True, False])
def test_decided_services(finance, is_new):
    detection = make_service("Detection", "security")
    job = make_job("ready", AGREEMENTS)
    post = {"service_0": "" if is_new else str(detection.pk), "category_0": "resale"}
    press(finance, job, "apply", pricing_0="per_user", **post, **seen(finance, job))
    new = {"category": "resale", "pricing": "per_user"}
    said = new if is_new else detection.pk
    assert ImportJob.objects.get().decisions["services"] == {"EDR seat": said}


def test_preview_that_changed_meanwhile_is_looked_at_again(finance, started):
    job = make_job("ready", INVOICES)
    fields = seen(finance, job)
    names = {**INVOICES["names"], "items": INVOICES["names"]["items"][:1]}
    ImportJob.objects.update(report={**job.report, "names": names})
    page = press(finance, job, "apply", **fields)
    assert "The preview was worked out anew while you had it open." in words(page)
    assert started == []


@pytest.mark.parametrize("state", ["asking", "applied", "applying", "undone", "refused"])
def test_import_of_what_is_not_ready(finance, started, state):
    job = make_job(state, INVOICES)
    assert LATE in words(press(finance, job, "apply"))
    assert (started, kept(job)) == ([], (state, 0))


def test_waiting_file_is_discarded(finance):
    job = make_job("ready", INVOICES)
    assert "Nothing of it was written." in words(press(finance, job, "cancel"))
    assert kept(job) == ("cancelled", 0)


def test_run_is_cancelled_by_its_own_means(finance, monkeypatch):
    cancelled = []
    monkeypatch.setattr(jobs, "cancel", cancelled.append)
    job = make_job("applying", INVOICES)
    press(finance, job, "cancel")
    assert cancelled == [job]


def test_what_is_in_the_books_is_not_cancelled(finance):
    job = make_job("applied", INVOICES)
    assert LATE in words(press(finance, job, "cancel"))
    assert kept(job) == ("applied", 0)


def test_taking_back_is_asked_first(finance, started):
    job = make_job("applied", INVOICES, applied_at=timezone.now())
    page = finance.get(f"/imports/{job.pk}/undo/")
    assert "If somebody has changed any of it since, nothing is taken back" in words(page)
    assert started == []
    press(finance, job, "undo")
    assert started == [(job.pk, "undoing", 1)]


def test_only_what_is_imported_is_taken_back(finance, started):
    job = make_job("ready", INVOICES)
    assert LATE in words(press(finance, job, "undo"))
    assert started == []


@pytest.mark.parametrize("state", ["reading", "applying", "undoing"])
def test_run_that_fell_silent_goes_on_from_its_beginning(finance, started, monkeypatch, state):
    silent = {"is_stale": True}
    monkeypatch.setattr(jobs, "progress_of", lambda job: silent)
    job = make_job(state, INVOICES)
    press(finance, job, "restart")
    assert started == [(job.pk, state, 1)]


def test_run_that_goes_on_is_not_started_twice(finance, started, monkeypatch):
    monkeypatch.setattr(jobs, "progress_of", lambda job: {"is_stale": False})
    job = make_job("reading")
    assert "It is still running." in words(press(finance, job, "restart"))
    assert started == []


@pytest.mark.parametrize("state", ["cancelled", "refused", "undone"])
def test_file_is_read_again(finance, started, state):
    job = make_job(state, INVOICES)
    press(finance, job, "restart")
    assert started == [(job.pk, "reading", 1)]


def test_file_that_is_no_longer_kept(finance, started):
    job = make_job("cancelled", INVOICES)
    ImportFile.objects.all().delete()
    page = press(finance, job, "restart")
    assert "The file itself is no longer kept." in words(page)
    assert started == []


def test_second_of_two_presses_does_nothing(finance, started, monkeypatch):
    """Both read the job before either wrote it."""
    job = make_job("ready", INVOICES)
    fields = seen(finance, job)
    monkeypatch.setattr("contracts.views.importing.get_object_or_404", lambda *_, **__: job)
    press(finance, job, "apply", **fields)
    job.state, job.attempt = "ready", 0
    assert LATE in words(press(finance, job, "apply", **fields))
    assert started == [(job.pk, "applying", 1)]


@pytest.mark.parametrize("button", ["apply", "restart"])
def test_address_of_a_button_leads_to_the_import(finance, started, button):
    job = make_job("ready", INVOICES)
    response = finance.get(f"/imports/{job.pk}/{button}/")
    assert response["Location"] == f"/imports/{job.pk}/"
    assert started == []
