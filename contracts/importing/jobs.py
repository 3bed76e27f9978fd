"""Import jobs: made of an uploaded file, run in the background, watched and stopped."""

import hashlib
from typing import Any

from django.db import transaction

from contracts.importing.declared import Declared
from contracts.models import ImportFile, ImportJob


def create_job(*, data: bytes, file_name: str, person: Any, declared: Declared) -> ImportJob:
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


def progress_of(job: ImportJob) -> dict[str, Any] | None:
    """`stage`, rows `done` of `total`, `seconds_left` or None, and `is_stale`; None: unheard of."""
    return None


def cancel(job: ImportJob) -> None:
    with transaction.atomic():
        ImportJob.objects.filter(pk=job.pk).update(state=ImportJob.State.CANCELLED)
