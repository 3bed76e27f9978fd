"""Doors for the worker; `manage.py` has a command of the same name for each."""

import logging

from celery import shared_task
from django.utils import timezone

from metrics import ledger, verification
from metrics.forecast import keeping

logger = logging.getLogger(__name__)


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
