"""The arithmetic of recurring prices. Pure: no Django, no clock, no database.

Money that is added up is integer cents. Prices, quantities and discounts are exact decimals
until `monthly_cents` turns them into cents, once per revision.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

NEVER = date(9999, 12, 1)
"""The month that is never reached: stands for "no end" in stored columns."""

# Wide enough for quantity × price × discount to stay exact, whatever the columns allow.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_ONE = Decimal(1)
_CENTS = Decimal(100)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a revision says: `quantity` units at `unit_price` each `billing_months`.

    `discount` is a fraction: 0.05 takes five per cent off.
    """

    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    billing_months: int

    @property
    def in_service(self) -> bool:
        """A line with a quantity is in service, also at a price of 0 or a 100 % discount."""
        return self.quantity > 0


class Drivers(NamedTuple):
    """A change of one line's monthly amount in cents, split by cause; the parts add up to it."""

    quantity: int = 0
    price: int = 0
    discount: int = 0
    added: int = 0
    dropped: int = 0


NO_CHANGE = Drivers()


class Effect(NamedTuple):
    """What one revision does to the month-ends: in force from `month` until before `until_month`.

    A revision overtaken before its first month-end has `month == until_month` and no drivers.
    `drivers`, `in_service_change` (1, 0, -1) and `cost_change_cents` compare with the terms at the
    month-end before; `ends` says that nothing follows: the line leaves service in `until_month`,
    and takes what it earned and cost along.
    """

    month: date
    until_month: date
    monthly_cents: int
    drivers: Drivers
    in_service_change: int
    ends: bool
    cost_cents: int
    cost_change_cents: int


def month_of(day: date) -> date:
    """The month a day lies in: its first day."""
    return day.replace(day=1)


def stop_month(last_day: date | None) -> date:
    """The first month at whose end a service with this last day (inclusive) is gone.

    30 June still counts in June and stops in July; 15 June stops in June. None never stops.
    """
    return NEVER if last_day is None else month_of(last_day + timedelta(days=1))


def earliest(*days: date | None) -> date | None:
    """The first of some last days, where None means no end."""
    known = [day for day in days if day is not None]
    return min(known) if known else None


def monthly_cents(terms: Terms) -> int:
    """Monthly amount: round_half_up(quantity × unit price × (1 − discount) ÷ billing months, 2).

    Half a cent rounds away from zero, as a spreadsheet does: 33.335 becomes 33.34.
    """
    amount = _EXACT.multiply(terms.quantity, terms.unit_price)
    if terms.discount:
        amount = _EXACT.multiply(amount, _EXACT.subtract(_ONE, terms.discount))
    cents = _EXACT.multiply(amount, _CENTS)
    if terms.billing_months != 1:
        cents = _EXACT.divide(cents, Decimal(terms.billing_months))
    return int(cents.to_integral_value(rounding=ROUND_HALF_UP))


def undiscounted_cents(terms: Terms) -> int:
    """The monthly amount before discount, shown beside the discounted one."""
    return monthly_cents(replace(terms, discount=Decimal(0)))


def monthly_cost_cents(terms: Terms, unit_cost: Decimal) -> int:
    """What a line costs a month: quantity × unit cost ÷ billing months, rounded as the amount is.

    The gross margin of a line is its monthly amount less this.
    """
    return monthly_cents(replace(terms, unit_price=unit_cost, discount=Decimal(0)))


def user_count(quantity: Decimal) -> int:
    """The users whom a line priced per user covers: whole ones, a part of a user counts as one."""
    return int(quantity.to_integral_value(rounding=ROUND_CEILING))


def split_change(before: Terms | None, after: Terms | None) -> Drivers:
    """Split the change of a line from one month-end to the next by cause, exactly.

    None, or a quantity of 0, is out of service. On a line that stays: *quantity* first, at the
    old unit amount; then *discount*, at the old price; *price* is the rest. Each step is a
    difference of rounded amounts, so a change of one thing alone never leaves a stray cent.
    """
    was = before if before and before.in_service else None
    now = after if after and after.in_service else None
    if was == now:
        return NO_CHANGE
    if was is None:
        return Drivers(added=monthly_cents(now)) if now else NO_CHANGE
    if now is None:
        return Drivers(dropped=-monthly_cents(was))
    resized = replace(was, quantity=now.quantity)
    rediscounted = replace(resized, discount=now.discount)
    start, at_quantity = monthly_cents(was), monthly_cents(resized)
    at_discount, end = monthly_cents(rediscounted), monthly_cents(now)
    return Drivers(
        quantity=at_quantity - start, discount=at_discount - at_quantity, price=end - at_discount
    )


def effects(
    revisions: Sequence[tuple[date, Terms, Decimal]], *, starts_on: date, last_day: date | None
) -> Iterator[Effect]:
    """Yield the effect of each of a line's revisions, given in order of their effective date.

    A revision is its date, its terms and the cost of one unit.
    `starts_on` is the agreement's first day: what takes effect before waits for it. `last_day` is
    the line's last day of service (the earlier of its own and the agreement's), None for open.
    """
    stop = stop_month(last_day)
    first = month_of(starts_on)
    months = [max(month_of(effective_on), first) for effective_on, _, _ in revisions]
    standing: Terms | None = None
    standing_cost = 0
    for index, (_, terms, unit_cost) in enumerate(revisions):
        month = months[index]
        following = months[index + 1] if index + 1 < len(revisions) else NEVER
        until = min(following, stop)
        cost = monthly_cost_cents(terms, unit_cost)
        if month >= until:
            yield Effect(month, month, monthly_cents(terms), NO_CHANGE, 0, False, cost, 0)
            continue
        yield Effect(
            month,
            until,
            monthly_cents(terms),
            split_change(standing, terms),
            terms.in_service - bool(standing and standing.in_service),
            terms.in_service and until == stop != NEVER,
            cost,
            cost - standing_cost,
        )
        standing, standing_cost = terms, cost


def lowest_total(lines: Iterable[tuple[Sequence[tuple[date, Terms]], date | None]]) -> int:
    """The smallest sum, in cents, that an agreement's lines reach on any day.

    Each line is its revisions in order and its last day of service. Used to refuse an agreement
    whose credits outweigh its charges.
    """
    changes: dict[date, int] = {}
    for revisions, last_day in lines:
        standing = 0
        for effective_on, terms in revisions:
            if last_day is None or effective_on <= last_day:
                amount = monthly_cents(terms)
                changes[effective_on] = changes.get(effective_on, 0) + amount - standing
                standing = amount
        if last_day is not None and standing:
            gone = last_day + timedelta(days=1)
            changes[gone] = changes.get(gone, 0) - standing
    total = lowest = 0
    for day in sorted(changes):
        total += changes[day]
        lowest = min(lowest, total)
    return lowest
