"""Months as dates: a month is its first day, a period is half-open. Pure: no Django, no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.billing import NEVER, month_of

__all__ = [
    "NEVER",
    "Period",
    "add_months",
    "last_day_of",
    "month_of",
    "months_from",
    "parse_month",
]

_WRITTEN = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


def add_months(month: date, count: int) -> date:
    """The month `count` months later (earlier when negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def months_from(first: date, last: date) -> int:
    """How many months there are from the first to the last, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def last_day_of(month: date) -> date:
    """The calendar day on which a month's MRR is read."""
    return add_months(month, 1) - timedelta(days=1)


def parse_month(text: str) -> date:
    """Read "2026-10"; raise ValueError with a sentence for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text}” is not a month; write it like 2026-10.")
    return date(int(found[1]), int(found[2]), 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Months from `start` until before `end`."""

    start: date
    end: date

    @classmethod
    def ending_with(cls, month: date, *, months: int) -> "Period":
        """The `months` months up to and including `month`."""
        return cls(add_months(month, 1 - months), add_months(month, 1))

    def __iter__(self) -> Iterator[date]:
        month = self.start
        while month < self.end:
            yield month
            month = add_months(month, 1)

    @property
    def last_month(self) -> date:
        return add_months(self.end, -1)
