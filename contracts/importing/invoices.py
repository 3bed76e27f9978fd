"""Import of invoices: check in Python, compare with what is stored, write in bulk."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from django.db import transaction

from contracts.importing.clients import (
    KEYS_AT_ONCE,
    chunks,
    known_clients,
    locked_clients,
)
from contracts.importing.invoice_lines import Values, insert_lines, stored_lines, update_lines
from contracts.importing.invoice_rows import InvoiceFile, Row, read_invoices
from contracts.importing.reports import Refused, Report, RowError
from contracts.models import Agreement, Project
from contracts.operations import announce_invoices

# A client's project or agreement, by client id and name.
Ids = dict[tuple[int, str], int]


@dataclass(slots=True)
class Changes:
    """Lines to insert, and lines to update with what is stored of them."""

    fresh: list[Values] = field(default_factory=list)
    edited: list[tuple[int, Values]] = field(default_factory=list)
    replaced: list[Values] = field(default_factory=list)


def import_invoices(data: bytes, *, dry_run: bool = False) -> Report:
    """Take in a CSV file of invoices, whole; raise Refused and write nothing if it is wrong.

    `dry_run` does everything and takes it back at the end.
    """
    file = read_invoices(data)
    with transaction.atomic():
        known = known_clients({row[2] for row in file.rows})
        agreements = _agreements(file, known)
        if errors := [*file.errors, *_agreement_errors(file, known, agreements)]:
            raise Refused(errors)
        changes = _changes(file, known, agreements)
        insert_lines(changes.fresh)
        update_lines(changes.edited)
        announce_invoices(
            added=_sums([*changes.fresh, *(values for _, values in changes.edited)]),
            removed=_sums(changes.replaced),
        )
        if dry_run:
            transaction.set_rollback(True)
    created, changed = len(changes.fresh), len(changes.edited)
    return Report(created, changed, len(file.rows) - created - changed)


def _sums(rows: Sequence[Values]) -> Iterator[tuple[date, str, int]]:
    months = {row[4]: date.fromisoformat(row[4]) for row in rows}
    return ((months[row[4]], row[5], row[6]) for row in rows)


def _agreements(file: InvoiceFile, known: dict[str, int]) -> Ids:
    client_ids = {known[row[2]] for row in file.rows if row[9] and row[2] in known}
    return _ids(Agreement, client_ids)


def _ids(model: type[Agreement] | type[Project], client_ids: Collection[int]) -> Ids:
    """The ids of all agreements or projects of these clients."""
    found: Ids = {}
    for part in chunks(sorted(client_ids), KEYS_AT_ONCE):
        rows = model._default_manager.filter(client_id__in=part)
        for client_id, name, pk in rows.values_list("client_id", "name", "pk"):
            found[client_id, name] = pk
    return found


def _agreement_errors(
    file: InvoiceFile, known: dict[str, int], agreements: Ids
) -> Iterator[RowError]:
    for at, _, client, *_, agreement in file.rows:
        if agreement and (known.get(client, 0), agreement) not in agreements:
            yield RowError(at, "agreement", agreement, f"is no agreement of {client}")


def _changes(file: InvoiceFile, known: dict[str, int], agreements: Ids) -> Changes:
    clients = locked_clients({row[2] for row in file.rows})
    projects = _projects(file, clients)
    # In the order of the index by client and number: finding and inserting them is faster so.
    rows = sorted(_values(file.rows, clients, projects, agreements), key=itemgetter(0, 1, 2))
    # Clients that are new have no invoices yet: for them there is nothing to look up.
    before = set(known.values())
    invoices = dict.fromkeys((row[0], row[1]) for row in rows if row[0] in before)
    stored = stored_lines(list(invoices))
    if not stored:
        return Changes(fresh=rows)
    if errors := list(_date_errors(file, clients, stored)):
        raise Refused(errors)
    return _compare(file, rows, stored)


def _projects(file: InvoiceFile, clients: dict[str, int]) -> Ids:
    """The projects by client id and name, those that were missing created."""
    wanted = {(clients[row[2]], row[8]) for row in file.rows if row[8]}
    projects = _ids(Project, {client_id for client_id, _ in wanted})
    missing = sorted(wanted - projects.keys())
    fresh = [Project(client_id=client_id, name=name) for client_id, name in missing]
    for project in Project.objects.bulk_create(fresh, KEYS_AT_ONCE):
        projects[project.client_id, project.name] = project.pk
    return projects


def _values(
    rows: Sequence[Row], clients: dict[str, int], projects: Ids, agreements: Ids
) -> Iterator[Values]:
    for _, position, client, number, issued, kind, cents, text, project, agreement in rows:
        client_id = clients[client]
        yield (
            client_id,
            number,
            position,
            issued,
            f"{issued[:8]}01",
            kind,
            cents,
            text or "",
            projects[client_id, project] if project else None,
            agreements[client_id, agreement] if agreement else None,
        )


def _compare(
    file: InvoiceFile, rows: Sequence[Values], stored: Sequence[tuple[int, Values]]
) -> Changes:
    by_key = {values[:3]: (pk, values) for pk, values in stored}
    keeps = [index for column, index in KEPT.items() if column not in file.columns]
    changes = Changes()
    for row in rows:
        pk, values = by_key.get(row[:3], (None, row))
        if pk is None:
            changes.fresh.append(row)
            continue
        for index in keeps:
            row = (*row[:index], values[index], *row[index + 1 :])  # type: ignore[assignment]
        if row != values:
            changes.edited.append((pk, row))
            changes.replaced.append(values)
    return changes


# Where the columns that a file may lack stand in the values.
KEPT = {"description": 7, "project": 8, "agreement": 9}


def _date_errors(
    file: InvoiceFile, clients: dict[str, int], stored: Sequence[tuple[int, Values]]
) -> Iterator[RowError]:
    """Invoices that would keep lines of another date, because the file does not name them."""
    keys = [(clients[client], number, position) for _, position, client, number, *_ in file.rows]
    named = set(keys)
    others = {values[:2]: values for _, values in stored if values[:3] not in named}
    for key, (at, _, _, _, issued_on, *_) in zip(keys, file.rows, strict=True):
        other = others.get(key[:2])
        if other and other[3] != issued_on:
            reason = f"contradicts {other[3]} on line {other[2]} of the invoice, which is stored"
            yield RowError(at, "issued_on", issued_on, reason)
