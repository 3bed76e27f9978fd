"""From a CSV file to checked values, column by column.

A column repeats itself: each different text is read once, and values are put together by built-in
functions. Rows go through by the thousand, so that their texts are still in the processor's cache.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice, repeat
from typing import Any

from contracts.importing.cells import BadCell, Reader, optional, required
from contracts.importing.files import Record, is_blank, read_csv, unreadable, wrong_width
from contracts.importing.reports import RowError

Readers = Mapping[str, Reader[Any]]
ROWS_AT_ONCE = 1000


class Cached(dict[str, Any]):
    """Values by text, each read when it is first asked for."""

    def __init__(self, read: Reader[Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self[text] = self._read(text)
        return value


@dataclass(slots=True)
class Columns:
    """The good rows of a file, and everything that is wrong with the others."""

    names: list[str]
    lines: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Each row as its line in the file and these values; None for what the file lacks."""
        nothing = repeat(None)
        return zip(self.lines, *(self.values.get(name, nothing) for name in names), strict=False)


def read_columns(data: bytes, needed: Readers, wished: Readers) -> Columns:
    """Read a file whose header has the needed columns, and any of the wished ones.

    Raises Refused when it is no such file; errors of its rows are kept. An empty cell of a wished
    column is None.
    """
    names, records = read_csv(data, (*needed, *wished), needed)
    columns = Columns(names, values={name: [] for name in names})
    readers = [
        Cached(required(needed[name]) if name in needed else optional(wished[name]))
        for name in names
    ]
    rows = _rows(columns, records)
    while part := list(islice(rows, ROWS_AT_ONCE)):
        lines, texts = [line for line, _ in part], zip(*(row for _, row in part), strict=True)
        _read_part(columns, readers, lines, list(texts))
    if not columns.lines and not columns.errors:
        columns.errors.append(RowError(None, None, "", "The file has a header and no rows."))
    return columns


def _rows(
    columns: Columns, records: Iterator[tuple[int, Record]]
) -> Iterator[tuple[int, list[str]]]:
    """The rows as long as the header; blank ones are left out."""
    width = len(columns.names)
    for line, row in records:
        if isinstance(row, csv.Error):
            columns.errors.append(unreadable(line, row))
        elif len(row) == width and (row[0] or not is_blank(row)):
            yield line, row
        elif not is_blank(row):
            columns.errors.append(wrong_width(line, row, width))


def _read_part(
    columns: Columns, readers: list[Cached], lines: list[int], texts: list[tuple[str, ...]]
) -> None:
    try:
        values = [list(map(r.__getitem__, cells)) for r, cells in zip(readers, texts, strict=True)]
    except BadCell:
        good = [True] * len(lines)
        values = [
            list(_read_carefully(columns, name, reader, cells, lines, good))
            for name, reader, cells in zip(columns.names, readers, texts, strict=True)
        ]
        values = [list(compress(part, good)) for part in values]
        lines = list(compress(lines, good))
    columns.lines += lines
    for name, part in zip(columns.names, values, strict=True):
        columns.values[name] += part


def _read_carefully(
    columns: Columns,
    name: str,
    reader: Cached,
    texts: Sequence[str],
    lines: list[int],
    good: list[bool],
) -> Iterator[Any]:
    """A column's values; marks the rows that have none and says why."""
    for index, text in enumerate(texts):
        try:
            yield reader[text]
        except BadCell as reason:
            good[index] = False
            columns.errors.append(RowError(lines[index], name, text.strip(), str(reason)))
            yield None
