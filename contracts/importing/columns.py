"""From a CSV file to checked values, column by column.

A column repeats itself: each different text is read once, and values are put together by built-in
functions. Rows go through by the thousand, so that their texts are still in the processor's cache.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice, repeat
from typing import Any

from contracts.importing.cells import BadCell, Reader, optional, required
from contracts.importing.files import Unreadable, is_blank, read_csv, wrong_width
from contracts.importing.reports import RowError

ROWS_AT_ONCE = 1000

Readers = Mapping[str, Reader[Any]]
# Reads many cells at once if all of them are plain; else, None or another number of values.
Shortcut = Callable[[Sequence[str]], list[Any] | None]


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

    def only(self, keep: Sequence[bool]) -> "Columns":
        """The rows that are to be kept."""
        values = {name: list(compress(column, keep)) for name, column in self.values.items()}
        return Columns(self.names, list(compress(self.lines, keep)), values)


class Column(dict[str, Any]):
    """The values of a column by text, each read when it is first asked for."""

    def __init__(self, name: str, read: Reader[Any], shortcut: Shortcut | None) -> None:
        super().__init__()
        self.name = name
        self._read = read
        self._shortcut = shortcut

    def __missing__(self, text: str) -> Any:
        value = self[text] = self._read(text)
        return value

    def many(self, texts: Sequence[str]) -> list[Any]:
        values = self._shortcut(texts) if self._shortcut else None
        if values is None or len(values) != len(texts):
            values = list(map(self.__getitem__, texts))
        return values


def read_columns(
    data: bytes, needed: Readers, wished: Readers, shortcuts: Mapping[str, Shortcut] | None = None
) -> Columns:
    """Read a file whose header has the needed columns, and any of the wished ones.

    Raises Refused when it is no such file; errors of its rows are kept. An empty cell of a wished
    column is None.
    """
    names, records = read_csv(data, (*needed, *wished), needed)
    table = [
        Column(
            name,
            required(needed[name]) if name in needed else optional(wished[name]),
            (shortcuts or {}).get(name),
        )
        for name in names
    ]
    columns = Columns(names, values={name: [] for name in names})
    while part := list(islice(records, ROWS_AT_ONCE)):
        if {len(row) for _, row in part} != {len(names)}:
            part = list(_fitting(columns, part))
        _read_part(columns, table, part)
    if not columns.lines and not columns.errors:
        columns.errors.append(RowError(None, None, "", "The file has a header and no rows."))
    return columns


def _fitting(
    columns: Columns, part: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    """The rows as long as the header."""
    width = len(columns.names)
    for line, row in part:
        if isinstance(row, Unreadable):
            columns.errors.append(RowError(line, None, "", row.reason))
        elif len(row) == width:
            yield line, row
        elif not is_blank(row):
            columns.errors.append(wrong_width(line, row, width))


def _read_part(columns: Columns, table: list[Column], part: list[tuple[int, list[str]]]) -> None:
    texts = zip(*(row for _, row in part), strict=True)
    try:
        values = [column.many(cells) for column, cells in zip(table, texts, strict=False)]
    except BadCell:
        _read_carefully(columns, table, part)
        return
    columns.lines += [line for line, _ in part]
    for name, more in zip(columns.names, values, strict=False):
        columns.values[name] += more


def _read_carefully(
    columns: Columns, table: list[Column], part: list[tuple[int, list[str]]]
) -> None:
    """Keep the good rows, leave out the blank ones and say what is wrong with the others."""
    for line, row in part:
        if is_blank(row):
            continue
        values = []
        for column, text in zip(table, row, strict=True):
            try:
                values.append(column[text])
            except BadCell as reason:
                error = RowError(line, column.name, text.strip(), str(reason))
                columns.errors.append(error)
        if len(values) == len(row):
            columns.lines.append(line)
            for name, value in zip(columns.names, values, strict=True):
                columns.values[name].append(value)
