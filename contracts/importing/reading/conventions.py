"""How a file writes dates and amounts: declared, shown by the file, or asked about."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from config import formats
from contracts.importing.cells import BadCell
from contracts.importing.days import DMY, MDY, date_orders, day, plausible
from contracts.importing.declared import Declared
from contracts.importing.notations import COMMA, POINT, Money, decimal_signs, money
from contracts.importing.reading.rows import Row, Total, texts_under
from contracts.importing.readings import Question
from contracts.importing.sources import Cell

DATES = ("date", "due", "start", "end", "agreement_start", "agreement_end")
AMOUNTS = (
    "amount", "unit_price", "quantity", "balance", "tax", "refunded", "discount", "whole",
    "period_total", "unit_cost", "margin", "included", "total",
)  # fmt: skip
# As many cells as a question shows.
SAMPLES = 3


class Conventions:
    """The date order and the decimal sign of a file, and its cells read by them.

    Each different text is read once.
    """

    def __init__(self, declared: Declared, rows: Sequence[Row], totals: Sequence[Total]) -> None:
        self.questions: list[Question] = []
        self.date_order = declared.date_order or self._order(texts_under(rows, DATES))
        amounts = [*texts_under(rows, AMOUNTS)]
        amounts += [total.cell for total in totals if isinstance(total.cell, str)]
        self.decimal = declared.decimal or self._sign(amounts)
        self._days: dict[str, date] = {}
        self._money: dict[str, Money] = {}

    def day(self, cell: Cell) -> date:
        """Raises BadCell."""
        if isinstance(cell, date):
            return plausible(cell)
        if isinstance(cell, Decimal):
            raise BadCell("is a number, not a date")
        if cell not in self._days:
            self._days[cell] = day(cell, self.date_order or DMY)
        return self._days[cell]

    def money(self, cell: Cell) -> Money:
        """Raises BadCell."""
        if isinstance(cell, Decimal):
            return Money(cell)
        if isinstance(cell, date):
            raise BadCell("is a date, not an amount")
        if cell not in self._money:
            self._money[cell] = money(cell, self.decimal)
        return self._money[cell]

    def number(self, cell: Cell) -> Decimal:
        """A quantity or a percentage. Raises BadCell."""
        if isinstance(cell, str) and cell.strip().endswith("%"):
            cell = cell.strip()[:-1]
        found = self.money(cell)
        if found.currencies:
            raise BadCell("is an amount of money, not a number")
        return found.amount

    def _order(self, texts: Iterable[str]) -> str:
        orders, doubtful = date_orders(texts)
        if len(orders) == 1:
            return orders.pop()
        if doubtful or orders:
            self.questions.append(_which_order(doubtful, both=bool(orders)))
        # Dates that have one meaning only are read alike by any order.
        return ""

    def _sign(self, texts: Iterable[str]) -> str:
        signs, doubtful = decimal_signs(texts)
        if len(signs) == 1:
            return signs.pop()
        if doubtful or signs:
            self.questions.append(_which_sign(doubtful, both=bool(signs)))
        return POINT


def _which_order(doubtful: Sequence[str], *, both: bool) -> Question:
    sentence = "The file does not tell whether the day or the month comes first in its dates."
    if both:
        sentence = "Some dates of the file have the day first, others the month."
    sample = next(iter(doubtful), "03/04/2024")
    choices: list[tuple[str, str]] = []
    for order, words in ((DMY, "Day first"), (MDY, "Month first")):
        choices.append((order, f"{words}: {sample} is {formats.day(day(sample, order))}"))
    return Question("date_order", sentence, tuple(choices), tuple(doubtful[:SAMPLES]))


def _which_sign(doubtful: Sequence[str], *, both: bool) -> Question:
    sentence = "The file does not tell whether a point or a comma stands before the cents."
    if both:
        sentence = "Some amounts of the file have a point before the cents, others a comma."
    sample = next(iter(doubtful), "1,234")
    choices = [(sign, f"{_called(sign)}: {sample} is {_read(sample, sign)}") for sign in ".,"]
    return Question("decimal", sentence, tuple(choices), tuple(doubtful[:SAMPLES]))


def _called(sign: str) -> str:
    return "A comma" if sign == COMMA else "A point"


def _read(sample: str, sign: str) -> Any:
    try:
        return formats.quantity(money(sample, sign).amount)
    except BadCell as reason:
        return f"no amount: it {reason}"
