"""Tables in workbooks: the first sheet that can be seen, its numbers and dates exact."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from defusedxml import DefusedXmlException
from django.conf import settings
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from contracts.importing.declared import Declared
from contracts.importing.sources import Cell, Record, Source
from contracts.importing.sources.archives import BROKEN, DAMAGE, ENTITIES, check_archive
from contracts.importing.sources.limits import check_width, refuse, too_many_rows


def read_workbook(data: bytes, declared: Declared) -> Source:
    """Raises Refused with a sentence for what is no workbook, or a hostile one."""
    check_archive(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return _read(workbook, declared)
        finally:
            workbook.close()
    except DefusedXmlException:
        refuse(ENTITIES)
    except (InvalidFileException, *DAMAGE):
        refuse(BROKEN)


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
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
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
