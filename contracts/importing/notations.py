"""Amounts as programs and people write them, read by a convention that is known, never guessed.

The decimal sign is declared, or told by the file: 1,250.50 has a point, 1.250,50 a comma, and 1,250
alone could be either. A notation that is not known is refused: it is never read as positive or 0.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import is_currency

from contracts.importing.cells import BadCell

POINT, COMMA = ".", ","

# What each sign may stand for, the likeliest first; who keeps another currency refuses it.
SIGNS = {
    "$": "USD AUD CAD NZD SGD HKD MXN ARS CLP COP TWD",
    "€": "EUR",
    "£": "GBP EGP LBP GIP FKP SHP",
    "¥": "JPY CNY",
    "₹": "INR",
    "₺": "TRY",
    "₩": "KRW",
    "₽": "RUB",
    "zł": "PLN",
    "kr": "SEK NOK DKK ISK",
    "kč": "CZK",
    "r$": "BRL",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "fr": "CHF",
    "r": "ZAR",
}

_MINUS = str.maketrans(dict.fromkeys("\u2212\u2012\u2013\ufe63\uff0d", "-"))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " "))
_PARTS = re.compile(
    r"(?P<before>[^\d.,+\-()]*?)\s*(?P<core>\d[\d., '\u2019]*|[.,]\d+)\s*(?P<after>[^\d.,+\-()]*)"
)
_CORE = {
    sign: re.compile(
        rf"(?:\d{{1,3}}(?:(?P<group>[{re.escape(other)} '\u2019])\d{{3}})"
        rf"(?:(?P=group)\d{{3}})*|\d+)?(?:{re.escape(sign)}\d*)?"
    )
    for sign, other in ((POINT, COMMA), (COMMA, POINT))
}
_CREDIT = re.compile(r"(.*\d)\s*(CR|DR)\.?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, and the currencies that its cell may mean; none when it names none."""

    amount: Decimal
    currencies: tuple[str, ...] = ()


def money(text: str, decimal: str) -> Money:
    """Read one cell: $1,300.03, (60.00), 60.00-, 12.00 CR, 1.234,56 €, 1 234,56.

    `decimal` is the sign before the cents. Raises BadCell for a notation that is not known.
    """
    clean, sign = _signed(text)
    parts = _PARTS.fullmatch(clean)
    if not parts:
        raise BadCell("is not an amount")
    names = [name for name in (parts["before"].strip(), parts["after"].strip()) if name]
    if len(names) > 1:
        raise BadCell("is not an amount")
    core = parts["core"].strip()
    if not _CORE[decimal].fullmatch(core):
        raise BadCell(f"is not an amount with “{decimal}” before the cents")
    other = COMMA if decimal == POINT else POINT
    plain = re.sub(rf"[{re.escape(other)} '\u2019]", "", core).replace(decimal, ".")
    if len(plain) > 30:
        raise BadCell("is too large")
    return Money(sign * Decimal(plain) + 0, _currencies(names[0]) if names else ())


def in_cents(amount: Decimal) -> int:
    """An amount in whole cents; half a cent goes away from zero, as everywhere."""
    return int((amount * 100).to_integral_value(rounding=ROUND_HALF_UP))


def _signed(text: str) -> tuple[str, int]:
    """Without what makes it negative, and 1 or -1; one mark of it only."""
    clean = text.translate(_MINUS).translate(_SPACES).strip()
    marks = 0
    credit = _CREDIT.fullmatch(clean)
    if credit:
        clean, marks = credit[1], marks + (credit[2].upper() == "CR")
    if clean.startswith("(") and clean.endswith(")"):
        clean, marks = clean[1:-1].strip(), marks + 1
    if clean.count("-") == 1:
        place = clean.index("-")
        # In front of the amount or its currency, behind it, or between the two.
        if place in (0, len(clean) - 1) or not any(map(str.isdigit, clean[:place])):
            clean, marks = (clean[:place] + clean[place + 1 :]).strip(), marks + 1
    elif clean.startswith("+"):
        clean = clean[1:].strip()
    if marks > 1:
        raise BadCell("is negative twice over")
    return clean, -1 if marks else 1


def _currencies(name: str) -> tuple[str, ...]:
    if is_currency(name.upper()):
        return (name.upper(),)
    if known := SIGNS.get(name.casefold().rstrip(".")):
        return tuple(known.split())
    raise BadCell(f"is in “{name}”, which is no known currency")


def decimal_signs(texts: Iterable[str]) -> tuple[set[str], list[str]]:
    """The decimal signs that amounts show, and those of them that could be read either way."""
    signs: set[str] = set()
    doubtful = []
    for text in texts:
        found = _evidence(text)
        if found is None:
            doubtful.append(text)
        elif found:
            signs.add(found)
    return signs, doubtful


def _evidence(text: str) -> str | None:
    """The decimal sign a text shows; empty when it has no separator, None when it may be either."""
    core = re.sub(r"[^\d.,]", "", text).strip(".,") if text[:1].isalpha() else text
    core = re.sub(r"[^\d.,]", "", core)
    points, commas = core.count(POINT), core.count(COMMA)
    if points and commas:
        last = max(core.rfind(POINT), core.rfind(COMMA))
        return core[last] if core.count(core[last]) == 1 else ""
    if points > 1 or commas > 1:
        return COMMA if points else POINT
    if not (points or commas):
        return ""
    sign = POINT if points else COMMA
    whole, _, fraction = core.partition(sign)
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole != "0":
        return None
    return sign
