"""Bounds that keep a hostile file from taking all memory and time."""

from typing import NoReturn

from django.conf import settings

from config import formats
from contracts.importing.reports import Refused, RowError

MEGABYTE = 1024 * 1024
MOST_COLUMNS = 500
# A workbook is packed: what comes out of it may be so many times the size of an upload.
UNPACKED = 12


def refuse(sentence: str) -> NoReturn:
    raise Refused([RowError(None, None, "", sentence)])


def check_size(size: int) -> None:
    if size > settings.IMPORT_MAX_MB * MEGABYTE:
        refuse(f"The file is larger than {settings.IMPORT_MAX_MB} MB. Split it into several files.")


def check_width(line: int, width: int) -> None:
    if width > MOST_COLUMNS:
        reason = f"the row has {formats.grouped(width)} cells; at most {MOST_COLUMNS} are read"
        raise Refused([RowError(line, None, "", reason)])


def too_many_rows() -> NoReturn:
    most = formats.grouped(settings.IMPORT_MAX_ROWS)
    refuse(f"The file has more than {most} rows. Split it into several files.")
