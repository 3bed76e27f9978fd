"""What an import writes into the history: it writes in bulk, past the signals of each record."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from clients.models import Client, HistoryEntry
from config import formats
from contracts.importing.agreement_merge import Merge
from contracts.importing.invoice_lines import Values
from contracts.models import Agreement, InvoiceLine, Project

Pair = tuple[Any, Any]
FIELDS = (
    "client_id", "number", "position", "issued_on", "month", "kind", "amount_cents", "description",
    "project_id", "agreement_id", "rule_id",
)  # fmt: skip


def news_of(merges: Iterable[Merge]) -> list[Pair]:
    """(before, after) of all that will be written; asked before it is, while new ones lack a key.

    An agreement that is new comes with its lines and terms in one entry.
    """
    return [pair for merge in merges for pair in _news(merge)]


def _news(merge: Merge) -> Iterator[Pair]:
    if merge.agreement.pk is None:
        yield None, merge.agreement
        return
    if merge.original:
        yield merge.original, merge.agreement
    for history in merge.histories.values():
        if history.line.pk is None:
            yield None, history.line
        for revision in history.revisions:
            if revision.pk is None:
                yield None, revision
    yield from merge.changed_lines
    yield from merge.edited


def log_invoice_lines(
    created: int, edited: Sequence[tuple[int, Values]], replaced: Sequence[Values]
) -> None:
    """One entry for the import, and one for each line that it changed."""
    if not (created or edited):
        return
    counts = ((created, "created"), (len(edited), "changed"))
    told = (f"{formats.grouped(count)} {verb}" for count, verb in counts if count)
    HistoryEntry.objects.log_summary(InvoiceLine, f"Invoice lines: {', '.join(told)}")
    HistoryEntry.objects.log_changes(pairs_of_lines(edited, replaced))


def pairs_of_lines(
    edited: Sequence[tuple[int, Values]], replaced: Sequence[Values]
) -> Iterator[Pair]:
    """(before, after) of the lines that were changed."""
    named = _Named([*(values for _, values in edited), *replaced])
    for before, (pk, after) in zip(replaced, edited, strict=True):
        yield named.line(pk, before), named.line(pk, after)


def log_projects(created: Sequence[Project]) -> None:
    clients = Client.objects.in_bulk({project.client_id for project in created})
    for project in created:
        project.client = clients[project.client_id]
    HistoryEntry.objects.log_changes((None, project) for project in created)


class _Named:
    """Makes lines of values, with what they refer to at hand."""

    def __init__(self, rows: Sequence[Values]):
        self.clients = Client.objects.in_bulk({row[0] for row in rows})
        self.projects = Project.objects.in_bulk({row[8] for row in rows if row[8]})
        self.agreements = Agreement.objects.in_bulk({row[9] for row in rows if row[9]})

    def line(self, pk: int, values: Values) -> InvoiceLine:
        line = InvoiceLine(pk=pk, **dict(zip(FIELDS, values, strict=True)))
        line.client = self.clients[values[0]]
        line.project = self.projects[values[8]] if values[8] else None
        line.agreement = self.agreements[values[9]] if values[9] else None
        return line
