"""Recording invoices and credit notes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Client, HistoryEntry
from contracts import billing
from contracts.models import Agreement, InvoiceLine, Project
from contracts.operations.settling import lock_client
from contracts.signals import invoices_changed


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of an invoice to be recorded: cents without tax, negative on a credit note."""

    kind: str
    amount_cents: int
    description: str = ""
    project: Project | None = None
    agreement: Agreement | None = None


@transaction.atomic
def record_invoice(
    *, client: Client, number: str, issued_on: date, charges: Sequence[Charge]
) -> list[InvoiceLine]:
    """Record an invoice or a credit note with its lines."""
    lock_client(client.pk)
    if InvoiceLine.objects.filter(client=client, number=number).exists():
        raise ValidationError(f"{client} has an invoice {number} already.")
    lines = [
        InvoiceLine(
            client=client,
            number=number,
            position=position,
            issued_on=issued_on,
            month=billing.month_of(issued_on),
            kind=charge.kind,
            amount_cents=charge.amount_cents,
            description=charge.description,
            project=charge.project,
            agreement=charge.agreement,
        )
        for position, charge in enumerate(charges, start=1)
    ]
    for line in lines:
        line.clean_fields(exclude=["client", "project", "agreement"])
        if any(of and of.client_id != client.pk for of in (line.project, line.agreement)):
            raise ValidationError(
                f"The project or agreement belongs to another client than {client}."
            )
    InvoiceLine.objects.bulk_create(lines)
    HistoryEntry.objects.log_changes((None, line) for line in lines)
    announce_invoices(added=((line.month, line.kind, line.amount_cents, 1) for line in lines))
    return lines


def announce_invoices(
    *,
    added: Iterable[tuple[date, str, int, int]] = (),
    removed: Iterable[tuple[date, str, int, int]] = (),
) -> None:
    """Send what invoice lines, as sums (month, kind, cents, lines), changed in the months."""
    cents: Counter[tuple[date, str]] = Counter()
    lines: Counter[tuple[date, str]] = Counter()
    for sums, sign in ((added, 1), (removed, -1)):
        for month, kind, amount, count in sums:
            cents[month, kind] += sign * amount
            lines[month, kind] += sign * count
    changes = {key: (cents[key], lines[key]) for key in cents if cents[key] or lines[key]}
    if changes:
        invoices_changed.send(InvoiceLine, changes=changes)
