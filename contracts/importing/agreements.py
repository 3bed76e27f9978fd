"""Import of agreements: load what is stored of them, merge, write in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from contracts.histories import DERIVED_FIELDS, LineHistory
from contracts.importing.agreement_merge import Merge, merge_agreement
from contracts.importing.agreement_rows import AgreementFile, read_agreements
from contracts.importing.catalogue import Catalogue
from contracts.importing.clients import KEYS_AT_ONCE, chunks, locked_clients
from contracts.importing.reports import Refused, Report
from contracts.models import Agreement, AgreementLine, LineRevision, Service
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


def import_agreements(data: bytes, *, dry_run: bool = False) -> Report:
    """Take in a CSV file of agreements, whole; raise Refused and write nothing if it is wrong.

    `dry_run` does everything and takes it back at the end.
    """
    file = read_agreements(data)
    with transaction.atomic():
        merges = _stored(file)
        # Read under the clients' locks: an import that was waited for may have brought services.
        catalogue = Catalogue(Service.objects.all())
        for key, signed in file.agreements.items():
            merge_agreement(merges[key], signed, file, catalogue)
        if errors := [error for merge in merges.values() for error in merge.errors]:
            raise Refused(errors)
        if written := [merge for merge in merges.values() if merge.is_changed]:
            _write(written, catalogue)
        if dry_run:
            transaction.set_rollback(True)
    return _report(file, merges.values())


def _report(file: AgreementFile, merges: Iterable[Merge]) -> Report:
    total = sum(len(signed.rows) for signed in file.agreements.values())
    created = changed = 0
    for merge in merges:
        created += len(merge.created_rows)
        changed += len(merge.changed_rows)
    return Report(created, changed, total - created - changed)


def _stored(file: AgreementFile) -> Merges:
    """What is stored of the file's agreements; the others begin empty. Locks the clients."""
    clients = locked_clients({client for client, _ in file.agreements})
    names = {pk: name for name, pk in clients.items()}
    merges: Merges = {}
    for pks in chunks(list(names), KEYS_AT_ONCE):
        for agreement in Agreement.objects.filter(client_id__in=pks):
            key = (names[agreement.client_id], agreement.name)
            if key in file.agreements:
                merges[key] = Merge(agreement)
    histories = _histories([merge.agreement for merge in merges.values()])
    for merge in merges.values():
        merge.histories = {h.line.name: h for h in histories[merge.agreement.pk]}
    for client, name in file.agreements:
        if (client, name) not in merges:
            merges[client, name] = Merge(Agreement(client_id=clients[client], name=name))
    return merges


def _histories(agreements: Sequence[Agreement]) -> dict[int, list[LineHistory]]:
    by_line: dict[int, LineHistory] = {}
    by_agreement: dict[int, list[LineHistory]] = defaultdict(list)
    for part in chunks([agreement.pk for agreement in agreements], KEYS_AT_ONCE):
        lines = AgreementLine.objects.filter(agreement_id__in=part).select_related("service")
        for line in lines.order_by("pk"):
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
    agreements = [merge.agreement for merge in merges if merge.agreement_changed]
    for agreement in agreements:
        agreement.notice_on = agreement.last_notice_day
    fresh = [h.line for m in merges for h in m.histories.values() if h.line.pk is None]
    changed = [line for merge in merges for line in merge.changed_lines]
    removed = [revision.pk for merge in merges for revision in merge.removed]
    with changing_agreements(merge.agreement.client_id for merge in merges):
        _save(Agreement, agreements, AGREEMENT_FIELDS)
        _save(AgreementLine, [*fresh, *changed], ("service", "pricing", "ends_on"))
        for pks in chunks(removed, KEYS_AT_ONCE):
            LineRevision.objects.filter(pk__in=pks).delete()
        _save_revisions(list(_stale_revisions(merges)))


def _create_services(catalogue: Catalogue) -> None:
    """Another import may create the same service at this moment: theirs is taken then."""
    fresh = catalogue.new
    Service.objects.bulk_create(fresh, ROWS_AT_ONCE, ignore_conflicts=True)
    if fresh:
        stored = Service.objects.in_bulk([service.name for service in fresh], field_name="name")
        if errors := list(catalogue.store(stored)):
            raise Refused(errors)


def _stale_revisions(merges: list[Merge]) -> Iterator[LineRevision]:
    for merge in merges:
        seen = {id(revision) for revision in merge.edited}
        yield from merge.edited
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
