"""Everything that changes agreements and invoices: whole or not at all, and announced.

Each operation is atomic, locks the client first and announces revisions (`changing_agreements`)
and invoice lines (`invoices_changed`) inside its transaction, so that derived figures change with
it. What cannot be done raises `ValidationError` with a sentence.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import TruncMonth

from clients.models import Client
from contracts import billing
from contracts.billing import Terms
from contracts.histories import (
    DERIVED_FIELDS,
    NOT_TYPED,
    LineHistory,
    histories_of,
    refuse_negative,
)
from contracts.models import (
    Agreement,
    AgreementLine,
    InvoiceLine,
    LineRevision,
    Project,
    Service,
)
from contracts.signals import changing_agreements, invoices_changed


def _settle(
    agreement: Agreement, *, only: AgreementLine | None = None, fresh: LineRevision | None = None
) -> None:
    """Derive what the revisions store, save `fresh` among them, and announce.

    `only` is the one line that changed, None when the agreement did. A credit anywhere makes the
    sum over all lines matter.
    """
    if fresh:
        # The typed fields' own checks, before anything is worked out of them; asking the database
        # for each constraint would double the time.
        fresh.clean_fields(exclude=["line", *NOT_TYPED])
    has_credits = _credits_in(agreement, fresh)
    histories = histories_of(agreement, None if has_credits else only)
    if fresh:
        histories[fresh.line_id].insert(fresh)
    stale = [r for history in histories.values() for r in history.derive(agreement)]
    if has_credits:
        refuse_negative(agreement, histories.values())
    if fresh:
        fresh.clean_fields(exclude=["line", "client"])
    with changing_agreements([agreement.client_id]):
        for revision in stale:
            revision.save(
                force_insert=revision is fresh,
                update_fields=None if revision is fresh else DERIVED_FIELDS,
            )


def _credits_in(agreement: Agreement, fresh: LineRevision | None) -> bool:
    if fresh and fresh.unit_price < 0:
        return True
    revisions = LineRevision.objects.filter(line__agreement=agreement, unit_price__lt=0)
    return revisions.exists()


@transaction.atomic
def derive_all() -> int:
    """Derive the stored columns of every revision and invoice line; return how many were wrong.

    Announces nothing: whoever calls this rebuilds what is derived from the revisions.
    """
    agreements = Agreement.objects.prefetch_related("lines__service", "lines__revisions").order_by(
        "pk"
    )
    misdated = InvoiceLine.objects.exclude(month=TruncMonth("issued_on"))
    mended = misdated.update(month=TruncMonth("issued_on"))
    for agreement in agreements.iterator(chunk_size=500):
        stale: list[LineRevision] = []
        for line in agreement.lines.all():
            stale += LineHistory(line, list(line.revisions.all())).derive(agreement)
        LineRevision.objects.bulk_update(stale, DERIVED_FIELDS)
        mended += len(stale)
    return mended


def _lock(client_id: int) -> None:
    Client.objects.select_for_update().get(pk=client_id)


def _locked_agreement(agreement: Agreement) -> Agreement:
    """The agreement as it stands now: what the caller holds may be stale or half-edited."""
    _lock(agreement.client_id)
    return Agreement.objects.get(pk=agreement.pk)


def _locked_line(line: AgreementLine) -> AgreementLine:
    _lock(line.agreement.client_id)
    return AgreementLine.objects.select_related("agreement", "service").get(pk=line.pk)


@transaction.atomic
def sign_agreement(
    *,
    client: Client,
    name: str,
    starts_on: date,
    ends_on: date | None = None,
    commitment: str = Agreement.Commitment.MONTH_TO_MONTH,
    term_ends_on: date | None = None,
    notice_days: int = 0,
) -> Agreement:
    """Create an agreement; it has no MRR until lines are added. `ends_on` is the last day."""
    _lock(client.pk)
    agreement = Agreement(
        client=client,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        commitment=commitment,
        term_ends_on=term_ends_on,
        notice_days=notice_days,
    )
    agreement.full_clean()
    agreement.save()
    return agreement


@transaction.atomic
def add_line(
    *,
    agreement: Agreement,
    name: str,
    service: Service,
    effective_on: date,
    terms: Terms,
    pricing: str = AgreementLine.Pricing.FLAT,
    unit_cost: Decimal = Decimal(0),
    ends_on: date | None = None,
) -> AgreementLine:
    """Add a service to an agreement with its first terms."""
    agreement = _locked_agreement(agreement)
    line = AgreementLine(
        agreement=agreement, name=name, service=service, pricing=pricing, ends_on=ends_on
    )
    line.full_clean()
    line.save()
    _settle(agreement, only=line, fresh=_revision(line, effective_on, terms, unit_cost))
    return line


@transaction.atomic
def revise_line(
    *,
    line: AgreementLine,
    effective_on: date,
    terms: Terms,
    unit_cost: Decimal = Decimal(0),
) -> LineRevision:
    """Change a line's terms from a date on; a quantity of 0 takes it out of service."""
    line = _locked_line(line)
    revision = _revision(line, effective_on, terms, unit_cost)
    _settle(line.agreement, only=line, fresh=revision)
    return revision


@transaction.atomic
def end_line(*, line: AgreementLine, ends_on: date | None) -> AgreementLine:
    """Set the line's last day of service, inclusive; None takes an end back."""
    line = _locked_line(line)
    line.ends_on = ends_on
    line.full_clean()
    line.save()
    _settle(line.agreement, only=line)
    return line


@transaction.atomic
def end_agreement(*, agreement: Agreement, ends_on: date | None) -> Agreement:
    """Set the agreement's last day of service, inclusive; None takes an end back."""
    agreement = _locked_agreement(agreement)
    agreement.ends_on = ends_on
    agreement.full_clean()
    agreement.save()
    _settle(agreement)
    return agreement


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
    _lock(client.pk)
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


def _revision(
    line: AgreementLine, effective_on: date, terms: Terms, unit_cost: Decimal
) -> LineRevision:
    return LineRevision(
        line=line,
        effective_on=effective_on,
        quantity=terms.quantity,
        unit_price=terms.unit_price,
        discount=terms.discount,
        billing_months=terms.billing_months,
        unit_cost=unit_cost,
    )
