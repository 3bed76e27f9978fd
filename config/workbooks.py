"""Sheets as XLSX workbooks, row by row: memory stays the same however long a list is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from config.exports import TEXT, Kind, Sheet

# What a sheet and a cell can take at most, the heading's row left out.
MOST_ROWS = 1_048_575
MOST_UNITS = 32_767
_BOLD = Font(bold=True)
# The controls that XML has no way to write, halves of characters, and what is no character.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Spreadsheets read “_x0041_” as an A; only the first underscore has to be written otherwise.
_LOOKS_ENCODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_workbook(sheet: Sheet, name: str, out: IO[bytes]) -> None:
    """`name` becomes that of the sheet; what is too long for one goes on in the next."""
    book = Workbook(write_only=True)
    book.properties.creator = "Baseload"
    for number, rows in enumerate(_batches(sheet.rows), start=1):
        title = sheet_title(name if number == 1 else f"{name} {number}")
        _write(book.create_sheet(title), sheet.columns, rows)
    book.save(out)


def sheet_title(name: str) -> str:
    """At most 31 characters, without those that a reference to a sheet needs for itself."""
    return re.sub(r"[][*?:/\\']", " ", name).strip()[:31].capitalize()


def writable(text: str) -> str:
    """The text as far as a workbook can hold it; a line ends in one way."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Counted as UTF-16 does: most characters are one unit, an emoji is two.
    text = text.encode("utf-16-le")[: 2 * MOST_UNITS].decode("utf-16-le", "ignore")
    return _LOOKS_ENCODED.sub("_x005F_", text)


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[Iterable[Sequence[Any]]]:
    """One batch a sheet, and one even when there are no rows; each is read before the next."""
    remaining = iter(rows)
    yield islice(remaining, MOST_ROWS)
    for row in remaining:
        yield chain([row], islice(remaining, MOST_ROWS - 1))


def _write(page: Any, columns: Sequence[tuple[str, Kind]], rows: Iterable[Sequence[Any]]) -> None:
    _lay_out(page, columns)
    # A row is written when it is appended: one cell per column, filled anew, serves them all.
    cells = [(_cell(page, kind), kind) for _, kind in columns]
    last = 1
    for last, row in enumerate(rows, start=2):  # noqa: B007 (how many there were)
        values = zip(cells, row, strict=True)
        page.append([_filled(cell, value, kind) for (cell, kind), value in values])
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"


def _lay_out(page: Any, columns: Sequence[tuple[str, Kind]]) -> None:
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    for number, (heading, kind) in enumerate(columns, start=1):
        # The arrow of the filter takes as much as four digits.
        width = max(kind.width, len(heading) + 4)
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_heading(page, heading) for heading, _ in columns])


def _heading(page: Any, text: str) -> Cell:
    cell = WriteOnlyCell(page)
    cell.font = _BOLD
    return _filled(cell, text)


def _cell(page: Any, kind: Kind) -> Cell:
    cell = WriteOnlyCell(page)
    cell.number_format = kind.number_format
    return cell


def _filled(cell: Cell, value: Any, kind: Kind = TEXT) -> Cell | None:
    """The cell with its value; no value needs no cell."""
    if value is None:
        return None
    held = kind.cell(value)
    cell.value = writable(held) if isinstance(held, str) else held
    if isinstance(held, str):
        # Else “=1+1” would be a formula, and “#N/A” an error.
        cell.data_type = "s"
    return cell
