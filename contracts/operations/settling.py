"""What every change of an agreement begins and ends with: lock; derive, check, save, announce."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.db.models.functions import TruncMonth

from clients.history import with_names
from clients.models import Client, HistoryEntry
from clients.operations import refuse_merged
from contracts.histories import (
    DERIVED_FIELDS,
    NOT_TYPED,
    TYPED_FIELDS,
    LineHistory,
    histories_of,
    refuse_negative,
)
from contracts.models import Agreement, AgreementLine, InvoiceLine, LineRevision
from contracts.signals import changing_agreements

# Revisions in one statement: SQLite bounds its parameters.
REVISIONS_AT_ONCE = 500


class ChangedMeanwhile(ValidationError):
    """Somebody changed `what` after this person had opened it; `entries` says how."""

    def __init__(self, entries: Collection[HistoryEntry], what: str = "agreement"):
        super().__init__(f"This {what} was changed while you had it open.")
        self.entries, self.what = entries, what


def lock_client(client_id: int) -> Client:
    """The client as it stands now, locked.

    Raises ValidationError when it was merged into another one: what the caller holds moved there.
    """
    client = Client.objects.select_for_update().get(pk=client_id)
    refuse_merged(client)
    return client


def locked_agreement(agreement: Agreement) -> Agreement:
    """The agreement as it stands now: what the caller holds may be stale or half-edited."""
    lock_client(agreement.client_id)
    return Agreement.objects.get(pk=agreement.pk)


def locked_line(line: AgreementLine) -> AgreementLine:
    lock_client(line.agreement.client_id)
    return AgreementLine.objects.select_related("agreement", "service").get(pk=line.pk)


def state_of(agreement: Agreement) -> int:
    """Names the agreement as it stands: the newest entry of its history, 0 for none."""
    entries = HistoryEntry.objects.filter(agreement_id=agreement.pk)
    return entries.aggregate(newest=Max("pk"))["newest"] or 0


def refuse_changed(agreement: Agreement, seen: int) -> None:
    """Raise ChangedMeanwhile unless the agreement still stands as `seen`; locks its client.

    Called inside the transaction of the change, so that nobody can come in between.
    """
    lock_client(agreement.client_id)
    entries = HistoryEntry.objects.filter(agreement_id=agreement.pk, pk__gt=seen)
    if news := list(with_names(entries)):
        raise ChangedMeanwhile(news)


def state_of_record(model: type[Model], pk: int) -> int:
    """The same for any other record."""
    return _entries_of(model, pk).aggregate(newest=Max("pk"))["newest"] or 0


def refuse_changed_record(model: type[Model], pk: int, seen: int) -> None:
    """Raise ChangedMeanwhile unless a record still stands as `seen`; the caller locks it."""
    if news := list(_entries_of(model, pk).filter(pk__gt=seen)):
        raise ChangedMeanwhile(news, model._meta.model_name or "record")


def _entries_of(model: type[Model], pk: int) -> QuerySet[HistoryEntry]:
    about = ContentType.objects.get_for_model(model)
    entries: QuerySet[HistoryEntry] = HistoryEntry.objects.filter(content_type=about, object_id=pk)
    return entries.select_related("actor", "content_type")


def settle(
    agreement: Agreement, histories: dict[int, LineHistory], *, more: Collection[int] = ()
) -> None:
    """Derive what the revisions of the changed lines store, save and announce.

    `histories` are the lines that changed, by key; all of them when the agreement did. A credit
    anywhere makes the sum over all lines matter. `more` are other clients that are announced.
    """
    typed = {id(r): r for history in histories.values() for r in history.changed}
    for revision in typed.values():
        # The typed fields' own checks, before anything is worked out of them; asking the database
        # for each constraint would double the time.
        revision.clean_fields(exclude=["line", *NOT_TYPED])
    if _has_credits(agreement, typed.values()):
        histories = {**histories_of(agreement), **histories}
        refuse_negative(agreement, histories.values())
    stale = [r for history in histories.values() for r in history.derive(agreement)]
    for revision in typed.values():
        revision.clean_fields(exclude=["line", "client"])
    removed = [r for history in histories.values() for r in history.removed]
    with changing_agreements([agreement.client_id, *more]):
        for revision in removed:
            revision.delete()
        write_revisions([edit for history in histories.values() for edit in history.edits], stale)


def write_revisions(
    edits: Iterable[tuple[LineRevision | None, LineRevision]], stale: Iterable[LineRevision]
) -> None:
    """Store edited revisions, given with what they were, and those that are derived anew.

    Few statements, however many there are: the history of what people typed is written with them.
    """
    edits = list(edits)
    new = [revision for before, revision in edits if before is None]
    written = {id(r): r for r in [*stale, *(r for _, r in edits)] if r.pk is not None}
    _update(written.values(), (*TYPED_FIELDS, *DERIVED_FIELDS))
    LineRevision.objects.bulk_create(new, REVISIONS_AT_ONCE)
    HistoryEntry.objects.log_changes(edits)


def _update(revisions: Iterable[LineRevision], fields: Collection[str]) -> None:
    """An upsert: `bulk_update` writes a case per row and field, ten times as slow."""
    LineRevision.objects.bulk_create(
        revisions,
        REVISIONS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )


def _has_credits(agreement: Agreement, typed: Collection[LineRevision]) -> bool:
    if any(revision.unit_price < 0 for revision in typed):
        return True
    revisions = LineRevision.objects.filter(line__agreement=agreement, unit_price__lt=0)
    return revisions.exists()


@transaction.atomic
def derive_all() -> int:
    """Derive the stored columns of every revision and invoice line; return how many were wrong.

    Announces nothing: whoever calls this rebuilds what is derived from the revisions.
    """
    misdated = InvoiceLine.objects.exclude(month=TruncMonth("issued_on"))
    mended = misdated.update(month=TruncMonth("issued_on"))
    stale = _stale_revisions()
    while part := list(islice(stale, REVISIONS_AT_ONCE)):
        _update(part, DERIVED_FIELDS)
        mended += len(part)
    return mended


def _stale_revisions() -> Iterator[LineRevision]:
    """Every revision whose stored columns are not what its terms make them, as they ought to be."""
    agreements = Agreement.objects.prefetch_related("lines__service", "lines__revisions")
    for agreement in agreements.order_by("pk").iterator(chunk_size=500):
        for line in agreement.lines.all():
            yield from LineHistory(line, list(line.revisions.all())).derive(agreement)
