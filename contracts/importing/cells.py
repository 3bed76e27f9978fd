"""From the text of one cell to its value, strictly; anything doubtful is refused with a reason.

A reader takes the text and returns the value or raises BadCell, whose reason goes on where the
cell's text stops: “1e3” *is not a number; …*
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from config.texts import invisible, tidy
from contracts.models import LATEST

Value = TypeVar("Value")
Reader = Callable[[str], Value]

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadCell(Exception):
    """The reason why a cell's text cannot be its value."""


def text(limit: int) -> Reader[str]:
    """Text of at most `limit` characters, without blanks around it or doubled in it.

    Letters with accents have one form, so that names which look alike are alike.
    """

    def read(text: str) -> str:
        if char := invisible(text):
            raise BadCell(f"holds an invisible character (U+{ord(char):04X})")
        clean = tidy(text)
        if len(clean) > limit:
            raise BadCell(f"has {len(clean)} characters; at most {limit} are kept")
        return clean

    return read


def number(*, places: int, digits: int) -> Reader[Decimal]:
    """An exact number with at most `digits` digits before the point and `places` after it."""

    def read(text: str) -> Decimal:
        text = text.strip()
        if not _NUMBER.fullmatch(text):
            raise BadCell("is not a number; write it like 1250.00")
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        if len(fraction) > places:
            raise BadCell(f"has more than {places} decimals")
        if len(whole.lstrip("-0")) > digits:
            raise BadCell(f"is too large; at most {digits} digits stand before the point")
        # Adding 0 turns -0 into 0.
        return Decimal(f"{whole}.{fraction}" if fraction else whole) + 0

    return read


def between(low: int, high: int, complaint: str, read_number: Reader[Decimal]) -> Reader[Decimal]:
    def read(text: str) -> Decimal:
        value = read_number(text)
        if not low <= value <= high:
            raise BadCell(complaint)
        return value

    return read


def whole(low: int, high: int) -> Reader[int]:
    """A whole number within these bounds, both included."""

    def read(text: str) -> int:
        text = text.strip()
        if not _WHOLE.fullmatch(text):
            raise BadCell("is not a whole number; write it like 12")
        # Python refuses to read thousands of digits, so their count is looked at first.
        if len(text.lstrip("0")) > len(str(high)) or not low <= int(text) <= high:
            raise BadCell(f"is out of range; it runs from {low} to {high}")
        return int(text)

    return read


def day(text: str) -> date:
    """A date like 2026-01-31, from 1970 to the last one that columns hold."""
    text = text.strip()
    if not _DAY.fullmatch(text):
        raise BadCell("is not a date; write it like 2026-01-31")
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise BadCell("is not a date: the calendar has no such day") from None
    if not date(1970, 1, 1) <= value <= LATEST:
        raise BadCell(f"is out of range; dates run from 1970 to {LATEST.year}")
    return value


def choice(values: Iterable[str]) -> Reader[str]:
    """One of some words, as they are written."""
    known = tuple(values)

    def read(text: str) -> str:
        if text.strip() not in known:
            raise BadCell(f"is not known; write one of {', '.join(known)}")
        return text.strip()

    return read


def required(read: Reader[Value]) -> Reader[Value]:
    def read_filled(text: str) -> Value:
        if not text.strip():
            raise BadCell("a value is missing")
        return read(text)

    return read_filled


def optional(read: Reader[Value]) -> Reader[Value | None]:
    def read_any(text: str) -> Value | None:
        return read(text) if text.strip() else None

    return read_any
