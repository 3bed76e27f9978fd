"""Doors for the worker; `manage.py` has a command of the same name for each."""

from celery import shared_task

from metrics import ledger, verification


@shared_task
def rebuild_ledger() -> None:
    ledger.rebuild()


@shared_task
def verify_ledger() -> list[str]:
    """Return the differences found, as sentences; none when the ledger is right."""
    return verification.differences()
