"""Import jobs from one state into the next."""

from typing import Any

from django.db.models import F

from contracts.models import ImportJob


def begin_run(job: ImportJob, state: ImportJob.State, **fields: Any) -> bool:
    """Let a new run begin, unless somebody else has moved the job on since it was read.

    The run before, should it still go on somewhere, has another number and writes nothing.
    """
    unmoved = ImportJob.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt)
    if not unmoved.update(state=state, attempt=F("attempt") + 1, **fields):
        return False
    job.refresh_from_db(fields=["state", "attempt", *fields])
    return True


def discard_import(job: ImportJob) -> bool:
    """Put a file away that waits for an answer, or for the button."""
    waiting = [ImportJob.State.ASKING, ImportJob.State.READY]
    return bool(
        ImportJob.objects.filter(pk=job.pk, state__in=waiting).update(
            state=ImportJob.State.CANCELLED
        )
    )
