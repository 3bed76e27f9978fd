"""Recording and editing invoices and credit notes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from clients.models import Client, HistoryEntry
from contracts import billing
from contracts.classification import UNCLASSIFIED, Rules, Verdict
from contracts.models import Agreement, InvoiceLine, Project
from contracts.operations.announcing import announce_invoices
from contracts.operations.classification import held_rules
from contracts.operations.settling import ChangedMeanwhile, lock_client
from contracts.queries.invoices import entries_of_invoice, lines_of_invoice

CONTENT = (
    "pk", "number", "issued_on", "kind", "amount_cents", "description", "project_id",
    "agreement_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of an invoice to be recorded: cents without tax, negative on a credit note.

    `line_id` is the stored line that it replaces, None for a line to be added.
    """

    kind: str
    amount_cents: int
    description: str = ""
    project: Project | None = None
    agreement: Agreement | None = None
    line_id: int | None = None


@transaction.atomic
def record_invoice(
    *, client: Client, number: str, issued_on: date, charges: Sequence[Charge]
) -> list[InvoiceLine]:
    """Record an invoice or a credit note with its lines."""
    rules = _rules_for(charges)
    lock_client(client.pk)
    _refuse_duplicate(client, number)
    lines = []
    for position, charge in enumerate(charges, start=1):
        line = InvoiceLine(client=client, number=number, position=position)
        _fill(line, issued_on, charge, rules)
        lines.append(line)
    InvoiceLine.objects.bulk_create(lines)
    HistoryEntry.objects.log_changes((None, line) for line in lines)
    announce_invoices(added=map(_sum, lines))
    return lines


@transaction.atomic
def edit_invoice(
    *, line: InvoiceLine, number: str, issued_on: date, charges: Sequence[Charge]
) -> list[InvoiceLine]:
    """Replace number, date and lines of the invoice that `line` is of.

    Stored lines that no charge names are removed.
    """
    rules = _rules_for(charges)
    stored = _locked_invoice(line)
    charges = _keeping_first(stored, charges)
    if number != stored[0].number:
        _refuse_duplicate(stored[0].client, number)
    before = [_sum(other) for other in stored]
    left = {other.pk: other for other in stored}
    positions = _positions(stored)
    lines = []
    for charge in charges:
        written = left.pop(charge.line_id) if charge.line_id else InvoiceLine(client=line.client)
        written.number, written.position = number, positions(written)
        _fill(written, issued_on, charge, rules)
        lines.append(written)
    for gone in left.values():
        gone.delete()
    for written in lines:
        written.save()
    announce_invoices(added=map(_sum, lines), removed=before)
    return lines


def invoice_state(line: InvoiceLine) -> str:
    """Names an invoice as it stands: the newest entry of its history, and its content.

    The content as well: an entry says nothing of a line that a rule or a merge wrote since.
    """
    lines = list(lines_of_invoice(line))
    if not lines:
        return ""
    newest = entries_of_invoice(lines).aggregate(newest=Max("pk"))["newest"] or 0
    content = [[getattr(other, name) for name in CONTENT] for other in lines]
    return f"{newest}-{crc32(repr(content).encode())}"


def refuse_changed_invoice(line: InvoiceLine, seen: str) -> None:
    """Raise ChangedMeanwhile unless the invoice still stands as `seen`; locks its client."""
    held_rules()
    lock_client(line.client_id)
    if invoice_state(line) == seen:
        return
    entries = entries_of_invoice(list(lines_of_invoice(line)))
    newest = seen.partition("-")[0]
    is_key = newest.isascii() and newest.isdigit() and len(newest) < 19
    since = entries.filter(pk__gt=int(newest)) if is_key else entries.none()
    raise ChangedMeanwhile(list(since), "invoice")


def _locked_invoice(line: InvoiceLine) -> list[InvoiceLine]:
    """All lines of the invoice as they stand now, the first one first."""
    lock_client(line.client_id)
    lines = list(lines_of_invoice(line))
    if not lines:
        raise ValidationError("This invoice is gone: somebody else removed it.")
    return lines


def _rules_for(charges: Sequence[Charge]) -> Rules:
    """The rules where one may be needed, held before the client is locked."""
    if not charges:
        raise ValidationError("An invoice has at least one line.")
    needed = any(charge.kind == UNCLASSIFIED or charge.line_id for charge in charges)
    return held_rules() if needed else Rules([])


def _refuse_duplicate(client: Client, number: str) -> None:
    if InvoiceLine.objects.filter(client=client, number=number).exists():
        raise ValidationError({"number": f"{client} has an invoice {number} already."})


def _keeping_first(stored: Sequence[InvoiceLine], charges: Sequence[Charge]) -> list[Charge]:
    """The charges, one of which replaces the first stored line: an invoice keeps its address."""
    named = [charge.line_id for charge in charges if charge.line_id is not None]
    if len(set(named)) < len(named) or not {line.pk for line in stored}.issuperset(named):
        raise ValidationError("A line of this invoice is gone. Load the page again.")
    places = {line.pk: place for place, line in enumerate(stored)}
    # What is stored comes first, in its order; sorting leaves new ones in theirs.
    ordered = sorted(charges, key=lambda charge: places.get(charge.line_id or 0, len(stored)))
    if stored[0].pk not in named:
        ordered[0] = replace(ordered[0], line_id=stored[0].pk)
    return ordered


def _positions(stored: Sequence[InvoiceLine]) -> Callable[[InvoiceLine], int]:
    """Gives each line in turn its position on the invoice.

    Lines that were counted stay counted without a gap, as an import without a column `line` counts
    them; positions that another system gave are kept, and new ones come after them.
    """
    was = [line.position for line in stored]
    if was == list(range(1, len(was) + 1)):
        counter = count(1)
        return lambda line: next(counter)
    counter = count(was[-1] + 1)
    return lambda line: line.position if line.pk else next(counter)


def _fill(line: InvoiceLine, issued_on: date, charge: Charge, rules: Rules) -> None:
    for of in (charge.project, charge.agreement):
        if of and of.client_id != line.client_id:
            message = f"The project or agreement belongs to another client than {line.client}."
            raise ValidationError(message)
    # A kind that a rule gave is the rule's as long as nobody chooses another one.
    is_loose = charge.kind == UNCLASSIFIED or (line.rule_id and charge.kind == line.kind)
    verdict = rules.on(charge.description) if is_loose else Verdict(charge.kind, None)
    line.issued_on, line.month = issued_on, billing.month_of(issued_on)
    line.kind, line.rule_id = verdict.kind, verdict.rule_id
    line.amount_cents, line.description = charge.amount_cents, charge.description
    line.project, line.agreement = charge.project, charge.agreement
    line.clean_fields(exclude=["client", "project", "agreement", "rule"])


def _sum(line: InvoiceLine) -> tuple[date, str, int, int]:
    return line.month, line.kind, line.amount_cents, 1
