"""Agreements of which a file states the total: one line holds what the other lines leave of it.

In whatever order the total and the lines arrive, and however often, nothing counts twice.
"""

import re
from collections.abc import Iterable
from copy import copy
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from contracts.billing import earliest, monthly_cents
from contracts.histories import LineHistory
from contracts.importing.agreement_merge import Merge
from contracts.importing.agreement_rows import Row, SignedAgreement, said
from contracts.models import LineRevision

WHOLE_LINE = "Agreement amount"
# A second total of one agreement has a number behind it.
_IS_REST = re.compile(rf"{WHOLE_LINE}( \(\d+\))?").fullmatch
_CENTS = Decimal(100)


def give_the_rest(merge: Merge, signed: SignedAgreement, today: date) -> list[str]:
    """Turn the totals that rows state into what the stored lines leave of them."""
    whole = [row for row in signed.rows if row.is_whole]
    if not whole:
        return []
    ends_on, _ = said(signed.rows, "agreement_ends_on")
    day = earliest(today, ends_on or merge.agreement.ends_on) or today
    others = [h for name, h in merge.histories.items() if not _IS_REST(name)]
    taken = 0
    warnings = []
    for row in whole:
        amount = _cents(row.quantity * row.unit_price)
        charged = _charged(others, merge, day, row.billing_months) - taken
        left = amount - charged
        if left < 0:
            warnings.append(_warning(merge, f"Line {row.at}: "))
            left = 0
        taken += min(amount, charged)
        _give(row, left, merge, signed, has_others=bool(others))
    return warnings


def _give(row: Row, left: int, merge: Merge, signed: SignedAgreement, *, has_others: bool) -> None:
    history = merge.histories.get(row.line)
    if left or not has_others:
        row.quantity, row.unit_price = Decimal(1), left / _CENTS
    elif history is None:
        # The agreement's own columns are still read from the row.
        signed.lines.pop(row.line, None)
    else:
        stored = next((r for r in history.revisions if r.effective_on == row.effective_on), None)
        row.quantity = Decimal(0)
        row.unit_price = stored.unit_price if stored else Decimal(0)


def reduce_the_rest(merge: Merge, signed: SignedAgreement, today: date) -> list[str]:
    """Take the first lines that arrive for an agreement off the total that was its only line."""
    history = merge.histories[WHOLE_LINE]
    day = earliest(today, merge.agreement.ends_on) or today
    revision = history.on(day)
    if revision is None or not revision.quantity or set(merge.histories) == {WHOLE_LINE}:
        return []
    others = [h for name, h in merge.histories.items() if name != WHOLE_LINE]
    amount = _cents(revision.quantity * revision.unit_price * (1 - revision.discount))
    left = amount - _charged(others, merge, day, revision.billing_months)
    _settle(merge, revision, max(left, 0))
    return [_warning(merge)] if left < 0 else []


def _settle(merge: Merge, revision: LineRevision, left: int) -> None:
    before = copy(revision)
    values = {"quantity": Decimal(0)}
    if left:
        values = {"quantity": Decimal(1), "unit_price": left / _CENTS, "discount": Decimal(0)}
    for name, value in values.items():
        if getattr(revision, name) != value:
            setattr(revision, name, value)
    if not any(known is revision for _, known in merge.edited):
        merge.edited.append((before, revision))


def _charged(histories: Iterable[LineHistory], merge: Merge, day: date, billing_months: int) -> int:
    """Cents of a billing period of so many months, for the lines in force on a day."""
    total = 0
    for history in histories:
        revision = history.on(day)
        last = history.last_day(merge.agreement)
        if revision and (last is None or last >= day):
            total += monthly_cents(revision.terms) * billing_months
    return total


def _cents(amount: Decimal) -> int:
    return int((amount * _CENTS).to_integral_value(rounding=ROUND_HALF_UP))


def _warning(merge: Merge, place: str = "") -> str:
    return (
        f"{place}The lines of {merge.agreement.name}, {merge.agreement.client.name}, come to more "
        "than the amount of the agreement; nothing is added to them."
    )
