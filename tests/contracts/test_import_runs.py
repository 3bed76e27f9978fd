"""The runs of an import job: what each makes of its state, its report and the books."""

import pytest

from contracts.importing import jobs
from contracts.importing.declared import Declared
from contracts.models import ImportJob, ImportJournal, InvoiceLine
from contracts.operations.imports import begin_run
from tests.contracts.csv_files import invoice_file
from tests.pages import FINANCE, person

pytestmark = pytest.mark.usefixtures("db")
State = ImportJob.State
TWO_LINES = invoice_file({"number": "1"}, {"number": "2"})


def begin(state, job):
    assert begin_run(job, state)
    jobs.start(job)
    job.refresh_from_db()
    return job


def read_job(data=TWO_LINES, **declared):
    job = jobs.create_job(
        data=data, file_name="sales.csv", person=person(FINANCE), declared=Declared(**declared)
    )
    jobs.start(job)
    job.refresh_from_db()
    return job


def applied_job(data=TWO_LINES):
    return begin(State.APPLYING, read_job(data))


def test_reading_writes_a_preview_and_nothing_else():
    job = read_job()
    assert (job.state, job.kind, job.profile) == (State.READY, "invoices", job.report["profile"])
    assert job.report["counts"]["created"] == 2
    assert InvoiceLine.objects.count() == 0


def test_applying_writes_the_rows_the_journal_and_the_state():
    job = applied_job()
    assert job.state == State.APPLIED, job.report["failure"]
    assert job.applied_at
    assert InvoiceLine.objects.count() == 2
    assert ImportJournal.objects.filter(job=job).exists()
