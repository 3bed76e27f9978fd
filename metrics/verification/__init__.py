"""Holds the ledger against the definitions: every client, line and month-end, worked out afresh."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest, TruncMonth

from clients.models import Client
from contracts.models import Agreement, InvoiceLine, LineRevision
from metrics.models import AgreementMrr, CategoryMovement, LineChange, MrrMovement
from metrics.verification.rows import differences_of
from metrics.verification.totals import total_differences

CLIENTS_AT_ONCE = 500
SNAPSHOT = """
lock table metrics_mrrmovement, metrics_categorymovement, metrics_agreementmrr, metrics_monthtotal
in access share mode
"""


def differences() -> list[str]:
    """Every row in which the ledger and the definitions differ, as a sentence; empty is good.

    Reads one state of the database, so that an edit in between is no difference.
    """
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not is_nested:
            _take_snapshot()
        return list(_differences())


def _take_snapshot() -> None:
    """The lock comes first: a rebuild empties tables in a way that snapshots do not see."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute(SNAPSHOT)


def _differences() -> Iterator[str]:
    ids = list(Client.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CLIENTS_AT_ONCE):
        yield from differences_of(ids[start : start + CLIENTS_AT_ONCE])
    yield from _strays()
    yield from _misplaced()
    yield from total_differences()


def _strays() -> Iterator[str]:
    """Rows whose owner is gone: the ledger's keys carry no database check."""
    known = Client.objects.values("pk")
    for model in (LineChange, MrrMovement, CategoryMovement, AgreementMrr):
        count = model._default_manager.exclude(client_id__in=known).count()
        if count:
            yield f"{count} rows of {model.__name__} belong to no client."
    agreements = Agreement.objects.values("pk")
    if count := AgreementMrr.objects.exclude(agreement_id__in=agreements).count():
        yield f"{count} rows of AgreementMrr belong to no agreement."


def _misplaced() -> Iterator[str]:
    """Stored columns that repeat something else and differ from it."""
    months = InvoiceLine.objects.exclude(month=TruncMonth("issued_on"))
    categories = LineRevision.objects.exclude(category=F("line__service__category"))
    clients = LineRevision.objects.exclude(client_id=F("line__agreement__client_id"))
    amounts = AgreementMrr.objects.exclude(client_id=F("agreement__client_id"))
    # What never reached a month-end is in no sum, but the month's in-and-out list reads it.
    overtaken = LineRevision.objects.filter(month=F("until_month")).exclude(
        month=TruncMonth(Greatest("effective_on", "line__agreement__starts_on"))
    )
    for rows, what in (
        (months, "invoice lines are kept under another month than their date's"),
        (categories, "revisions carry another category than their service"),
        (clients, "revisions carry another client than their agreement"),
        (amounts, "sums of agreements carry another client than their agreement"),
        (overtaken, "revisions are kept under another month than they take effect in"),
    ):
        if count := rows.count():
            yield f"{count} {what}."
