"""Import of invoices: check in Python, compare with what is stored, write in bulk."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat

from django.db import transaction

from contracts.importing.clients import (
    KEYS_AT_ONCE,
    NamedClients,
    chunks,
    known_clients,
    locked_clients,
)
from contracts.importing.columns import Columns
from contracts.importing.declared import UNDECIDED, Decisions
from contracts.importing.history import log_invoice_lines, log_projects
from contracts.importing.invoice_lines import (
    ROWS_AT_ONCE,
    Values,
    insert_lines,
    stored_lines,
    update_lines,
    without_garbage_collection,
)
from contracts.importing.invoice_rows import positions, read_invoices
from contracts.importing.kinds import Kinds, kinds_of_items
from contracts.importing.outcomes import Progress, no_progress
from contracts.importing.reports import Refused, Report, RowError
from contracts.models import Agreement, InvoiceLine, Project
from contracts.operations import announce_invoices, held_rules

NAME_LIMIT, NUMBER_LIMIT = 200, 60
# A client's project or agreement, by client id and name.
Ids = dict[tuple[int, str | None], int]


@dataclass(slots=True)
class Changes:
    """Lines to insert, and lines to update with what is stored of them."""

    fresh: list[Values] = field(default_factory=list)
    edited: list[tuple[int, Values]] = field(default_factory=list)
    replaced: list[Values] = field(default_factory=list)


class Sums:
    """Lines added up as (month, kind, cents, lines)."""

    def __init__(self, progress: Progress = no_progress, total: int = 0) -> None:
        self._progress, self._total = progress, total
        self._amounts: dict[tuple[str, str], list[int]] = defaultdict(list)

    def watch(self, rows: Iterable[Values]) -> Iterator[Values]:
        """Pass rows on and add them up, while the database is busy with those before."""
        for done, row in enumerate(rows):
            if done % ROWS_AT_ONCE == 0 and self._total:
                self._progress("written", done, self._total)
            self._amounts[row[4], row[5]].append(row[6])
            yield row

    def add(self, rows: Iterable[Values]) -> None:
        for _ in self.watch(rows):
            pass

    def __iter__(self) -> Iterator[tuple[date, str, int, int]]:
        for (month, kind), amounts in self._amounts.items():
            yield date.fromisoformat(month), kind, sum(amounts), len(amounts)


def import_invoices(data: bytes, *, dry_run: bool = False) -> Report:
    """Take in a CSV file of invoices, whole; raise Refused and write nothing if it is wrong.

    `dry_run` does everything and takes it back at the end.
    """
    with without_garbage_collection():
        file = read_invoices(data)
        with transaction.atomic():
            changes = take_invoices(file)
            if dry_run:
                transaction.set_rollback(True)
    created, changed = len(changes.fresh), len(changes.edited)
    return Report(created, changed, len(file.lines) - created - changed)


def take_invoices(
    file: Columns, decisions: Decisions = UNDECIDED, progress: Progress = no_progress
) -> Changes:
    """Write the rows of a file; raise Refused with those that contradict what is stored."""
    rules = held_rules()
    known = _one_spelling(file, decisions)
    if errors := [*file.errors, *_agreement_errors(file, known)]:
        raise Refused(errors)
    changes = _changes(file, known, Kinds(rules, kinds_of_items(file, decisions)), decisions)
    progress("checked", len(file.lines), len(file.lines))
    added, removed = Sums(progress, len(changes.fresh)), Sums()
    insert_lines(added.watch(changes.fresh))
    update_lines(changes.edited)
    added.add(values for _, values in changes.edited)
    removed.add(changes.replaced)
    announce_invoices(added=added, removed=removed)
    log_invoice_lines(len(changes.fresh), changes.edited, changes.replaced)
    progress("written", len(file.lines), len(file.lines))
    return changes


def _one_spelling(file: Columns, decisions: Decisions) -> NamedClients:
    """Call each client by one name; its invoices are counted anew when it had several."""
    names = file.values["client"]
    known = known_clients(set(names), decisions.clients)
    spelled = known.spelled(dict.fromkeys(names))
    if any(name != one for name, one in spelled.items()):
        file.values["client"] = list(map(spelled.__getitem__, names))
        found = Columns(file.names, file.lines, file.values)
        file.values["position"] = list(positions(found))
        file.errors += [error for error in found.errors if error not in file.errors]
    return known


def _agreement_errors(file: Columns, known: NamedClients) -> Iterator[RowError]:
    rows = [row for row in file.rows("client", "agreement") if row[2]]
    agreements = _ids(Agreement, {known[client] for _, client, _ in rows if client in known})
    for at, client, agreement in rows:
        if client not in known or _place(known, client, agreement, agreements) not in agreements:
            yield RowError(at, "agreement", agreement, f"is no agreement of {client}")


def _ids(model: type[Agreement] | type[Project], client_ids: Collection[int]) -> Ids:
    """The ids of all agreements or projects of these clients."""
    found: Ids = {}
    for part in chunks(sorted(client_ids), KEYS_AT_ONCE):
        rows = model._default_manager.filter(client_id__in=part)
        for client_id, name, pk in rows.values_list("client_id", "name", "pk"):
            found[client_id, name] = pk
    return found


def _changes(file: Columns, known: NamedClients, kinds: Kinds, decisions: Decisions) -> Changes:
    clients = locked_clients(set(file.values["client"]), decisions.clients)
    if clients.origins:
        file.values["number"] = _numbers(file, clients)
    # In the order of the index by client and number: finding and inserting them is faster so.
    rows = list(_values(file, clients))
    kinds.name(rows)
    rows.sort()
    # Clients that are new have no invoices yet: for them there is nothing to look up.
    empty = _without_invoices(set(clients.values()) - set(known.values()))
    invoices = dict.fromkeys((row[0], row[1]) for row in rows if row[0] not in empty)
    stored = stored_lines(list(invoices))
    if not stored:
        return Changes(fresh=kinds.of(rows))
    check = _date_errors if "line" in file.names else _part_errors
    if errors := list(check(file, clients, stored)):
        raise Refused(errors)
    return _compare(file, rows, stored, kinds)


def _without_invoices(client_ids: set[int]) -> set[int]:
    """Those of some locked clients that have none: another import may have brought both."""
    empty = set(client_ids)
    for part in chunks(sorted(client_ids), KEYS_AT_ONCE):
        lines = InvoiceLine.objects.filter(client_id__in=part).order_by()
        empty.difference_update(lines.values_list("client_id", flat=True).distinct())
    return empty


def _numbers(file: Columns, clients: NamedClients) -> list[str]:
    """The numbers under which the invoices are stored; a merge may have renamed some."""
    named = list(zip(file.values["client"], file.values["number"], strict=True))
    former = {clients[client] for client in clients.origins}
    stored: set[tuple[int, str]] = set()
    for part in chunks(sorted(former), KEYS_AT_ONCE):
        lines = InvoiceLine.objects.filter(client_id__in=part).order_by()
        stored.update(lines.values_list("client_id", "number").distinct())
    places = clients.places(dict.fromkeys(named), stored, limit=NUMBER_LIMIT)
    return [places[key][1] for key in named]


def _place(
    clients: NamedClients, client: str, name: str | None, stored: Ids
) -> tuple[int, str | None]:
    if not name:
        return clients[client], None
    return clients.place(client, name, stored, limit=NAME_LIMIT)


def _values(file: Columns, clients: NamedClients) -> Iterator[Values]:
    """The rows as they are stored, put together from columns."""
    client_ids = list(map(clients.__getitem__, file.values["client"]))
    days, texts = file.values["issued_on"], file.values.get("description")
    return zip(
        client_ids,
        file.values["number"],
        file.values["position"],
        days,
        [f"{day[:8]}01" for day in days],
        file.values["kind"],
        file.values["amount"],
        repeat("") if texts is None else [text or "" for text in texts],
        _project_ids(file, clients),
        _agreement_ids(file, clients),
        repeat(None),
        strict=False,
    )


def _project_ids(file: Columns, clients: NamedClients) -> Iterable[int | None]:
    """Each row's project; those that were missing are created."""
    keys, projects = _keys(file, "project", Project, clients)
    wanted = {(client_id, name) for client_id, name in keys if name}
    missing = sorted(wanted - projects.keys())
    fresh = [Project(client_id=client_id, name=name) for client_id, name in missing]
    for project in Project.objects.bulk_create(fresh, KEYS_AT_ONCE):
        projects[project.client_id, project.name] = project.pk
    log_projects(fresh)
    return map(projects.get, keys) if wanted else repeat(None)


def _agreement_ids(file: Columns, clients: NamedClients) -> Iterable[int | None]:
    keys, agreements = _keys(file, "agreement", Agreement, clients)
    return map(agreements.get, keys) if agreements else repeat(None)


def _keys(
    file: Columns, column: str, model: type[Agreement] | type[Project], clients: NamedClients
) -> tuple[list[tuple[int, str | None]], Ids]:
    """Each row's key of what it names in a column, and what is stored under such keys."""
    named = list(zip(file.values["client"], file.values.get(column, ()), strict=False))
    stored = _ids(model, {clients[client] for client, name in named if name})
    if clients.origins:
        places = {
            (client, name): _place(clients, client, name, stored)
            for client, name in set(named)
            if name
        }
        return [places.get(key, (clients[key[0]], None)) for key in named], stored
    return [(clients[client], name) for client, name in named], stored


def _compare(
    file: Columns,
    rows: Sequence[Values],
    stored: Sequence[tuple[int, Values]],
    kinds: Kinds,
) -> Changes:
    by_key = {values[:3]: (pk, values) for pk, values in stored}
    keeps = [index for column, index in KEPT.items() if column not in file.names]
    changes = Changes()
    for row in rows:
        pk, values = by_key.get(row[:3], (None, row))
        if pk is None:
            changes.fresh += kinds.of([row])
            continue
        for index in keeps:
            # mypy loses a tuple's length when it is put together from slices.
            row = (*row[:index], values[index], *row[index + 1 :])  # type: ignore[assignment]
        row = kinds.beside(row, values)
        if row != values:
            changes.edited.append((pk, row))
            changes.replaced.append(values)
    return changes


# Where the columns that a file may lack stand in the values.
KEPT = {"description": 7, "project": 8, "agreement": 9}


def _date_errors(
    file: Columns, clients: NamedClients, stored: Sequence[tuple[int, Values]]
) -> Iterator[RowError]:
    """Invoices that would keep lines of another date, because the file does not name them."""
    rows = list(file.rows("client", "number", "position", "issued_on"))
    keys = [(clients[client], number, position) for _, client, number, position, _ in rows]
    named = set(keys)
    others = {values[:2]: values for _, values in stored if values[:3] not in named}
    for key, (at, *_, issued_on) in zip(keys, rows, strict=True):
        other = others.get(key[:2])
        if other and other[3] != issued_on:
            reason = f"contradicts {other[3]} on line {other[2]} of the invoice, which is stored"
            yield RowError(at, "issued_on", issued_on, reason)


def _part_errors(
    file: Columns, clients: NamedClients, stored: Sequence[tuple[int, Values]]
) -> Iterator[RowError]:
    """Invoices given in part, where only the order says which of the stored lines a row is."""
    rows = list(file.rows("client", "number", "position"))
    named = {(clients[client], number, position) for _, client, number, position in rows}
    others = {values[:2]: values[2] for _, values in stored if values[:3] not in named}
    for at, client, number, _ in rows:
        # Once for each invoice, at its first row.
        if position := others.pop((clients[client], number), None):
            reason = (
                f"is stored with a line {position}, which the file lacks; "
                "give the whole invoice, or add a column line"
            )
            yield RowError(at, "number", number, reason)
