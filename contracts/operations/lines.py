"""Lines of an agreement: added, changed from a date on, dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from contracts.billing import Terms
from contracts.histories import LineHistory, histories_of
from contracts.models import Agreement, AgreementLine, LineRevision, Service
from contracts.operations.services import held_services
from contracts.operations.settling import locked_agreement, locked_line, settle


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be added: what it is, and its first terms."""

    name: str
    service: Service
    terms: Terms
    pricing: str = AgreementLine.Pricing.FLAT
    unit_cost: Decimal = Decimal(0)
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What changes on a line: `values` by field of LineRevision, the fields that people type.

    A discount with a last day of its own falls back after `discount_ends_on` to what it was.
    """

    line: AgreementLine
    values: dict[str, Any] = field(default_factory=dict)
    discount_ends_on: date | None = None


@transaction.atomic
def add_lines(
    *, agreement: Agreement, effective_on: date, lines: Sequence[NewLine]
) -> list[AgreementLine]:
    """Add services to an agreement with their first terms."""
    agreement = locked_agreement(agreement)
    services = held_services([new.service.pk for new in lines])
    histories = {}
    for new in lines:
        line = AgreementLine(
            agreement=agreement,
            name=new.name,
            service=services[new.service.pk],
            pricing=new.pricing,
            ends_on=new.ends_on,
        )
        line.full_clean()
        line.save()
        history = LineHistory(line)
        history.insert(_revision(line, effective_on, new.terms, new.unit_cost))
        histories[line.pk] = history
    settle(agreement, histories)
    return [history.line for history in histories.values()]


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
    """Add one service to an agreement with its first terms."""
    line = NewLine(name, service, terms, pricing, unit_cost, ends_on)
    return add_lines(agreement=agreement, effective_on=effective_on, lines=[line])[0]


@transaction.atomic
def change_lines(
    *, agreement: Agreement, effective_on: date, changes: Sequence[NewTerms]
) -> list[LineRevision]:
    """Change terms of several lines from a date on; return the revisions that were written.

    What was scheduled later for other reasons keeps its date and takes the new value over, up to
    the next change of that same value. Raises ValidationError when nothing would change.
    """
    agreement = locked_agreement(agreement)
    histories = histories_of(agreement)
    changed: dict[int, LineHistory] = {}
    for change in changes:
        history = histories.get(change.line.pk)
        if history is None:
            raise ValidationError(f"{change.line} is no line of {agreement}.")
        history.change(effective_on, change.values, discount_ends_on=change.discount_ends_on)
        changed[change.line.pk] = history
    revisions = [revision for history in changed.values() for revision in history.changed]
    if not revisions:
        raise ValidationError("Nothing would change: these terms hold already.")
    settle(agreement, changed)
    return revisions


@transaction.atomic
def revise_line(
    *,
    line: AgreementLine,
    effective_on: date,
    terms: Terms,
    unit_cost: Decimal = Decimal(0),
) -> LineRevision:
    """Write a line's whole terms from a date on; a quantity of 0 takes it out of service."""
    line = locked_line(line)
    revision = _revision(line, effective_on, terms, unit_cost)
    histories = histories_of(line.agreement, line)
    histories[line.pk].insert(revision)
    settle(line.agreement, histories)
    return revision


@transaction.atomic
def end_line(*, line: AgreementLine, ends_on: date | None) -> AgreementLine:
    """Set the line's last day of service, inclusive; None takes an end back."""
    line = locked_line(line)
    line.ends_on = ends_on
    line.full_clean()
    line.save()
    settle(line.agreement, histories_of(line.agreement, line))
    return line


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
