"""Taking an import back as a whole, while nothing else has touched what it wrote.

What it wrote must stand exactly as it left it; what was there before comes back as it was, keys and
derived columns included. Call both inside one transaction.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from clients.models import Client, HistoryEntry
from clients.operations import locked_clients
from config import formats
from contracts.importing.clients import KEYS_AT_ONCE, chunks
from contracts.importing.invoice_lines import Values, stored_lines, update_lines
from contracts.importing.journal import CLIENT_FIELDS
from contracts.importing.snapshots import (
    ROWS_AT_ONCE,
    TABLES,
    columns_of,
    records,
    snapshot,
)
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
from contracts.signals import changing_agreements

# Obstacles told one by one.
TOLD = 50
Journal = dict[str, Any]
Line = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way: a sentence, where to look, and who did it when, if that is known."""

    sentence: str
    path: str = ""
    who: str = ""
    at: str = ""


def obstacles(journal: Journal) -> list[Obstacle]:
    """What somebody changed since; locks the clients, so that nobody changes anything meanwhile."""
    locked_clients(_client_ids(journal))
    found = [
        *_changed_agreements(journal),
        *_used_agreements(journal),
        *_changed_lines(journal),
        *_changed_clients(journal),
    ]
    if len(found) > TOLD:
        rest = formats.grouped(len(found) - TOLD)
        return [*found[:TOLD], Obstacle(f"And {rest} more.")]
    return found


def _client_ids(journal: Journal) -> set[int]:
    lines = journal["invoice_lines"]
    ids = {row[0] for rows in lines.values() for row in rows}
    names = columns_of(Agreement)
    for state in ("before", "after"):
        ids |= {row[names.index("client_id")] for row in journal[state].get("agreement", [])}
    ids |= {pk for pk, *_ in journal["edited_clients"]}
    return ids | {pk for pk, _ in journal["restored_clients"]} | set(journal["clients"])


def _changed_agreements(journal: Journal) -> Iterator[Obstacle]:
    """Agreements of which a row differs from what the import left."""
    now = snapshot(journal["agreements"])
    differing = set(journal["agreements"]) if now != journal["after"] else set()
    for pk in sorted(differing):
        if _of_agreement(now, pk) == _of_agreement(journal["after"], pk):
            continue
        agreement = Agreement.objects.filter(pk=pk).select_related("client").first()
        if agreement is None:
            yield Obstacle("An agreement of this import is gone.")
            continue
        entry = HistoryEntry.objects.filter(agreement_id=pk).order_by("-pk").first()
        yield Obstacle(
            f"{agreement} of {agreement.client} was changed since.",
            agreement.get_absolute_url(),
            entry.who if entry else "",
            entry.timestamp.isoformat() if entry else "",
        )


def _of_agreement(state: dict[str, Any], pk: int) -> list[Any]:
    """The rows of one agreement among many."""
    lines = columns_of(AgreementLine)
    revisions = columns_of(LineRevision)
    own = [row for row in state["agreementline"] if row[lines.index("agreement_id")] == pk]
    keys = {row[0] for row in own}
    of_lines = [r for r in state["linerevision"] if r[revisions.index("line_id")] in keys]
    return [[row for row in state["agreement"] if row[0] == pk], own, of_lines]


def _used_agreements(journal: Journal) -> Iterator[Obstacle]:
    """Agreements that would go, and that an invoice names."""
    lines = InvoiceLine.objects.filter(agreement__in=_created_agreements(journal))
    own = {(row[0], row[1]) for row in journal["invoice_lines"]["created"]}
    for line in lines.select_related("agreement", "client").order_by("pk")[:TOLD]:
        if (line.client_id, line.number) not in own:
            yield Obstacle(
                f"Invoice {line.number} of {line.client} names the agreement {line.agreement}.",
                line.get_absolute_url(),
            )


def _created_agreements(journal: Journal) -> set[int]:
    before = {row[0] for row in journal["before"].get("agreement", [])}
    return set(journal["agreements"]) - before


def _changed_lines(journal: Journal) -> Iterator[Obstacle]:
    """Invoices of which a line differs from what the import left; each once."""
    left = _left(journal)
    stored = {values[:3]: (pk, values) for pk, values in stored_lines(_invoices(left))}
    told: set[tuple[int, str]] = set()
    for key, values in left.items():
        pk, now = stored.get(key, (None, None))
        if now == values or key[:2] in told:
            continue
        told.add(key[:2])
        path = reverse("invoice_detail", args=[pk]) if pk else ""
        client = Client.objects.filter(pk=key[0]).first()
        yield Obstacle(f"Invoice {key[1]} of {client} was changed since.", path)


def _left(journal: Journal) -> dict[Line, Values]:
    """The invoice lines as the import left them."""
    rows = (*journal["invoice_lines"]["created"], *journal["invoice_lines"]["edited"])
    return {(row[0], row[1], row[2]): tuple(row) for row in rows}


def _invoices(lines: Collection[Line]) -> list[tuple[int, str]]:
    return list(dict.fromkeys((client, number) for client, number, _ in lines))


def _changed_clients(journal: Journal) -> Iterator[Obstacle]:
    for pk, _, after in journal["edited_clients"]:
        client = Client.objects.filter(pk=pk).first()
        if client is None or [getattr(client, name) for name in CLIENT_FIELDS] != after:
            path = client.get_absolute_url() if client else ""
            yield Obstacle(f"{client or 'A client'} was changed since.", path)


def take_back(journal: Journal) -> list[str]:
    """Undo what an import wrote; call `obstacles` first. Returns sentences about what stays."""
    _take_lines_back(journal)
    if journal["agreements"]:
        with changing_agreements(_client_ids(journal)):
            _take_agreements_back(journal)
    _take_clients_back(journal)
    return [
        *_remove(Project, journal["projects"], "project"),
        *_remove(Service, journal["services"], "service"),
        *_remove(Client, journal["clients"], "client"),
    ]


def _take_lines_back(journal: Journal) -> None:
    lines = journal["invoice_lines"]
    left = _left(journal)
    keys = {values[:3]: pk for pk, values in stored_lines(_invoices(left))}
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
    before, after = records(journal["before"]), records(journal["after"])
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


def _put_back(model: Any, before: dict[int, Any], after: dict[int, Any]) -> list[tuple[Any, Any]]:
    """The (after, before) of the rows that are as they were again."""
    kept = [record for pk, record in before.items() if pk in after]
    missing = [record for pk, record in before.items() if pk not in after]
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key]
    model.objects.bulk_update(kept, fields, ROWS_AT_ONCE)
    model.objects.bulk_create(missing, ROWS_AT_ONCE)
    return [(after[r.pk], r) for r in kept] + [(None, r) for r in missing]


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
        if client.archived_on is None and not _is_served(client):
            client.archived_on = date.fromisoformat(day)
            client.save()


def _is_served(client: Client) -> bool:
    """Whether somebody gave it anything besides since: then it stays on the lists."""
    return client.agreements.filter(ends_on=None).exists()


def _remove(model: type[models.Model], keys: Sequence[int], noun: str) -> list[str]:
    """Remove what the import created, unless something else uses it by now."""
    used: set[int] = set()
    for relation in model._meta.related_objects:
        if relation.related_model is HistoryEntry:
            continue
        path = relation.field.attname
        for part in chunks(keys, KEYS_AT_ONCE):
            rows = relation.related_model._default_manager.filter(**{f"{path}__in": part})
            used.update(rows.order_by().values_list(path, flat=True).distinct())
    free = [pk for pk in keys if pk not in used]
    for part in chunks(free, KEYS_AT_ONCE):
        records = list(model._default_manager.filter(pk__in=part))
        model._default_manager.filter(pk__in=part).delete()
        HistoryEntry.objects.log_changes((record, None) for record in records)
    if not used:
        return []
    count = formats.grouped(len(used))
    verb = "stays: it is" if len(used) == 1 else "stay: they are"
    return [f"{count} {noun}{'' if len(used) == 1 else 's'} {verb} used by something else by now."]
