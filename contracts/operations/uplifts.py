"""Price uplifts: one rule for the prices of many lines, applied whole or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Client, HistoryEntry
from contracts.billing import earliest, monthly_cents
from contracts.histories import DERIVED_FIELDS, TYPED_FIELDS, LineHistory, refuse_negative
from contracts.models import Agreement, AgreementLine, LineRevision
from contracts.signals import changing_agreements

LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Uplift:
    """`fraction` (0.04 adds four per cent) or `amount` per unit, rounded half up to `step`."""

    fraction: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    step: Decimal = Decimal("0.01")

    def price(self, old: Decimal) -> Decimal:
        new = old * (1 + self.fraction) + self.amount
        return (new / self.step).quantize(Decimal(1), ROUND_HALF_UP) * self.step

    def apply(self, history: LineHistory, agreement: Agreement, effective_on: date) -> None:
        """Raise the price that is in force on the day; credits and what is out of service stay."""
        standing = _standing(history, agreement, effective_on)
        if standing:
            history.change(effective_on, {"unit_price": self.price(standing.unit_price)})


@dataclass(frozen=True, slots=True)
class UpliftedLine:
    """A line with its price before and after, and what that does to its monthly amount."""

    line: AgreementLine
    quantity: Decimal
    old_price: Decimal
    new_price: Decimal
    old_cents: int
    new_cents: int


def _standing(history: LineHistory, agreement: Agreement, day: date) -> LineRevision | None:
    """What an uplift of a day raises: a charge in service on that day."""
    last_day = earliest(history.line.ends_on, agreement.ends_on)
    standing = history.on(day)
    if standing is None or (last_day is not None and last_day < day):
        return None
    return standing if standing.quantity > 0 and standing.unit_price > 0 else None


def uplifted_lines(
    lines: Iterable[AgreementLine], *, effective_on: date, uplift: Uplift
) -> list[UpliftedLine]:
    """What an uplift would do, line by line; lines that it does not change are left out."""
    found = []
    for history in _histories(lines):
        standing = _standing(history, history.line.agreement, effective_on)
        if standing is None:
            continue
        price = uplift.price(standing.unit_price)
        if price != standing.unit_price:
            new = replace(standing.terms, unit_price=price)
            found.append(
                UpliftedLine(
                    history.line,
                    standing.quantity,
                    standing.unit_price,
                    price,
                    monthly_cents(standing.terms),
                    monthly_cents(new),
                )
            )
    return found


@transaction.atomic
def uplift_agreements(
    *, lines: Iterable[AgreementLine], effective_on: date, uplift: Uplift
) -> list[LineRevision]:
    """Change the prices of all these lines from a day on; one refresh at the end.

    Raises ValidationError, and changes nothing, when one of them cannot take its new price.
    """
    lines = list(lines)
    clients = sorted({line.agreement.client_id for line in lines})
    list(Client.objects.select_for_update().filter(pk__in=clients).order_by("pk").values("pk"))
    histories = list(_histories(_afresh(lines)))
    for history in histories:
        uplift.apply(history, history.line.agreement, effective_on)
    changed = [history for history in histories if history.edits]
    if not changed:
        raise ValidationError("No price would change.")
    _check(changed)
    _write(changed)
    return [revision for history in changed for revision in history.changed]


def _afresh(lines: list[AgreementLine]) -> Iterator[AgreementLine]:
    """The lines as they stand now that their clients are locked."""
    keys = [line.pk for line in lines]
    for start in range(0, len(keys), LINES_AT_ONCE):
        stored = AgreementLine.objects.filter(pk__in=keys[start : start + LINES_AT_ONCE])
        yield from stored.select_related("agreement", "service")


def _histories(lines: Iterable[AgreementLine]) -> Iterator[LineHistory]:
    by_key = {line.pk: LineHistory(line) for line in lines}
    keys = list(by_key)
    for start in range(0, len(keys), LINES_AT_ONCE):
        part = keys[start : start + LINES_AT_ONCE]
        for revision in LineRevision.objects.filter(line__in=part).order_by("effective_on"):
            revision.line = by_key[revision.line_id].line
            by_key[revision.line_id].revisions.append(revision)
    yield from by_key.values()


def _check(changed: list[LineHistory]) -> None:
    by_agreement: dict[int, list[LineHistory]] = defaultdict(list)
    for history in changed:
        for revision in history.changed:
            try:
                revision.clean_fields(exclude=["line", "client", *DERIVED_FIELDS[1:]])
            except ValidationError as error:
                name = f"{history.line.agreement}, {history.line}"
                raise ValidationError(f"{name}: {' '.join(error.messages)}") from error
        by_agreement[history.line.agreement_id].append(history)
    with_credits = AgreementLine.objects.filter(
        agreement__in=list(by_agreement), revisions__unit_price__lt=0
    )
    others = AgreementLine.objects.filter(
        agreement__in=with_credits.values("agreement")
    ).select_related("agreement", "service")
    raised = {history.line.pk for history in changed}
    for history in _histories(line for line in others if line.pk not in raised):
        by_agreement[history.line.agreement_id].append(history)
    for key in set(others.values_list("agreement", flat=True)):
        refuse_negative(by_agreement[key][0].line.agreement, by_agreement[key])


def _write(changed: list[LineHistory]) -> None:
    edits = [edit for history in changed for edit in history.edits]
    fresh = [revision for before, revision in edits if before is None]
    edited = [revision for before, revision in edits if before is not None]
    derived = [r for history in changed for r in history.derive(history.line.agreement)]
    stale = {id(r): r for r in [*derived, *edited] if r.pk is not None}
    for revision in (revision for _, revision in edits):
        revision.clean_fields(exclude=["line", "client"])
    with changing_agreements(history.line.agreement.client_id for history in changed):
        LineRevision.objects.bulk_update(
            stale.values(), [*TYPED_FIELDS, *DERIVED_FIELDS], LINES_AT_ONCE
        )
        LineRevision.objects.bulk_create(fresh, LINES_AT_ONCE)
        HistoryEntry.objects.log_changes(edits)
