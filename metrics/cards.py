"""Definition cards: what a metric means, with the numbers of the page put into its formula.

    card("nrr_12m", row)                              of a RevenueMonth
    card("margin", now, of="Oct 26")                  of whatever has the figures' names
    card("concentration", row, top_cents=…, top_share=…)
    card("share_12m")                                 without numbers

The figures are those that the page shows, never worked out here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from config import formats
from metrics.definitions import DEFINITIONS, Definition
from metrics.definitions.base import Unit
from metrics.definitions.terms import TERMS

TO = " to "
ADDENDS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """`worked` is the formula in numbers and `result` what it gives; `of` names the period.

    Both are empty on a card without numbers, and `worked` alone where there is nothing but a sum.
    """

    definition: Definition
    of: str = ""
    worked: str = ""
    result: str = ""
    is_defined: bool = True

    @property
    def key(self) -> str:
        return self.definition.key

    @property
    def formula(self) -> str:
        return in_words(self.definition)


def card(key: str, figures: object = None, /, *, of: str = "", **more: Any) -> Card:
    """The card of a metric; `more` are figures that `figures` does not have, by their names.

    A misspelt or missing figure raises AttributeError.
    """
    definition = DEFINITIONS[key]
    if figures is None and not more:
        return Card(definition, of)
    read = _reader(figures, more)
    result = _result(definition, read)
    month = getattr(figures, "month", None)
    return Card(
        definition,
        of or (formats.month(month) if isinstance(month, date) else ""),
        definition.filled(lambda name: _term(name, read(name))) if definition.terms else "",
        result or definition.undefined,
        is_defined=bool(result),
    )


def added_up(about: Card, cents: Sequence[int]) -> Card:
    """The card of a sum with what is added; nobody wants to read more than a few amounts."""
    if not 1 < len(cents) <= ADDENDS_SHOWN:
        return about
    worked = " + ".join(_bracketed(formats.amount(amount), amount) for amount in cents)
    return replace(about, worked=worked)


def in_words(definition: Definition) -> str:
    return definition.filled(lambda name: TERMS[name].words)


def _reader(figures: object, more: dict[str, Any]) -> Callable[[str], Any]:
    return lambda name: more[name] if name in more else _follow(figures, name)


def _follow(figures: object, name: str) -> Any:
    """Like attrgetter, but None on the way is the answer."""
    for part in name.split("."):
        figures = getattr(figures, part)
        if figures is None:
            break
    return figures


def _result(definition: Definition, read: Callable[[str], Any]) -> str:
    """As the page shows it; empty when one of its figures is undefined."""
    values = [read(name) for name in definition.result.split(TO)]
    if None in values:
        return ""
    return TO.join(RESULTS[definition.unit](value) for value in values)


def _term(name: str, value: Any) -> str:
    if value is None:
        return formats.NOTHING
    text = TERM_FORMATS[TERMS[name].unit](value)
    return _bracketed(text, value)


def _bracketed(text: str, value: int | Fraction) -> str:
    return f"({text})" if value < 0 else text


def _months(number: Fraction) -> str:
    return f"{formats.times(number)} months"


def _as_far_as_it_goes(number: Fraction) -> str:
    return formats.quantity(Decimal(float(number)))


RESULTS: dict[Unit, Callable[[Any], str]] = {
    Unit.MONEY: formats.exact,
    Unit.COUNT: formats.grouped,
    Unit.SHARE: formats.share,
    Unit.TIMES: formats.times,
    Unit.MONTHS: _months,
    Unit.TEXT: str,
}
# Within a formula nobody needs the currency again and again, and nothing is rounded.
TERM_FORMATS = RESULTS | {Unit.MONEY: formats.amount, Unit.TIMES: _as_far_as_it_goes}
