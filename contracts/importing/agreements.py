"""Import of agreements: load what is stored of them, merge, write in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from clients.models import Client, HistoryEntry
from contracts.histories import DERIVED_FIELDS, LineHistory
from contracts.importing.agreement_merge import Merge, merge_agreement
from contracts.importing.agreement_rows import (
    OPTIONAL,
    REQUIRED,
    AgreementFile,
    SignedAgreement,
    agreements_of,
)
from contracts.importing.catalogue import Catalogue
from contracts.importing.clients import (
    KEYS_AT_ONCE,
    Place,
    chunks,
    known_clients,
    locked_clients,
)
from contracts.importing.columns import Columns, read_columns
from contracts.importing.declared import UNDECIDED, Decisions
from contracts.importing.history import news_of
from contracts.importing.outcomes import Progress, no_progress
from contracts.importing.reports import Refused, Report
from contracts.importing.rest import WHOLE_LINE, give_the_rest, reduce_the_rest
from contracts.importing.snapshots import Snapshot, snapshot
from contracts.models import Agreement, AgreementLine, LineRevision, Service, ServiceAlias
from contracts.operations.services import held_catalogue
from contracts.signals import changing_agreements

ROWS_AT_ONCE = 500

AGREEMENT_FIELDS = (
    "starts_on",
    "ends_on",
    "commitment",
    "term_ends_on",
    "notice_days",
    "notice_on",
)
REVISION_FIELDS = ("quantity", "unit_price", "discount", "unit_cost", "billing_months", "is_gap")
UPDATE_REVISION = "update contracts_linerevision set {columns} where id = %s"
Merges = dict[tuple[str, str], Merge]


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in; `before` are the agreements that it changed, as they were."""

    file: AgreementFile
    merges: list[Merge]
    warnings: list[str]
    before: Snapshot


def import_agreements(data: bytes, *, dry_run: bool = False) -> Report:
    """Take in a CSV file of agreements, whole; raise Refused and write nothing if it is wrong.

    `dry_run` does everything and takes it back at the end.
    """
    columns = read_columns(data, REQUIRED, OPTIONAL)
    with transaction.atomic():
        taken = take_agreements(columns)
        if dry_run:
            transaction.set_rollback(True)
    return _report(taken.file, taken.merges)


def take_agreements(
    columns: Columns,
    decisions: Decisions = UNDECIDED,
    today: date | None = None,
    progress: Progress = no_progress,
) -> Taken:
    """Write the rows of a file; raise Refused with those that contradict what is stored.

    `today` is for rows that state the total of an agreement.
    """
    names = columns.values["client"]
    spelled = known_clients(set(names), decisions.clients).spelled(dict.fromkeys(names))
    columns.values["client"] = list(map(spelled.__getitem__, names))
    file = agreements_of(columns)
    merges = _stored(file, decisions)
    # Read under the clients' locks: an import that was waited for may have brought services.
    catalogue = Catalogue(held_catalogue(), service_aliases(), decisions.services)
    warnings: list[str] = []
    total, done = len(columns.lines), 0
    for number, (key, signed) in enumerate(file.agreements.items()):
        if number % ROWS_AT_ONCE == 0:
            progress("checked", done, total)
        done += len(signed.rows)
        warnings += _merge(merges[key], signed, file, catalogue, today)
    progress("checked", total, total)
    if errors := [error for merge in merges.values() for error in merge.errors]:
        raise Refused(errors)
    written = [merge for merge in merges.values() if merge.is_changed]
    before = snapshot([merge.agreement.pk for merge in written if merge.agreement.pk])
    if written:
        _write(written, catalogue)
    progress("written", total, total)
    return Taken(file, list(merges.values()), warnings, before)


def _merge(
    merge: Merge,
    signed: SignedAgreement,
    file: AgreementFile,
    catalogue: Catalogue,
    today: date | None,
) -> list[str]:
    if today is None:
        merge_agreement(merge, signed, file, catalogue)
        return []
    warnings = give_the_rest(merge, signed, today)
    has_rest_only = merge.agreement.pk is not None and set(merge.histories) == {WHOLE_LINE}
    merge_agreement(merge, signed, file, catalogue)
    if has_rest_only and not any(row.is_whole for row in signed.rows):
        warnings += reduce_the_rest(merge, signed, today)
    return warnings


def service_aliases() -> dict[str, int]:
    return dict(ServiceAlias.objects.values_list("name", "service_id"))


def _report(file: AgreementFile, merges: Iterable[Merge]) -> Report:
    total = sum(len(signed.rows) for signed in file.agreements.values())
    created = changed = 0
    for merge in merges:
        created += len(merge.created_rows)
        changed += len(merge.changed_rows)
    return Report(created, changed, total - created - changed)


def _stored(file: AgreementFile, decisions: Decisions) -> Merges:
    """What is stored of the file's agreements; the others begin empty. Locks the clients."""
    clients = locked_clients({client for client, _ in file.agreements}, decisions.clients)
    stored: dict[Place, Agreement] = {}
    for pks in chunks(sorted(set(clients.values())), KEYS_AT_ONCE):
        for agreement in Agreement.objects.filter(client_id__in=pks):
            stored[agreement.client_id, agreement.name] = agreement
    places = clients.places(file.agreements, stored, limit=200)
    merges = {key: Merge(stored.get(place) or _new(place)) for key, place in places.items()}
    named = {pk: Client(pk=pk, name=clients.names[pk]) for pk in clients.values()}
    for merge in merges.values():
        merge.agreement.client = named[merge.agreement.client_id]
    known = [merge.agreement for merge in merges.values() if merge.agreement.pk]
    histories = _histories(known)
    for merge in merges.values():
        merge.histories = {h.line.name: h for h in histories[merge.agreement.pk]}
    return merges


def _new(place: Place) -> Agreement:
    client_id, name = place
    return Agreement(client_id=client_id, name=name)


def _histories(agreements: Sequence[Agreement]) -> dict[int, list[LineHistory]]:
    by_line: dict[int, LineHistory] = {}
    by_agreement: dict[int, list[LineHistory]] = defaultdict(list)
    by_key = {agreement.pk: agreement for agreement in agreements}
    for part in chunks([agreement.pk for agreement in agreements], KEYS_AT_ONCE):
        lines = AgreementLine.objects.filter(agreement_id__in=part).select_related("service")
        for line in lines.order_by("pk"):
            line.agreement = by_key[line.agreement_id]
            by_line[line.pk] = LineHistory(line)
            by_agreement[line.agreement_id].append(by_line[line.pk])
        revisions = LineRevision.objects.filter(line__agreement_id__in=part)
        for revision in revisions.order_by("effective_on"):
            revision.line = by_line[revision.line_id].line
            by_line[revision.line_id].revisions.append(revision)
    return by_agreement


def _write(merges: list[Merge], catalogue: Catalogue) -> None:
    """Write what differs, parents first, and announce it."""
    _create_services(catalogue)
    news = news_of(merges)
    agreements = [merge.agreement for merge in merges if merge.agreement_changed]
    for agreement in agreements:
        agreement.notice_on = agreement.last_notice_day
    fresh = [h.line for m in merges for h in m.histories.values() if h.line.pk is None]
    changed = [line for merge in merges for _, line in merge.changed_lines]
    removed = [revision.pk for merge in merges for revision in merge.removed]
    with changing_agreements(merge.agreement.client_id for merge in merges):
        _save(Agreement, agreements, AGREEMENT_FIELDS)
        _save(AgreementLine, [*fresh, *changed], ("service", "pricing", "ends_on"))
        for pks in chunks(removed, KEYS_AT_ONCE):
            LineRevision.objects.filter(pk__in=pks).delete()
        _save_revisions(list(_stale_revisions(merges)))
    HistoryEntry.objects.log_changes(news)
    _restore({merge.agreement.client_id for merge in merges})


def _restore(client_ids: set[int]) -> None:
    """A client with news of an agreement is on the lists again."""
    for pks in chunks(sorted(client_ids), KEYS_AT_ONCE):
        for client in Client.objects.filter(pk__in=pks, archived_on__isnull=False):
            client.archived_on = None
            client.save()


def _create_services(catalogue: Catalogue) -> None:
    """Another import may create the same service at this moment: theirs is taken then."""
    fresh = catalogue.new
    Service.objects.bulk_create(fresh, ROWS_AT_ONCE, ignore_conflicts=True)
    if fresh:
        stored = Service.objects.in_bulk([service.name for service in fresh], field_name="name")
        if errors := list(catalogue.store(stored)):
            raise Refused(errors)
        HistoryEntry.objects.log_changes((None, service) for service in fresh)


def _stale_revisions(merges: list[Merge]) -> Iterator[LineRevision]:
    for merge in merges:
        edited = [revision for _, revision in merge.edited]
        seen = {id(revision) for revision in edited}
        yield from edited
        for history in merge.histories.values():
            for revision in history.derive(merge.agreement):
                if id(revision) not in seen:
                    yield revision


def _save(model: Any, items: Sequence[Any], fields: Sequence[str]) -> None:
    """Create those that are new and update these fields of the others."""
    known = [item for item in items if item.pk is not None]
    model.objects.bulk_create([item for item in items if item.pk is None], ROWS_AT_ONCE)
    model.objects.bulk_update(known, fields, ROWS_AT_ONCE)


def _save_revisions(revisions: Sequence[LineRevision]) -> None:
    """Like `_save`; Django's bulk_update would take a hundred times as long for thousands."""
    known = [revision for revision in revisions if revision.pk is not None]
    LineRevision.objects.bulk_create([r for r in revisions if r.pk is None], ROWS_AT_ONCE)
    names = {*REVISION_FIELDS, *DERIVED_FIELDS}
    fields = [field for field in LineRevision._meta.concrete_fields if field.name in names]
    columns = ", ".join(f"{field.column} = %s" for field in fields)
    rows = [
        (*(f.get_db_prep_save(getattr(r, f.attname), connection) for f in fields), r.pk)
        for r in known
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(UPDATE_REVISION.format(columns=columns), rows)
