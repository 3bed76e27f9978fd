"""From the bytes of a CSV file to its records, with the line each of them begins on."""

import csv
import io
from collections.abc import Container, Iterable, Iterator

from contracts.importing.reports import Refused, RowError

ENCODING_REMEDY = "save it as CSV UTF-8"


class Unreadable(list[str]):
    """A record that is none: no cells, and the reason why."""

    def __init__(self, error: csv.Error) -> None:
        super().__init__()
        if "field limit" in str(error):
            limit = csv.field_size_limit()
            self.reason = f"a cell is longer than {limit:,} characters; is a quote open?"
        elif "end of data" in str(error):
            self.reason = "a quote that opens in this row is never closed"
        else:
            self.reason = 'a quoted cell goes on after its quote; write a quote in a text as ""'


def read_csv(
    data: bytes, known: Iterable[str], required: Iterable[str]
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The header's columns and the records after it; raise Refused when it is no file of ours.

    `known` are all columns that the header may name, `required` those that it must.
    """
    records = split(_decode(data), ",", 1)
    for line, row in records:
        if isinstance(row, Unreadable):
            raise Refused([RowError(line, None, "", row.reason)])
        if not is_blank(row):
            columns = [cell.strip() for cell in row]
            if errors := list(_header_errors(line, columns, list(known), required)):
                raise Refused(errors)
            return columns, records
    raise Refused([RowError(None, None, "", "The file is empty.")])


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        reason = f"The file is UTF-16, not UTF-8; {ENCODING_REMEDY}."
        raise Refused([RowError(None, None, "", reason)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"the text is not UTF-8; {ENCODING_REMEDY}"
        raise Refused([RowError(line_at(data, error.start), None, "", reason)]) from None
    at = data.find(b"\0")
    if at >= 0:
        reason = "the line holds a NUL byte; this is not a text file, or it is damaged"
        raise Refused([RowError(line_at(data, at), None, "", reason)])
    return text


def line_at(data: bytes, position: int) -> int:
    before = data[:position].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def split(text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    line, before = first_line, first_line - 1
    while True:
        try:
            for row in reader:
                yield line, row
                line = before + reader.line_num + 1
            return
        except csv.Error as error:
            yield line, Unreadable(error)
            line = before + reader.line_num + 1


def is_blank(row: list[str]) -> bool:
    return not any(cell.strip() for cell in row)


def wrong_width(line: int, row: list[str], width: int) -> RowError:
    what = "few" if len(row) < width else "many"
    reason = f"the row has {len(row)} cells, too {what} for the {width} columns of the header"
    return RowError(line, None, "", reason)


def _header_errors(
    line: int, columns: list[str], known: list[str], required: Iterable[str]
) -> Iterator[RowError]:
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        yield RowError(line, None, "", "the columns are not separated by commas")
        return
    for index, column in enumerate(columns):
        yield from _name_errors(line, index, column, columns[:index], known)
    for column in required:
        if column not in columns:
            yield RowError(line, column, "", "the header lacks this column")


def _name_errors(
    line: int, index: int, column: str, before: Container[str], known: list[str]
) -> Iterator[RowError]:
    if not column:
        yield RowError(line, None, "", f"column {index + 1} has no name")
    elif column in before:
        yield RowError(line, column, "", "the header names this column twice")
    elif column not in known:
        yield RowError(line, None, column, f"is no column; known are {', '.join(known)}")
