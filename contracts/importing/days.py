"""Dates as programs and people write them. 03/04/2024 is asked about, never guessed."""

import re
from collections.abc import Iterable
from datetime import date

from contracts.importing.cells import BadCell
from contracts.models import LATEST

DMY, MDY, YMD = "DMY", "MDY", "YMD"

_TIME = r"(?:[T\s,]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(
    r"(?:[A-Za-z]+,\s*)?(?:(?P<day>\d{1,2})[-\s.]*(?P<month>[A-Za-z]{3,9})|"
    r"(?P<first>[A-Za-z]{3,9})[-\s.]*(?P<then>\d{1,2}))[-\s.,]+(?P<year>\d{4}|\d{2})"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}


def day(text: str, order: str) -> date:
    """Read one cell by an order of day, month and year; raise BadCell with the reason."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, number = int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        # With points the day comes first, wherever dates are written so.
        number, month = (second, first) if order == MDY and found[2] != "." else (first, second)
    elif (found := _NAMED.fullmatch(text)) and (month := _month(found)):
        number, year = int(found["day"] or found["then"]), _year(found["year"])
    else:
        raise BadCell("is not a date")
    return _on(year, month, number)


def _on(year: int, month: int, number: int) -> date:
    try:
        value = date(year, month, number)
    except ValueError:
        raise BadCell("is not a date: the calendar has no such day") from None
    return plausible(value)


def plausible(value: date) -> date:
    if not date(1970, 1, 1) <= value <= LATEST:
        raise BadCell(f"is out of range; dates run from 1970 to {LATEST.year}")
    return value


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) - (100 if int(text) >= 70 else 0)


def _month(found: re.Match[str]) -> int:
    return _MONTHS.get((found["month"] or found["first"])[:3].lower(), 0)


def date_orders(texts: Iterable[str]) -> tuple[set[str], list[str]]:
    """The orders that dates show, and those of them that could be read either way."""
    orders: set[str] = set()
    doubtful = []
    for text in texts:
        found = _YEAR_LAST.fullmatch(text.strip())
        if not found or found[2] == ".":
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            orders.add(DMY)
        elif second > 12 >= first:
            orders.add(MDY)
        elif first != second:
            doubtful.append(text.strip())
    return orders, doubtful
