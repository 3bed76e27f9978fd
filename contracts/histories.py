"""A line with all its revisions: what they store besides their terms is derived here alone."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from contracts import billing
from contracts.models import LATEST, Agreement, AgreementLine, LineRevision

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
    "cost_cents",
    "cost_change_cents",
    "user_count",
)


NOT_TYPED = ("client", *DERIVED_FIELDS[1:])
TYPED_FIELDS = (
    "effective_on",
    "quantity",
    "unit_price",
    "discount",
    "unit_cost",
    "billing_months",
    "is_gap",
)
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class LineHistory:
    """A line with all its revisions, saved or not, in order of their effective date.

    `edits` are the revisions that people's terms changed, each with what was stored of it before
    (None for a new one); `removed` those that are to go.
    """

    line: AgreementLine
    revisions: list[LineRevision] = field(default_factory=list)
    edits: list[tuple[LineRevision | None, LineRevision]] = field(default_factory=list)
    removed: list[LineRevision] = field(default_factory=list)

    @property
    def changed(self) -> list[LineRevision]:
        return [revision for _, revision in self.edits]

    def on(self, day: date) -> LineRevision | None:
        """The latest revision that has taken effect on a day."""
        begun = [revision for revision in self.revisions if revision.effective_on <= day]
        return begun[-1] if begun else None

    def last_day(self, agreement: Agreement) -> date | None:
        return billing.earliest(self.line.ends_on, agreement.ends_on)

    def insert(self, revision: LineRevision) -> None:
        """Put a revision in its place; raise ValidationError when its date is taken."""
        if any(revision.effective_on == other.effective_on for other in self.revisions):
            message = f"{self.line} has a revision of {revision.effective_on} already."
            raise ValidationError({"effective_on": message})
        self._add(revision)

    def _add(self, revision: LineRevision) -> LineRevision:
        self.revisions.append(revision)
        self.revisions.sort(key=lambda other: other.effective_on)
        self.edits.append((None, revision))
        return revision

    def edit(self, revision: LineRevision, values: Mapping[str, Any]) -> None:
        """Replace typed values of a revision, remembering what they were."""
        new = {name: value for name, value in values.items() if getattr(revision, name) != value}
        if not new:
            return
        if not any(revision is known for known in self.changed):
            self.edits.append((copy(revision), revision))
        for name, value in new.items():
            setattr(revision, name, value)
        self.revisions.sort(key=lambda other: other.effective_on)

    def remove(self, revision: LineRevision) -> None:
        self.revisions.remove(revision)
        self.removed.append(revision)

    def change(
        self,
        effective_on: date,
        values: Mapping[str, Any],
        *,
        discount_ends_on: date | None = None,
    ) -> None:
        """Change typed values from a day on.

        Each value is carried into the later revisions up to the next one that changes it anyway: a
        discount that ends in March keeps ending then, for the new quantity. `discount_ends_on`
        is the last day of a new discount; after it the discount is again what it was to be.
        """
        standing = self.on(effective_on)
        if standing is None:
            first = self.revisions[0].effective_on
            raise ValidationError(f"{self.line} begins on {first}: change it from then on.")
        if discount_ends_on is not None:
            if discount_ends_on < effective_on:
                message = "The discount's last day lies before the change takes effect."
                raise ValidationError({"discount_ends_on": message})
            if discount_ends_on > LATEST:
                raise ValidationError({"discount_ends_on": "Dates run from 1970 to 2199."})
            self._part(discount_ends_on + ONE_DAY)
        following = [r for r in self.revisions if r.effective_on > effective_on]
        new = {name: value for name, value in values.items() if getattr(standing, name) != value}
        if new:
            old = {name: getattr(standing, name) for name in (*new, "is_gap")}
            self.edit(self._part(effective_on), self._settled(new))
            for name in new:
                until = discount_ends_on if name == "discount" else None
                # A gap stays when the line is resized around it, and ends with all its parts when
                # somebody types a quantity in it.
                keeps_gaps = name == "quantity" and not old["is_gap"]
                reached = [r for r in following if not (keeps_gaps and r.is_gap)]
                self._carry(reached, name, old[name], new[name], until)
        self._drop_repeated()

    def _settled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A quantity that somebody types ends a gap that a file left."""
        return {**values, "is_gap": False} if values.get("quantity") else dict(values)

    def _part(self, day: date) -> LineRevision:
        """The revision that begins on a day; a copy of what holds there, when none does."""
        standing = self.on(day)
        assert standing is not None  # noqa: S101 (asked after the first revision only)
        if standing.effective_on == day:
            return standing
        fresh = copy(standing)
        fresh.pk, fresh._state = None, type(fresh._state)()
        # Its new state has forgotten the line: the history would ask for it once a revision.
        fresh.line, fresh.effective_on = self.line, day
        return self._add(fresh)

    def _carry(
        self, following: list[LineRevision], name: str, old: Any, new: Any, until: date | None
    ) -> None:
        for revision in following:
            if until is not None and revision.effective_on > until:
                return
            if getattr(revision, name) != old:
                return
            self.edit(revision, self._settled({name: new}))

    def _drop_repeated(self) -> None:
        """New revisions that say what holds already are no revisions."""
        for before, revision in list(self.edits):
            index = self.revisions.index(revision)
            if before is None and index and _says_the_same(self.revisions[index - 1], revision):
                self.revisions.remove(revision)
                self.edits = [edit for edit in self.edits if edit[1] is not revision]

    def derive(self, agreement: Agreement) -> list[LineRevision]:
        """Fill the derived fields of every revision; return the revisions that changed."""
        dated = [(r.effective_on, r.terms, r.unit_cost) for r in self.revisions]
        effects = billing.effects(
            dated, starts_on=agreement.starts_on, last_day=self.last_day(agreement)
        )
        return [
            revision
            for revision, effect in zip(self.revisions, effects, strict=True)
            if _store(revision, effect, agreement.client_id, self.line)
        ]


def gap_after(revision: LineRevision, day: date) -> LineRevision:
    """A revision that takes the line out of service from a day on, as a file says by an end."""
    return LineRevision(
        line=revision.line,
        effective_on=day,
        quantity=Decimal(0),
        unit_price=revision.unit_price,
        discount=revision.discount,
        unit_cost=revision.unit_cost,
        billing_months=revision.billing_months,
        is_gap=True,
    )


def _says_the_same(one: LineRevision, other: LineRevision) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in TYPED_FIELDS[1:])


def _store(
    revision: LineRevision, effect: billing.Effect, client_id: int, line: AgreementLine
) -> bool:
    is_per_user = line.pricing == AgreementLine.Pricing.PER_USER
    values = (
        client_id,
        line.service.category,
        effect.month,
        effect.until_month,
        effect.monthly_cents,
        *effect.drivers,
        effect.in_service_change,
        effect.ends,
        effect.cost_cents,
        effect.cost_change_cents,
        billing.user_count(revision.quantity) if is_per_user else 0,
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
        revision.line = histories[revision.line_id].line
        histories[revision.line_id].revisions.append(revision)
    return histories
