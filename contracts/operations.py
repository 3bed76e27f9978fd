"""Everything that changes agreements and invoices: whole or not at all, and announced.

Each operation is atomic, locks the client first and announces revisions (`changing_agreements`)
and invoice lines (`invoices_changed`) inside its transaction, so that derived figures change with
it. What cannot be done raises `ValidationError` with a sentence.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Client
from contracts import billing
from contracts.billing import Terms
from contracts.models import (
    Agreement,
    AgreementLine,
    InvoiceLine,
    LineRevision,
    Project,
    Service,
)
from contracts.signals import changing_agreements, invoices_changed

DERIVED_FIELDS = (
    "client_id",
    "category",
    "month",
    "until_month",
    "monthly_cents",
    "quantity_cents",
    "price_cents",
    "discount_cents",
    "added_cents",
    "dropped_cents",
    "in_service_change",
    "ends",
)


@dataclass(slots=True)
class LineHistory:
    """A line with all its revisions, saved or not, in order of their effective date."""

    line: AgreementLine
    revisions: list[LineRevision] = field(default_factory=list)

    def last_day(self, agreement: Agreement) -> date | None:
        return billing.earliest(self.line.ends_on, agreement.ends_on)

    def insert(self, revision: LineRevision) -> None:
        """Put a revision in its place; raise ValidationError when its date is taken."""
        if any(revision.effective_on == other.effective_on for other in self.revisions):
            message = f"{self.line} has a revision of {revision.effective_on} already."
            raise ValidationError({"effective_on": message})
        self.revisions.append(revision)
        self.revisions.sort(key=lambda other: other.effective_on)

    def derive(self, agreement: Agreement) -> list[LineRevision]:
        """Fill the derived fields of every revision; return the revisions that changed."""
        dated = [(revision.effective_on, revision.terms) for revision in self.revisions]
        effects = billing.effects(
            dated, starts_on=agreement.starts_on, last_day=self.last_day(agreement)
        )
        return [
            revision
            for revision, effect in zip(self.revisions, effects, strict=True)
            if _store(revision, effect, agreement.client_id, self.line.service.category)
        ]


def _store(revision: LineRevision, effect: billing.Effect, client_id: int, category: str) -> bool:
    values = (
        client_id,
        category,
        effect.month,
        effect.until_month,
        effect.monthly_cents,
        *effect.drivers,
        effect.in_service_change,
        effect.ends,
    )
    changed = False
    for name, value in zip(DERIVED_FIELDS, values, strict=True):
        if getattr(revision, name) != value:
            setattr(revision, name, value)
            changed = True
    return changed


def refuse_negative(agreement: Agreement, histories: Iterable[LineHistory]) -> None:
    """Raise ValidationError when the agreement's credits outweigh its charges on any day."""
    lines = [
        (
            [(max(r.effective_on, agreement.starts_on), r.terms) for r in history.revisions],
            history.last_day(agreement),
        )
        for history in histories
    ]
    if any(terms.unit_price < 0 for revisions, _ in lines for _, terms in revisions):
        lowest = billing.lowest_total(lines)
        if lowest < 0:
            raise ValidationError(
                f"The lines of {agreement.name} would add up to {Decimal(lowest) / 100} a month: "
                "credits may not outweigh charges on any day."
            )


def histories_of(agreement: Agreement, only: AgreementLine | None = None) -> dict[int, LineHistory]:
    """The agreement's lines, or the one, with their revisions, by the line's key."""
    lines = agreement.lines.select_related("service") if only is None else [only]
    histories = {line.pk: LineHistory(line) for line in lines}
    revisions = LineRevision.objects.filter(line__in=histories).order_by("effective_on")
    for revision in revisions:
        histories[revision.line_id].revisions.append(revision)
    return histories


def _settle(
    agreement: Agreement, *, only: AgreementLine | None = None, fresh: LineRevision | None = None
) -> None:
    """Derive what the revisions store, save `fresh` among them, and announce.

    `only` is the one line that changed, None when the agreement did. A credit anywhere makes the
    sum over all lines matter.
    """
    has_credits = _credits_in(agreement, fresh)
    histories = histories_of(agreement, None if has_credits else only)
    if fresh:
        histories[fresh.line_id].insert(fresh)
    stale = [r for history in histories.values() for r in history.derive(agreement)]
    if has_credits:
        refuse_negative(agreement, histories.values())
    if fresh:
        # The fields' own checks; asking the database for each constraint would double the time.
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
    """Derive the stored columns of every revision afresh; return how many were wrong.

    Announces nothing: whoever calls this rebuilds what is derived from the revisions.
    """
    agreements = Agreement.objects.prefetch_related("lines__service", "lines__revisions").order_by(
        "pk"
    )
    mended = 0
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
        line.clean_fields()
    InvoiceLine.objects.bulk_create(lines)
    announce_invoices(added=((line.month, line.kind, line.amount_cents) for line in lines))
    return lines


def announce_invoices(
    *,
    added: Iterable[tuple[date, str, int]] = (),
    removed: Iterable[tuple[date, str, int]] = (),
) -> None:
    """Send what invoice lines, as (month, kind, cents), changed in the monthly sums."""
    cents: Counter[tuple[date, str]] = Counter()
    lines: Counter[tuple[date, str]] = Counter()
    for rows, sign in ((added, 1), (removed, -1)):
        # A list for each sum, added up at its end: an import has a hundred thousand rows.
        amounts: dict[tuple[date, str], list[int]] = defaultdict(list)
        for month, kind, amount in rows:
            amounts[month, kind].append(amount)
        for key, parts in amounts.items():
            cents[key] += sign * sum(parts)
            lines[key] += sign * len(parts)
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
