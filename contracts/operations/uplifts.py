"""Price uplifts: one rule for the prices of many lines, applied whole or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects

from clients.operations import locked_clients, refuse_merged
from config import formats
from contracts.billing import Terms, earliest, monthly_cents
from contracts.histories import (
    NOT_TYPED,
    TYPED_FIELDS,
    LineHistory,
    refuse_negative,
)
from contracts.models import Agreement, AgreementLine, LineRevision
from contracts.operations.settling import write_revisions
from contracts.signals import changing_agreements

# Keys in one statement, and revisions in one: SQLite bounds the parameters of both.
AT_ONCE = 500
TERMS = ("quantity", "unit_price", "discount", "billing_months")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Uplift:
    """`fraction` (0.04 adds four per cent) and `amount` per unit, rounded half up to `step`.

    Rounding never turns a raise into a cut: 12 raised by four per cent to full tens stays 12.
    """

    fraction: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    step: Decimal = Decimal("0.01")

    def price(self, old: Decimal) -> Decimal:
        exact = old * (1 + self.fraction) + self.amount
        new = (exact / self.step).quantize(Decimal(1), ROUND_HALF_UP) * self.step
        return max(new, old) if exact >= old else min(new, old)

    def apply(self, history: LineHistory, agreement: Agreement, effective_on: date) -> None:
        """Raise the price that is in force on the day; credits and what is out of service stay."""
        if standing := raised_on(history, agreement, effective_on):
            price = self.price_of(history.line, standing.unit_price)
            history.change(effective_on, {"unit_price": price})

    def price_of(self, line: AgreementLine, old: Decimal) -> Decimal:
        """The line's new price; raises ValidationError when nothing would be left of it."""
        price = self.price(old)
        if price <= 0:
            message = f"{line} costs {formats.price(old)}: nothing would be left of that."
            raise ValidationError(message)
        return price


@dataclass(frozen=True, slots=True)
class UpliftedLine:
    """A line with its price before and after, and what that does to its monthly amount."""

    line: AgreementLine
    quantity: Decimal
    billing_months: int
    old_price: Decimal
    new_price: Decimal
    old_cents: int
    new_cents: int

    @property
    def change_cents(self) -> int:
        return self.new_cents - self.old_cents


def raised_on(history: LineHistory, agreement: Agreement, day: date) -> LineRevision | None:
    """What an uplift of a day raises: the line's terms on it, a charge in service."""
    standing = history.on(day)
    return (
        standing if standing and _is_raised(history.line, agreement, standing.terms, day) else None
    )


def _is_raised(line: AgreementLine, agreement: Agreement, terms: Terms, day: date) -> bool:
    last_day = earliest(line.ends_on, agreement.ends_on)
    if day < agreement.starts_on or (last_day and last_day < day):
        return False
    return terms.quantity > 0 and terms.unit_price > 0


def uplifted_lines(
    lines: Iterable[AgreementLine], *, effective_on: date, uplift: Uplift
) -> list[UpliftedLine]:
    """What an uplift would do, line by line; lines that it does not change are left out."""
    found = []
    for line, terms in _standing(lines, effective_on):
        if not _is_raised(line, line.agreement, terms, effective_on):
            continue
        with _named(line.agreement):
            price = uplift.price_of(line, terms.unit_price)
        if price != terms.unit_price:
            found.append(_uplifted(line, terms, price))
    return found


def _standing(lines: Iterable[AgreementLine], day: date) -> Iterator[tuple[AgreementLine, Terms]]:
    """The lines with the terms that have taken effect on a day.

    A preview may be of all lines: their whole histories would take ten times as long to read.
    """
    for part in _parts(lines):
        # Not joined: what many lines share is made once.
        prefetch_related_objects(part, "agreement__client")
        keys = [line.pk for line in part]
        begun = LineRevision.objects.filter(line__in=keys, effective_on__lte=day)
        ordered = begun.order_by("line", "effective_on")
        terms = {row[0]: Terms(*row[1:]) for row in ordered.values_list("line_id", *TERMS)}
        yield from ((line, terms[line.pk]) for line in part if line.pk in terms)


def _uplifted(line: AgreementLine, terms: Terms, price: Decimal) -> UpliftedLine:
    return UpliftedLine(
        line=line,
        quantity=terms.quantity,
        billing_months=terms.billing_months,
        old_price=terms.unit_price,
        new_price=price,
        old_cents=monthly_cents(terms),
        new_cents=monthly_cents(replace(terms, unit_price=price)),
    )


@transaction.atomic
def uplift_agreements(
    *, prices: Mapping[int, Decimal], effective_on: date, uplift: Uplift
) -> list[LineRevision]:
    """Raise the prices of many lines from a day on, with one refresh of the ledger at the end.

    `prices` are the lines' keys with the prices that the caller saw on that day. Raises
    ValidationError, and changes nothing, when one of them costs something else by now or cannot
    take its new price.
    """
    _lock_clients(prices)
    histories = list(_histories(_lines(prices)))
    if len(histories) < len(prices):
        raise ValidationError("A line is gone that was there when the prices were worked out.")
    for history in histories:
        line = history.line
        with _named(line.agreement):
            _refuse_other_price(history, effective_on, prices[line.pk])
            uplift.apply(history, line.agreement, effective_on)
    changed = [history for history in histories if history.edits]
    if not changed:
        raise ValidationError("No price would change.")
    _check(changed)
    _write(changed)
    return [revision for history in changed for revision in history.changed]


class _named:
    """What is refused inside the `with` block begins with client and agreement, or line too."""

    def __init__(self, agreement: Agreement, *line: AgreementLine):
        self.agreement, self.line = agreement, line

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValidationError):
            place = ", ".join(map(str, (self.agreement.client, self.agreement, *self.line)))
            raise ValidationError(f"{place}: {' '.join(error.messages)}") from error


def _refuse_other_price(history: LineHistory, day: date, seen: Decimal) -> None:
    standing = raised_on(history, history.line.agreement, day)
    if standing is None:
        raise ValidationError(f"{history.line} is no longer in service on {formats.day(day)}.")
    if standing.unit_price != seen:
        now, then = formats.price(standing.unit_price), formats.price(seen)
        raise ValidationError(f"{history.line} costs {now} by now, not {then}.")


def _parts(keys: Iterable[Key]) -> Iterator[Sequence[Key]]:
    listed = list(keys)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def _lock_clients(lines: Iterable[int]) -> None:
    """In the order of their keys, as every operation on several clients does."""
    ids: set[int] = set()
    for part in _parts(lines):
        found = AgreementLine.objects.filter(pk__in=part).order_by()
        ids.update(found.values_list("agreement__client_id", flat=True).distinct())
    for client in locked_clients(ids):
        refuse_merged(client)


def _lines(keys: Iterable[int]) -> Iterator[AgreementLine]:
    for part in _parts(keys):
        stored = AgreementLine.objects.filter(pk__in=part)
        yield from stored.select_related("agreement__client", "service")


def _histories(lines: Iterable[AgreementLine]) -> Iterator[LineHistory]:
    by_key = {line.pk: LineHistory(line) for line in lines}
    for part in _parts(by_key):
        for revision in LineRevision.objects.filter(line__in=part).order_by("effective_on"):
            revision.line = by_key[revision.line_id].line
            by_key[revision.line_id].revisions.append(revision)
    yield from by_key.values()


def _check(changed: list[LineHistory]) -> None:
    """The typed fields' own checks, and that no agreement adds up to less than nothing."""
    by_agreement: dict[int, dict[int, LineHistory]] = defaultdict(dict)
    for history in changed:
        by_agreement[history.line.agreement_id][history.line.pk] = history
        for revision in history.changed:
            with _named(history.line.agreement, history.line):
                revision.clean_fields(exclude=["line", *NOT_TYPED])
    for part in _parts(by_agreement):
        _refuse_negative({key: by_agreement[key] for key in part})


def _refuse_negative(by_agreement: dict[int, dict[int, LineHistory]]) -> None:
    """Only where there is a credit: elsewhere no sum can fall below nothing."""
    negative = LineRevision.objects.filter(line__agreement__in=by_agreement, unit_price__lt=0)
    agreements = negative.order_by().values("line__agreement")
    lines = AgreementLine.objects.filter(agreement__in=agreements)
    with_credits: set[int] = set()
    for history in _histories(lines.select_related("agreement", "service")):
        with_credits.add(history.line.agreement_id)
        by_agreement[history.line.agreement_id].setdefault(history.line.pk, history)
    for key in with_credits:
        histories = by_agreement[key].values()
        agreement = next(history.line.agreement for history in histories)
        with _named(agreement):
            refuse_negative(agreement, histories)


def _write(changed: list[LineHistory]) -> None:
    edits = [edit for history in changed for edit in history.edits]
    derived = [r for history in changed for r in history.derive(history.line.agreement)]
    for history in changed:
        for revision in history.changed:
            with _named(history.line.agreement, history.line):
                revision.clean_fields(exclude=["line", "client", *TYPED_FIELDS])
    with changing_agreements(history.line.agreement.client_id for history in changed):
        write_revisions(edits, derived)
