"""Taking an import back as a whole, while nothing else has touched what it wrote.

What it wrote must stand exactly as it left it (`obstacles`, asked first and in one transaction with
this); what was there before comes back as it was, keys and derived columns included.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from clients.models import Client, HistoryEntry
from config import formats
from contracts.histories import LineHistory
from contracts.importing.clients import KEYS_AT_ONCE, chunks
from contracts.importing.invoice_lines import stored_lines, update_lines
from contracts.importing.journal import CLIENT_FIELDS
from contracts.importing.obstacles import Journal, client_ids, invoices_of, lines_left
from contracts.importing.snapshots import ROWS_AT_ONCE, TABLES, plain_rows, records, snapshot
from contracts.models import (
    Agreement,
    AgreementLine,
    ClassificationRule,
    InvoiceLine,
    LineRevision,
    Project,
    Service,
)
from contracts.operations import announce_invoices
from contracts.operations.services import held_services
from contracts.signals import changing_agreements


def take_back(journal: Journal) -> list[str]:
    """Undo what an import wrote; call `obstacles` first. Returns sentences about what stays."""
    _take_lines_back(journal)
    if journal["agreements"]:
        with changing_agreements(client_ids(journal)):
            _take_agreements_back(journal)
    _take_clients_back(journal)
    return [
        *_remove(Project, journal["projects"], "project"),
        *_remove(Service, journal["services"], "service"),
        *_remove(Client, journal["clients"], "client"),
    ]


def _take_lines_back(journal: Journal) -> None:
    lines = journal["invoice_lines"]
    left = lines_left(journal)
    keys = {values[:3]: pk for pk, values in stored_lines(invoices_of(left))}
    created = [keys[row[0], row[1], row[2]] for row in lines["created"]]
    for part in chunks(created, KEYS_AT_ONCE):
        _delete(InvoiceLine, part)
    replaced = list(_restorable(lines["replaced"]))
    update_lines([(keys[row[:3]], row) for row in replaced])
    announce_invoices(
        added=map(_sum, replaced), removed=map(_sum, (*lines["created"], *lines["edited"]))
    )
    if left:
        text = f"Invoice lines: {formats.grouped(len(created))} taken back"
        if replaced:
            text += f", {formats.grouped(len(replaced))} as they were before"
        action = HistoryEntry.Action.DELETE
        HistoryEntry.objects.log_summary(InvoiceLine, text, action=action)


def _restorable(rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """The former lines; what they referred to may be gone."""
    known: list[tuple[int, set[int]]] = []
    models_of: tuple[tuple[int, type[models.Model]], ...] = (
        (8, Project),
        (9, Agreement),
        (10, ClassificationRule),
    )
    for place, model in models_of:
        keys = {row[place] for row in rows if row[place]}
        found = model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
        known.append((place, set(found)))
    for row in rows:
        values = list(row)
        for place, there in known:
            if values[place] not in there:
                values[place] = None
        yield tuple(values)


def _sum(row: Sequence[Any]) -> tuple[date, str, int, int]:
    return date.fromisoformat(row[4]), row[5], row[6], 1


def _take_agreements_back(journal: Journal) -> None:
    """Remove what was added, children first; put back what was there, parents first."""
    # As it stands: what is derived may differ from what the import left.
    before, after = records(journal["before"]), records(snapshot(journal["agreements"]))
    _derive(before)
    pairs: list[tuple[Any, Any]] = []
    # While their parents are there: entries name the agreement and its client.
    for model, _ in reversed(TABLES):
        added = sorted(after[model].keys() - before[model].keys())
        for part in chunks(added, KEYS_AT_ONCE):
            if model is Agreement:
                # One by one, with what others derive of it; the history hears of each.
                Agreement.objects.filter(pk__in=part).delete()
            else:
                pairs += [(after[model][pk], None) for pk in part]
                _delete(model, part)
    for model, _ in TABLES:
        pairs += _put_back(model, before[model], after[model])
    HistoryEntry.objects.log_changes(pairs)


def _derive(state: dict[type[models.Model], dict[int, Any]]) -> None:
    """Anew, for a service may have come into another category since."""
    lines = state[AgreementLine].values()
    services = held_services(sorted({line.service_id for line in lines}))
    revisions: dict[int, list[LineRevision]] = defaultdict(list)
    for revision in state[LineRevision].values():
        revisions[revision.line_id].append(revision)
    for line in lines:
        line.service = services[line.service_id]
        ordered = sorted(revisions[line.pk], key=lambda revision: revision.effective_on)
        LineHistory(line, ordered).derive(line.agreement)


def _put_back(model: Any, before: dict[int, Any], after: dict[int, Any]) -> list[tuple[Any, Any]]:
    """The (after, before) of the rows that are as they were again."""
    fields = [f.attname for f in model._meta.concrete_fields if not f.primary_key]
    pairs = [
        (left, record)
        for pk, record in before.items()
        if (left := after.get(pk)) is None or any(_differ(left, record, name) for name in fields)
    ]
    # An upsert: `bulk_update` writes a case per row and field, ten times as slow.
    model.objects.bulk_create(
        [record for _, record in pairs],
        ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )
    return pairs


def _differ(one: models.Model, other: models.Model, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def _delete(model: type[models.Model], keys: Sequence[int]) -> None:
    """Without signals: the history of what was written in bulk is written in bulk."""
    rows = model._default_manager.filter(pk__in=keys)
    rows._raw_delete(rows.db)


def _take_clients_back(journal: Journal) -> None:
    for pk, before, _ in journal["edited_clients"]:
        client = Client.objects.get(pk=pk)
        for name, value in zip(CLIENT_FIELDS, before, strict=True):
            setattr(client, name, value)
        client.save()
    for pk, day in journal["restored_clients"]:
        client = Client.objects.get(pk=pk)
        archived_on = date.fromisoformat(day)
        if client.archived_on is None and not _is_served(client, archived_on):
            client.archived_on = archived_on
            client.save()


def _is_served(client: Client, day: date) -> bool:
    """Whether somebody gave it anything besides since: then it stays on the lists."""
    return client.agreements.filter(Q(ends_on=None) | Q(ends_on__gte=day)).exists()


def _remove(model: type[models.Model], left: Sequence[Sequence[Any]], noun: str) -> Iterator[str]:
    """Remove what the import created and left so, unless it is used or was changed by now."""
    keys = [row[0] for row in left]
    used = set(_used(model, keys))
    changed = _changed(model, left) - used
    for part in chunks([pk for pk in keys if pk not in used | changed], KEYS_AT_ONCE):
        records = list(model._default_manager.filter(pk__in=part))
        model._default_manager.filter(pk__in=part).delete()
        HistoryEntry.objects.log_changes((record, None) for record in records)
    for count, is_so, are_so in (
        (len(used), "it is used by something else", "they are used by something else"),
        (len(changed), "it was changed", "they were changed"),
    ):
        if count == 1:
            yield f"1 {noun} stays: {is_so} by now."
        elif count:
            yield f"{formats.grouped(count)} {noun}s stay: {are_so} by now."


def _used(model: type[models.Model], keys: Sequence[int]) -> Iterator[int]:
    for relation in model._meta.related_objects:
        if relation.related_model is HistoryEntry:
            continue
        path = relation.field.attname
        for part in chunks(keys, KEYS_AT_ONCE):
            rows = relation.related_model._default_manager.filter(**{f"{path}__in": part})
            yield from rows.order_by().values_list(path, flat=True).distinct()


def _changed(model: type[models.Model], left: Sequence[Sequence[Any]]) -> set[int]:
    """Those that somebody gave other values since."""
    by_key = {row[0]: list(row) for row in left}
    changed: set[int] = set()
    for part in chunks(sorted(by_key), KEYS_AT_ONCE):
        rows = plain_rows(model._default_manager.filter(pk__in=part))
        changed |= {row[0] for row in rows if row != by_key[row[0]]}
    return changed
