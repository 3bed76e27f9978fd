"""Movements worked out the slow way: a walk over month-ends, straight from the definitions.

The ledger comes from SQL over stored columns; this module shares only the monthly amount and its
split by cause with it. `verify_ledger` holds the two against each other. Pure: no Django, no clock.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.billing import (
    Drivers,
    Terms,
    monthly_cents,
    monthly_cost_cents,
    split_change,
    user_count,
)
from metrics.months import NEVER, Period, add_months, last_day_of

YEAR = 12


class Signed(NamedTuple):
    """What a line says from a day on, and what one unit of it costs."""

    effective_on: date
    terms: Terms
    unit_cost: Decimal

    @property
    def monthly_cents(self) -> int:
        return monthly_cents(self.terms)

    @property
    def cost_cents(self) -> int:
        return monthly_cost_cents(self.terms, self.unit_cost)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as signed: its revisions in order, and the first and last days it may be in force."""

    key: int
    agreement: int
    category: str
    is_per_user: bool
    starts_on: date
    last_days: tuple[date | None, ...]
    revisions: Sequence[Signed]

    def in_force(self, day: date) -> Signed | None:
        """What holds on a day, None when the line is out of service."""
        if day < self.starts_on or any(last is not None and day > last for last in self.last_days):
            return None
        index = bisect_right(self.revisions, day, key=lambda revision: revision.effective_on)
        signed = self.revisions[index - 1] if index else None
        return signed if signed is not None and signed.terms.in_service else None


class MovementRow(NamedTuple):
    """A movement: signed cents, and the MRR it leads to."""

    month: date
    kind: str
    amount_cents: int
    mrr_cents: int


class Change(NamedTuple):
    """A line's change from one month-end to the next; `in_service` is 1, 0 or -1."""

    month: date
    line: int
    drivers: Drivers
    in_service: int


class Standing(NamedTuple):
    """What one revision keeps standing from a month until before another."""

    line: int
    month: date
    until_month: date
    monthly_cents: int
    cost_cents: int
    cost_change_cents: int
    user_count: int


class AgreementStep(NamedTuple):
    """What the lines in service of an agreement add up to from a month on."""

    month: date
    mrr_cents: int
    cost_cents: int
    line_count: int


class Kept(NamedTuple):
    """What a client adds to the total of a month that says how much MRR is kept."""

    month: date
    kind: str
    cents: int
    clients: int = 0


def standings(line: Line, period: Period) -> Iterator[Standing]:
    """What each revision in force contributes, over a period that ends after the last change."""
    held, since, cost_before = None, period.start, 0
    for month in period:
        now = line.in_force(last_day_of(month))
        if now is not held:
            if held is not None:
                yield _standing(line, held, since, month, cost_before)
            cost_before = held.cost_cents if held else 0
            held, since = now, month
    if held is not None:
        yield _standing(line, held, since, NEVER, cost_before)


def _standing(
    line: Line, held: Signed, month: date, until_month: date, cost_before: int
) -> Standing:
    users = user_count(held.terms.quantity) if line.is_per_user else 0
    cost = held.cost_cents
    return Standing(
        line.key, month, until_month, held.monthly_cents, cost, cost - cost_before, users
    )


def line_changes(line: Line, period: Period) -> Iterator[Change]:
    """The line's changes at each month-end of the period, compared with the month-end before."""
    before: Signed | None = None
    for month in period:
        now = line.in_force(last_day_of(month))
        if now is not before:
            drivers = split_change(before and before.terms, now and now.terms)
            change = Change(month, line.key, drivers, bool(now) - bool(before))
            if any(drivers) or change.in_service:
                yield change
        before = now


def movements(lines: Iterable[Line], period: Period) -> Iterator[MovementRow]:
    """The movements of some lines of a client as if they were all it had.

    The period begins before its first agreement.
    """
    lines = list(lines)
    mrr, managed, ever_paid = 0, False, False
    for month in period:
        in_force = [held for line in lines if (held := line.in_force(last_day_of(month)))]
        closing = sum(held.monthly_cents for held in in_force)
        if closing != mrr:
            kind = kind_of(closing - mrr, ever_paid, managed, in_service=bool(in_force))
            yield MovementRow(month, kind, closing - mrr, closing)
        mrr = closing
        ever_paid = ever_paid or mrr > 0
        managed = bool(in_force) and (managed or mrr > 0)


def kind_of(amount: int, ever_paid: bool, managed: bool, *, in_service: bool) -> str:
    """Name a change; `ever_paid` and `managed` describe the client at the month-end before."""
    if amount < 0:
        return "contraction" if in_service else "churn"
    if not ever_paid:
        return "new"
    return "expansion" if managed else "reactivation"


def agreement_steps(lines: Iterable[Line], period: Period) -> Iterator[AgreementStep]:
    """What an agreement's lines add up to, where that changes from one month-end to the next."""
    lines = list(lines)
    before = (0, 0, 0)
    for month in period:
        in_force = [held for line in lines if (held := line.in_force(last_day_of(month)))]
        mrr = sum(held.monthly_cents for held in in_force)
        now = (mrr, sum(held.cost_cents for held in in_force), len(in_force))
        if now != before:
            yield AgreementStep(month, *now)
        before = now


def kept(steps: Sequence[tuple[date, int]]) -> Iterator[Kept]:
    """What month totals say is kept of one client's MRR, given as (month, MRR from then on).

    Of a month's opening MRR: what is left of it, less that opening. Of the MRR of 12 months
    before: the change of what is left of it. `net` counts what the client has now, `gross` no more
    than it had then; a client who had none is outside.
    """
    months = list(Period(steps[0][0], add_months(steps[-1][0], YEAR + 2)))
    mrr = _filled(steps, months)
    value = (0, 0, 0)
    for index, month in enumerate(months):
        now, opening = mrr[index], mrr[index - 1] if index else 0
        then = mrr[index - YEAR] if index >= YEAR else 0
        if opening:
            yield Kept(month, "net", now - opening)
            yield Kept(month, "gross", min(now, opening) - opening)
        left = (now, min(now, then), int(now > 0 and then > 0)) if then else (0, 0, 0)
        if left != value:
            yield Kept(month, "net_12m", left[0] - value[0], left[2] - value[2])
            yield Kept(month, "gross_12m", left[1] - value[1])
        value = left


def _filled(steps: Sequence[tuple[date, int]], months: Sequence[date]) -> list[int]:
    """MRR of each month."""
    known, mrr, found = dict(steps), 0, []
    for month in months:
        mrr = known.get(month, mrr)
        found.append(mrr)
    return found
