"""A line with all its revisions: what they store besides their terms is derived here alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from contracts import billing
from contracts.models import Agreement, AgreementLine, LineRevision

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


NOT_TYPED = ("client", *DERIVED_FIELDS[1:])


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
