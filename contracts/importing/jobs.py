"""Import jobs: made of an uploaded file, run in the background, watched and stopped."""

from typing import Any

from django.db import transaction

from contracts.importing.declared import Declared
from contracts.models import ImportJob


def create_job(*, data: bytes, file_name: str, person: Any, declared: Declared) -> ImportJob:
    raise NotImplementedError


def start(job: ImportJob) -> None:
    """Run what the state of a job names."""


def progress_of(job: ImportJob) -> dict[str, Any] | None:
    return None


def cancel(job: ImportJob) -> None:
    with transaction.atomic():
        ImportJob.objects.filter(pk=job.pk).update(state=ImportJob.State.CANCELLED)
