"""How values are written in files: for machines and spreadsheets, never by locale.

A column gives one plain value, None for nothing, and names its kind. The kind says how a CSV file
writes that value, and how a workbook holds and shows it.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone

# A text, a number or a date, as spreadsheets know them.
Cell = str | int | float | Decimal | date


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def amount(cents: int) -> str:
    """-1250.05, exactly."""
    units, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{units}.{rest:02}"


def month(first_day: date) -> str:
    """2026-10."""
    return f"{first_day:%Y-%m}"


def fraction(value: Fraction | Decimal) -> str:
    """0.6250: four decimals, half away from zero."""
    value = Fraction(value)
    rounded = (20_000 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{rounded // 10_000}.{rounded % 10_000:04}"


def moment(value: datetime) -> str:
    """2026-10-03T14:05:00+02:00, in the installation's time zone."""
    return timezone.localtime(value).isoformat(timespec="seconds")


def units(cents: int) -> Decimal:
    """The amount as a number, exactly."""
    return Decimal(cents).scaleb(-2)


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """`text` writes a value into a CSV file, `cell` into a workbook.

    `number_format` is how a spreadsheet shows it, `width` about how many digits wide.
    """

    text: Callable[[Any], str]
    cell: Callable[[Any], Cell] = _same
    number_format: str = "General"
    width: int = 14


# As text, so that “=1+1” stays what it is even when somebody edits the cell.
TEXT = Kind(lambda value: harmless(str(value)), str, "@", 28)
MONEY = Kind(amount, units, "#,##0.00")
PRICE = Kind("{:f}".format, number_format="#,##0.00##")
NUMBER = Kind("{:f}".format)
COUNT = Kind(str, number_format="#,##0")
SHARE = Kind(fraction, float, "0.0%")
MONTH = Kind(month, number_format="mmm yyyy")
DAY = Kind(date.isoformat, number_format="yyyy-mm-dd")
# A workbook knows no time zones.
MOMENT = Kind(moment, timezone.make_naive, "yyyy-mm-dd hh:mm:ss", 20)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds: (heading, kind) of each column, and rows of plain values."""

    columns: Sequence[tuple[str, Kind]]
    rows: Iterable[Sequence[Any]]


class _Echo:
    """csv.writer hands its lines to what looks like a file; this one hands them back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(sheet: Sheet, line_end: str = "\r\n") -> Iterator[str]:
    """The lines of a CSV file, one at a time."""
    write = csv.writer(_Echo(), lineterminator=line_end).writerow
    yield write([heading for heading, _ in sheet.columns])
    writers = [kind.text for _, kind in sheet.columns]
    for row in sheet.rows:
        cells = zip(writers, row, strict=True)
        yield write(["" if value is None else text(value) for text, value in cells])
