"""Movements worked out the slow way: a walk over month-ends, straight from the definitions.

The ledger comes from SQL over stored columns; this module shares only the monthly amount and its
split by cause with it. `verify_ledger` holds the two against each other. Pure: no Django, no clock.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from contracts.billing import Drivers, Terms, monthly_cents, split_change
from metrics.months import NEVER, Period, last_day_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line as signed: its revisions in order, and the first and last days it may be in force."""

    key: int
    starts_on: date
    last_days: tuple[date | None, ...]
    revisions: Sequence[tuple[date, Terms]]

    def in_force(self, day: date) -> Terms | None:
        """The terms in force on a day, None when the line is out of service."""
        if day < self.starts_on or any(last is not None and day > last for last in self.last_days):
            return None
        index = bisect_right(self.revisions, day, key=lambda revision: revision[0])
        terms = self.revisions[index - 1][1] if index else None
        return terms if terms is not None and terms.in_service else None


class Movement(NamedTuple):
    """A client's movement: signed cents, and the MRR it leads to."""

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
    """A monthly amount that one revision keeps standing from a month until before another."""

    line: int
    month: date
    until_month: date
    monthly_cents: int


def standings(line: Line, period: Period) -> Iterator[Standing]:
    """What each revision in force contributes, over a period that ends after the last change."""
    terms, since = None, period.start
    for month in period:
        now = line.in_force(last_day_of(month))
        if now is not terms:
            if terms is not None:
                yield Standing(line.key, since, month, monthly_cents(terms))
            terms, since = now, month
    if terms is not None:
        yield Standing(line.key, since, NEVER, monthly_cents(terms))


def line_changes(line: Line, period: Period) -> Iterator[Change]:
    """The line's changes at each month-end of the period, compared with the month-end before."""
    before: Terms | None = None
    for month in period:
        now = line.in_force(last_day_of(month))
        if now != before:
            change = Change(month, line.key, split_change(before, now), bool(now) - bool(before))
            if any(change.drivers) or change.in_service:
                yield change
        before = now


def movements(lines: Iterable[Line], period: Period) -> Iterator[Movement]:
    """One client's movements over a period that begins before its first agreement."""
    lines = list(lines)
    mrr, managed, ever_paid = 0, False, False
    for month in period:
        in_force = [terms for line in lines if (terms := line.in_force(last_day_of(month)))]
        closing = sum(monthly_cents(terms) for terms in in_force)
        if closing != mrr:
            kind = kind_of(closing - mrr, ever_paid, managed, in_service=bool(in_force))
            yield Movement(month, kind, closing - mrr, closing)
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
