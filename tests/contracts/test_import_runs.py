"""The runs of an import job: what each makes of its state, its report and the books."""

import threading
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from clients.models import HistoryEntry
from contracts.importing import jobs, runs, watching
from contracts.importing.declared import Declared
from contracts.models import ImportFile, ImportJob, ImportJournal, InvoiceLine
from contracts.operations.imports import begin_run
from metrics import tasks
from tests.contracts.csv_files import invoice_file
from tests.pages import FINANCE, person

pytestmark = pytest.mark.usefixtures("right_ledger")
State = ImportJob.State
TWO_LINES = invoice_file({"number": "1"}, {"number": "2"})
AMBIGUOUS = b"Customer,Invoice,Date,Amount\nAcme,1,03/04/2026,10.00\nAcme,2,05/06/2026,20.00\n"
TASKS = {
    State.READING: tasks.read_import,
    State.APPLYING: tasks.apply_import,
    State.UNDOING: tasks.undo_import,
}


@pytest.fixture(autouse=True)
def _silence():
    """Nothing is known of runs of other tests, whose jobs had the same keys."""
    cache.clear()


@dataclass
class Obstacle:
    sentence: str
    path: str = ""
    who: str = ""
    at: str = ""


def somebody():
    return User.objects.filter(username=FINANCE).first() or person(FINANCE)


def made(data=TWO_LINES):
    return jobs.create_job(data=data, file_name="sales.csv", person=somebody(), declared=Declared())


def begun(job, state, **fields):
    """The job after a run has begun and ended."""
    assert begin_run(job, state, **fields)
    jobs.start(job)
    job.refresh_from_db()
    return job


def read_job(data=TWO_LINES):
    return begun(made(data), State.READING)


def applied_job(data=TWO_LINES):
    return begun(read_job(data), State.APPLYING)


def waiting(state):
    """A job whose run in this state is queued and has not begun."""
    before = {State.READING: made, State.APPLYING: read_job, State.UNDOING: applied_job}
    job = before[state]()
    assert begin_run(job, state)
    return job


def deliver(job):
    TASKS[State(job.state)](job.pk, job.attempt)
    return ImportJob.objects.get(pk=job.pk)


def fail(*args, **kwargs):
    raise RuntimeError("the disk is full")


def test_reading_finds_out_what_an_import_would_do_and_writes_nothing():
    job = read_job()
    assert (job.state, job.kind, job.profile) == (State.READY, "invoices", "baseload_invoices")
    assert job.report["counts"]["created"] == 2
    assert job.report["effect"]["one_off"] == [
        {"month": "2026-01-01", "before_cents": 0, "after_cents": 500_00}
    ]
    assert InvoiceLine.objects.count() == 0


def test_what_a_file_does_not_tell_is_asked_and_read_with_the_answer():
    job = read_job(AMBIGUOUS)
    assert (job.state, [item["name"] for item in job.report["questions"]]) == (
        State.ASKING,
        ["date_order"],
    )
    assert begun(job, State.READING, declared={"date_order": "DMY"}).state == State.READY


def test_an_empty_file_is_refused():
    job = read_job(b"")
    assert (job.state, job.report["refusals"]) == (State.REFUSED, ["The file is empty."])


def test_applying_writes_the_rows_the_journal_and_the_state():
    job = applied_job()
    assert (job.state, job.applied_at is None) == (State.APPLIED, False)
    assert sorted(InvoiceLine.objects.values_list("number", flat=True)) == ["1", "2"]
    assert ImportJournal.objects.filter(job=job).exists()


def test_the_history_tells_whose_import_of_which_file_it_was():
    job = applied_job()
    entry = HistoryEntry.objects.filter(source="import").latest("pk")
    assert (entry.place, entry.actor) == ("sales.csv", job.person)


def test_taking_back_leaves_no_row_and_can_be_repeated():
    job = begun(applied_job(), State.UNDOING)
    assert (job.state, job.undone_at is None) == (State.UNDONE, False)
    assert InvoiceLine.objects.count() == 0
    again = begun(begun(job, State.READING), State.APPLYING)
    assert (again.state, again.undone_at) == (State.APPLIED, None)
    assert InvoiceLine.objects.count() == 2


def test_what_somebody_changed_since_stands_in_the_way(monkeypatch):
    monkeypatch.setattr(runs, "obstacles", lambda journal: [Obstacle("Invoice 1 was changed.")])
    job = begun(applied_job(), State.UNDOING)
    assert job.state == State.APPLIED
    assert job.report["obstacles"] == [
        {"sentence": "Invoice 1 was changed.", "path": "", "who": "", "at": ""}
    ]
    assert InvoiceLine.objects.count() == 2


@pytest.mark.parametrize(
    ("state", "step", "after", "rows"),
    [
        (State.READING, "take_in", State.REFUSED, 0),
        (State.APPLYING, "remember", State.READY, 0),
        (State.UNDOING, "take_back", State.APPLIED, 2),
    ],
)
def test_an_unexpected_failure_is_told_and_logged(monkeypatch, caplog, state, step, after, rows):
    job = waiting(state)
    monkeypatch.setattr(runs, step, fail)
    job = deliver(job)
    assert (job.state, InvoiceLine.objects.count()) == (after, rows)
    assert job.report["failure"].startswith("Something went wrong while")
    assert "the disk is full" in caplog.text


@pytest.mark.parametrize(
    ("state", "after"), [(State.READING, State.REFUSED), (State.APPLYING, State.READY)]
)
def test_a_file_that_is_no_longer_kept_is_asked_for_again(state, after):
    job = waiting(state)
    ImportFile.objects.all().delete()
    job = deliver(job)
    assert (job.state, job.report["failure"]) == (after, runs.NO_FILE)


@pytest.mark.parametrize("state", TASKS)
def test_a_task_that_comes_again_does_nothing(state):
    job = waiting(state)
    done = deliver(job)
    assert done.state not in ImportJob.RUNNING
    rows = InvoiceLine.objects.count()
    job.refresh_from_db(fields=["attempt"])
    TASKS[state](job.pk, job.attempt)
    again = ImportJob.objects.get(pk=job.pk)
    assert (again.state, again.report, InvoiceLine.objects.count()) == (
        done.state,
        done.report,
        rows,
    )


@pytest.mark.parametrize("state", TASKS)
def test_an_attempt_of_before_a_restart_does_nothing(state):
    job = waiting(state)
    overtaken = job.attempt
    assert begin_run(job, state)
    TASKS[state](job.pk, overtaken)
    assert ImportJob.objects.get(pk=job.pk).state == state
    assert deliver(job).state not in ImportJob.RUNNING


def test_an_attempt_that_is_overtaken_at_its_end_writes_nothing(monkeypatch):
    job = waiting(State.APPLYING)
    monkeypatch.setattr(
        runs, "remember", lambda _: ImportJob.objects.update(attempt=job.attempt + 1)
    )
    assert deliver(job).state == State.APPLYING
    assert InvoiceLine.objects.count() == 0


@pytest.mark.parametrize(("state", "after"), jobs.STOPPED.items())
def test_a_run_cancelled_before_it_begins_leaves_all_as_it_was(state, after):
    job = waiting(state)
    rows = InvoiceLine.objects.count()
    watching.announce(job)
    jobs.cancel(job)
    assert ImportJob.objects.get(pk=job.pk).state == state
    assert (deliver(job).state, InvoiceLine.objects.count()) == (after, rows)


@pytest.mark.parametrize(
    ("state", "step"),
    [(State.READING, "vanished"), (State.APPLYING, "remember"), (State.UNDOING, "take_back")],
)
def test_a_run_cancelled_on_its_way_takes_back_what_it_wrote(monkeypatch, state, step):
    job = waiting(state)
    rows = InvoiceLine.objects.count()

    def interrupted(*args, **kwargs):
        InvoiceLine.objects.all().delete()
        jobs.cancel(job)
        return []

    monkeypatch.setattr(runs, step, interrupted)
    assert (deliver(job).state, InvoiceLine.objects.count()) == (jobs.STOPPED[state], rows)


@pytest.mark.parametrize(("state", "after"), jobs.STOPPED.items())
def test_a_run_that_fell_silent_is_cancelled_on_the_spot(state, after):
    job = waiting(state)
    jobs.cancel(job)
    assert ImportJob.objects.get(pk=job.pk).state == after
    TASKS[state](job.pk, job.attempt)
    assert ImportJob.objects.get(pk=job.pk).state == after


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_a_thread_reads_the_file(settings):
    settings.BACKGROUND_AT_ONCE = False
    job = waiting(State.READING)
    jobs.start(job)
    for thread in threading.enumerate():
        if thread.name == jobs.TASKS[State.READING]:
            thread.join(20)
    job.refresh_from_db()
    assert (job.state, job.report["counts"]["created"]) == (State.READY, 2)


def test_a_run_tells_how_far_it_is(monkeypatch):
    told = []
    monkeypatch.setattr(watching.Watch, "progress", lambda _, *progress: told.append(progress))
    read_job()
    assert told[0] == ("read", 2, 2)
    assert told[-1] == ("written", 2, 2)


SOLD = b"Customer,Invoice,Date,Item,Amount\nAcme,1,2026-01-05,Hardware,10.00\n"


def test_the_preview_counts_items_as_the_page_suggests_them():
    job = read_job(SOLD)
    assert job.report["effect"]["one_off"] == [
        {"month": "2026-01-01", "before_cents": 0, "after_cents": 10_00}
    ]
    assert InvoiceLine.objects.count() == 0


def test_what_changed_since_the_preview_is_said():
    job = read_job()
    applied_job()
    report = begun(job, State.APPLYING).report
    assert (report["counts"]["unchanged"], report["warnings"]) == (2, [runs.OTHERWISE])


def test_what_contradicts_the_books_names_the_column_of_the_file():
    text = b"Customer,Invoice No,Invoice Date,Item,Amount,Contract\n"
    job = read_job(text + b"Acme,1,2026-01-05,Seat,10.00,Care\n")
    assert job.report["errors"] == [
        {"line": 2, "column": "Contract", "text": "Care", "reason": "is no agreement of Acme"}
    ]
