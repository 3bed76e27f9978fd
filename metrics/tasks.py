"""Doors for the worker; `manage.py` has a command of the same name for each that takes nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from contracts.importing import runs
from contracts.importing.keeping import remove_files
from metrics import import_effects, ledger, verification
from metrics.forecast import keeping

logger = logging.getLogger(__name__)
FIGURES = runs.Figures(import_effects.snapshot, import_effects.difference)


@shared_task
def rebuild_ledger() -> int:
    """Return how many stored rows had to be mended."""
    return ledger.rebuild_from_terms()


@shared_task
def verify_ledger() -> list[str]:
    """Return the differences found, as sentences, and log them: nobody watches at night."""
    found = verification.differences()
    for sentence in found:
        logger.error(sentence)
    return found


@shared_task
def keep_forecast() -> int:
    """Return how many months were kept; 0 when this month's forecast was kept before."""
    return keeping.keep_forecast(made_at=timezone.now())


@shared_task
def read_import(job_id: int, attempt: int) -> None:
    runs.read(job_id, attempt, now=timezone.localtime(), figures=FIGURES)


@shared_task
def apply_import(job_id: int, attempt: int) -> None:
    runs.apply(job_id, attempt, now=timezone.localtime(), figures=FIGURES)


@shared_task
def undo_import(job_id: int, attempt: int) -> None:
    runs.undo(job_id, attempt, now=timezone.localtime(), figures=FIGURES)


@shared_task
def remove_import_files() -> int:
    """Return how many files were removed."""
    return remove_files(now=timezone.now())
