"""Months counted from the current one, dice that fall the same way every time, values over time."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

SEED = 20
T = TypeVar("T")

Path = Sequence[tuple[date, T]]
"""A value from each of some days on, in order."""


def dice(*names: object) -> Random:
    """Chance of its own for each purpose, so that one client's story leaves the others alone."""
    return Random(":".join(map(str, (SEED, *names))))  # noqa: S311 (a story, not a secret)


def month_at(today: date, offset: int) -> date:
    """The first day of the month `offset` months after the current one."""
    years, index = divmod(today.year * 12 + today.month - 1 + offset, 12)
    return date(years, index + 1, 1)


def offset_of(today: date, day: date) -> int:
    """How many months after the current one a day lies."""
    return (day.year - today.year) * 12 + day.month - today.month


def day_at(today: date, offset: int, day: int) -> date:
    """A day of a month; 0 is its last, and 31 takes the last month that has so many."""
    month = month_at(today, offset)
    length = monthrange(month.year, month.month)[1]
    if day == 31 and length < 31:
        return day_at(today, offset - 1, day)
    return month.replace(day=min(day, length) if day else length)


def last_day_at(today: date, offset: int) -> date:
    return month_at(today, offset + 1) - timedelta(days=1)


def value_on(path: Path[T], day: date) -> T:
    """What a path says on a day; before its first day, its first value."""
    return next((value for start, value in reversed(path) if start <= day), path[0][1])


def dates_within(paths: Iterable[Path], start: date, end: date | None) -> Iterator[date]:
    """The first day and each later day on which one of the paths changes, in order."""
    found = {day for path in paths for day, _ in path if day > start}
    yield start
    yield from sorted(day for day in found if end is None or day <= end)
