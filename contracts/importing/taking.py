"""Taking in what a file was read as: rows that contradict what is stored stay out, and are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from clients.history import changed_values
from clients.models import Client
from contracts.importing.agreement_merge import Merge
from contracts.importing.agreements import take_agreements
from contracts.importing.client_list import take_clients
from contracts.importing.columns import Columns
from contracts.importing.declared import Decisions
from contracts.importing.history import pairs_of_lines
from contracts.importing.invoice_lines import without_garbage_collection
from contracts.importing.invoices import Changes, take_invoices
from contracts.importing.journal import archived_clients, journal_of
from contracts.importing.outcomes import Outcome, Progress, no_progress
from contracts.importing.profiles import AGREEMENTS, CLIENTS, INVOICES
from contracts.importing.readings import Excluded, Reading, torn
from contracts.importing.remembering import remember
from contracts.importing.reports import Refused
from contracts.importing.snapshots import Snapshot
from contracts.models import (
    Agreement,
    AgreementLine,
    InvoiceLine,
    LineRevision,
    Project,
    Service,
)

__all__ = ["Written", "remember", "take_in"]

SAMPLES = 200
DOCUMENTS = {
    INVOICES: ("invoice", ("client", "number")),
    AGREEMENTS: ("agreement", ("client", "agreement")),
    CLIENTS: ("client", ("client",)),
}
Pair = tuple[Any, Any]


@dataclass(slots=True)
class Written:
    """What was written: all that the journal is made of.

    Of invoices `changes`, of agreements `merges` (`before`, as they were), of clients
    (before, after) in `edited_clients`.
    """

    merges: list[Merge] = field(default_factory=list)
    changes: Changes | None = None
    before: Snapshot = field(default_factory=dict)
    edited_clients: list[tuple[Client, Client]] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)


def take_in(
    reading: Reading, decisions: Decisions, *, today: date, progress: Progress = no_progress
) -> Outcome:
    """Write the good rows of a reading; call it inside a transaction.

    An invoice or agreement of which a row contradicts what is stored is left out whole.
    """
    outcome = Outcome(written=Written())
    columns = _copy(reading.columns)
    take = TAKERS[reading.kind]
    with without_garbage_collection():
        while columns.lines:
            marks, archived = _marks(), archived_clients()
            try:
                with transaction.atomic():
                    take(_copy(columns), decisions, today, progress, outcome)
            except Refused as refused:
                columns = _without(columns, refused, reading.kind, outcome)
            else:
                _tell_new(marks, columns, outcome)
                written = outcome.written
                outcome.journal = journal_of(
                    reading.kind, columns, written, written.before, archived, decisions.clients
                )
                break
    return outcome


def _copy(columns: Columns) -> Columns:
    """Taking in respells clients and renames invoices in place."""
    return Columns(columns.names, columns.lines, dict(columns.values))


def _without(columns: Columns, refused: Refused, kind: str, outcome: Outcome) -> Columns:
    """The rows of documents that nothing is wrong with; the others are told of."""
    noun, names = DOCUMENTS[kind]
    wrong = {error.line for error in refused.errors}
    documents = list(zip(*(columns.values[name] for name in names), strict=True))
    bad = {doc for line, doc in zip(columns.lines, documents, strict=True) if line in wrong}
    if not bad:
        raise refused
    outcome.errors += refused.errors
    outcome.excluded += [
        Excluded(line, torn(noun), str(doc[-1]))
        for line, doc in zip(columns.lines, documents, strict=True)
        if doc in bad and line not in wrong
    ]
    return columns.only([doc not in bad for doc in documents])


def _marks() -> list[tuple[type[Model], int]]:
    """The last keys before: what has a later one afterwards was created here."""
    models: list[type[Model]] = [Client, Service, Project]
    return [(m, m._default_manager.aggregate(last=Max("pk"))["last"] or 0) for m in models]


def _tell_new(marks: list[tuple[type[Model], int]], columns: Columns, outcome: Outcome) -> None:
    names: set[str | None] = set()
    for column in ("client", "service", "line", "project"):
        names.update(columns.values.get(column, ()))
    # Another import may have brought others meanwhile: ours are called as the file says.
    found: list[list[Any]] = [
        [r for r in m._default_manager.filter(pk__gt=last).order_by("pk") if str(r) in names]
        for m, last in marks
    ]
    written = outcome.written
    written.clients, written.services, written.projects = found
    outcome.new_clients = sorted(client.name for client in written.clients)
    outcome.new_services = sorted(service.name for service in written.services)


def _take_invoices(
    columns: Columns, decisions: Decisions, today: date, progress: Progress, outcome: Outcome
) -> None:
    changes = take_invoices(columns, decisions, progress)
    outcome.created, outcome.changed = len(changes.fresh), len(changes.edited)
    outcome.unchanged = len(columns.lines) - outcome.created - outcome.changed
    outcome.written.changes = changes
    edited, replaced = changes.edited[:SAMPLES], changes.replaced[:SAMPLES]
    outcome.changes = list(_samples(pairs_of_lines(edited, replaced)))[:SAMPLES]


def _take_agreements(
    columns: Columns, decisions: Decisions, today: date, progress: Progress, outcome: Outcome
) -> None:
    taken = take_agreements(columns, decisions, today, progress)
    merges = taken.merges
    outcome.created = sum(len(merge.created_rows) for merge in merges)
    outcome.changed = sum(len(merge.changed_rows) for merge in merges)
    outcome.unchanged = len(columns.lines) - outcome.created - outcome.changed
    outcome.warnings = taken.warnings
    outcome.written.before = taken.before
    outcome.written.merges = [merge for merge in merges if merge.is_changed]
    outcome.changes = list(_samples(_changed_pairs(merges)))[:SAMPLES]


def _changed_pairs(merges: list[Merge]) -> Iterator[Pair]:
    for merge in merges:
        if merge.original:
            yield merge.original, merge.agreement
        yield from merge.changed_lines
        yield from merge.edited


def _take_clients(
    columns: Columns, decisions: Decisions, today: date, progress: Progress, outcome: Outcome
) -> None:
    taken = take_clients(columns, decisions)
    outcome.created, outcome.changed = taken.created, len(taken.edited)
    outcome.unchanged = len(columns.lines) - outcome.created - outcome.changed
    outcome.written.edited_clients = taken.edited
    outcome.changes = list(_samples(taken.edited))[:SAMPLES]
    progress("written", len(columns.lines), len(columns.lines))


def _samples(pairs: Any) -> Iterator[dict[str, str]]:
    for number, (before, after) in enumerate(pairs):
        if number == SAMPLES:
            return
        for name, old, new in changed_values(before, after):
            if old != new:
                yield {"what": _what(after), "field": name, "before": old, "after": new}


def _what(record: Any) -> str:
    if isinstance(record, InvoiceLine):
        return f"{record.client}, invoice {record.number}, line {record.position}"
    if isinstance(record, LineRevision):
        return f"{_what(record.line.agreement)}: {record}"
    if isinstance(record, AgreementLine):
        return f"{_what(record.agreement)}: {record}"
    return f"{record.client}, {record}" if isinstance(record, Agreement) else str(record)


TAKERS: dict[str, Callable[[Columns, Decisions, date, Progress, Outcome], None]] = {
    INVOICES: _take_invoices,
    AGREEMENTS: _take_agreements,
    CLIENTS: _take_clients,
}
