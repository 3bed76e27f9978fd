"""Import jobs: made of an uploaded file, run in the background, watched and stopped."""

import hashlib
from typing import Any

from django.db import transaction

from config import background
from contracts.importing import watching
from contracts.importing.declared import Declared
from contracts.models import ImportFile, ImportJob

State = ImportJob.State
TASKS = {
    State.READING: "metrics.tasks.read_import",
    State.APPLYING: "metrics.tasks.apply_import",
    State.UNDOING: "metrics.tasks.undo_import",
}
# Where a run that was stopped leaves its job.
STOPPED = {
    State.READING: State.CANCELLED,
    State.APPLYING: State.READY,
    State.UNDOING: State.APPLIED,
}


def create_job(*, data: bytes, file_name: str, person: Any, declared: Declared) -> ImportJob:
    """A job to be read, with its file."""
    with transaction.atomic():
        job = ImportJob.objects.create(
            file_name=file_name,
            file_size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            person=person,
            declared=declared.as_json(),
        )
        ImportFile.objects.create(job=job, content=data)
    return job


def start(job: ImportJob) -> None:
    """Run what the state of a job names."""
    watching.announce(job)
    background.run(TASKS[State(job.state)], job.pk, job.attempt)


def progress_of(job: ImportJob) -> dict[str, Any] | None:
    """`stage`, rows `done` of `total`, `seconds_left` (or None), `beat_at` and `is_stale`.

    None when nothing was ever heard of the run.
    """
    return watching.told(job)


def cancel(job: ImportJob) -> None:
    """Stop a run: it takes back what it wrote and leaves the job as if it had not begun.

    One that fell silent is stopped on the spot; should it go on after all, it keeps nothing.
    """
    watching.stop(job)
    progress = watching.told(job)
    if progress is None or progress["is_stale"]:
        running = ImportJob.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt)
        running.update(state=STOPPED[State(job.state)])
