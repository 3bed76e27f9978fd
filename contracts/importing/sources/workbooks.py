"""Tables in workbooks: the first sheet that can be seen, its numbers and dates exact."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from defusedxml import DefusedXmlException
from django.conf import settings
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from contracts.importing.declared import Declared
from contracts.importing.sources import Cell, Record, Source
from contracts.importing.sources.limits import (
    MEGABYTE,
    MOST_COLUMNS,
    UNPACKED,
    check_width,
    refuse,
    too_many_rows,
)

BROKEN = "The workbook is damaged. Open it in a spreadsheet program and save it anew as .xlsx."
TOO_LARGE = "The workbook unpacks to far more than its size. Save the sheet as CSV instead."
MOST_MEMBERS = 2000
CHUNK = 1 << 16
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_workbook(data: bytes, declared: Declared) -> Source:
    """Raises Refused with a sentence for what is no workbook, or a hostile one."""
    _check_archive(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return _read(workbook, declared)
        finally:
            workbook.close()
    except (DefusedXmlException, InvalidFileException, zipfile.BadZipFile, *_DAMAGE):
        refuse(BROKEN)


# What a parser meets in a damaged file, wherever it stops.
_DAMAGE = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    ArithmeticError,
    SyntaxError,
    EOFError,
    OSError,
    NotImplementedError,
    AssertionError,
    RuntimeError,
    zlib.error,
)


def _check_archive(data: bytes) -> None:
    """Unpack it once without keeping anything: sizes that are stated may lie."""
    left = settings.IMPORT_MAX_MB * MEGABYTE * UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > left:
                refuse(TOO_LARGE)
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                refuse(_what_instead(names))
            for member in members:
                if member.flag_bits & 1:
                    refuse("The workbook is protected by a password. Save it without one.")
                left = _unpack(archive, member, left)
    except (zipfile.BadZipFile, *_DAMAGE):
        refuse(BROKEN)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """What is left of the bound after this member."""
    with archive.open(member) as stream:
        start = True
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                refuse(TOO_LARGE)
            if start and _DECLARATION.search(chunk.replace(b"\0", b"")):
                refuse("The workbook declares entities, which none needs. Save it anew as .xlsx.")
            start = False
    return left


def _what_instead(names: Iterable[str]) -> str:
    if "content.xml" in names:
        return "This is an OpenDocument file. Save it as .xlsx or CSV."
    return "This is a zip archive, not a workbook. Unpack it, and choose the file inside."


def _read(workbook: Any, declared: Declared) -> Source:
    sheets = {
        sheet.title: sheet
        for sheet in workbook.worksheets
        if getattr(sheet, "sheet_state", "visible") == "visible"
    }
    if not sheets:
        refuse("The workbook has no sheet that can be seen.")
    name = declared.sheet or next(iter(sheets))
    if name not in sheets:
        refuse(f"The workbook has no sheet “{name}”; it has {', '.join(sheets)}.")
    records = _records(sheets[name])
    if not records:
        refuse(f"The sheet “{name}” is empty.")
    return Source(records, sheet=name, sheets=tuple(sheets))


def _records(sheet: Any) -> list[Record]:
    # The size that a sheet states is not believed: it may be a million columns.
    sheet.reset_dimensions()
    records: list[Record] = []
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    for number, row in enumerate(rows, start=1):
        if number > settings.IMPORT_MAX_ROWS:
            too_many_rows()
        cells = [_cell(value) for value in row]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            check_width(number, len(cells))
            records.append((number, cells))
    return records


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return number.normalize() + 0 if number.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | time | timedelta):
        return value if isinstance(value, date) else str(value)
    return str(value)
