"""Which records are rows of data, whose they are, and which state a total."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contracts.importing.profiles import Layout, Profile
from contracts.importing.recognising import Recognised, text
from contracts.importing.reports import RowError
from contracts.importing.sources import Cell, Record

TOTAL = "total for "
GRAND_TOTALS = {"total", "totals", "grand total", "sum"}
# What a line of a report has and its headings have not.
MARKS = ("date", "type", "number")


@dataclass(slots=True)
class Row:
    """A row of data: its line in the file and its cells under our fields."""

    line: int
    cells: dict[str, Cell]

    def text(self, name: str) -> str:
        return text(self.cells.get(name, ""))

    def is_empty(self, name: str) -> bool:
        cell = self.cells.get(name, "")
        return isinstance(cell, str) and not cell.strip()


@dataclass(frozen=True, slots=True)
class Total:
    """A row that states the sum of the rows from `start` until before `end`."""

    line: int
    label: str
    cell: Cell
    start: int
    end: int


@dataclass(slots=True)
class Rows:
    rows: list[Row] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def rows_of(found: Recognised, records: Sequence[Record]) -> Rows:
    """The rows below the header."""
    below = records[found.header + 1 :]
    reader = {
        Layout.FLAT: _Flat,
        Layout.CONTINUED: _Continued,
        Layout.GROUPED: _Grouped,
    }[found.profile.layout]
    return reader(found, below).read()


class _Flat:
    """Each row stands for itself; at the end there may be a total."""

    def __init__(self, found: Recognised, records: Sequence[Record]) -> None:
        self.places = found.places
        self.width = len(found.names)
        self.profile: Profile = found.profile
        self.records = records
        self.found = Rows()

    def read(self) -> Rows:
        for line, cells in self.records:
            if len(cells) > self.width and any(map(_filled, cells[self.width :])):
                reason = f"the row has {len(cells)} cells, too many for the {self.width} columns"
                self.found.errors.append(RowError(line, None, "", f"{reason} of the header"))
                continue
            self.take(line, cells)
        return self.found

    def take(self, line: int, cells: Sequence[Cell]) -> None:
        if label := self._total_label(cells):
            self._total(line, label, cells, 0)
        else:
            self.found.rows.append(Row(line, self._cells(cells)))

    def _cells(self, cells: Sequence[Cell]) -> dict[str, Cell]:
        return {
            name: cells[place] if place < len(cells) else "" for name, place in self.places.items()
        }

    def _total_label(self, cells: Sequence[Cell]) -> str:
        """Total, of a row that has no number and no date; a client may be called so too."""
        label = next((text(cell).strip() for cell in cells if _filled(cell)), "")
        if label.casefold().rstrip(":") not in GRAND_TOTALS:
            return ""
        named = [self.places[name] for name in ("number", "date", "start") if name in self.places]
        return "" if any(_filled(cells[place]) for place in named if place < len(cells)) else label

    def _total(self, line: int, label: str, cells: Sequence[Cell], start: int) -> None:
        names = ("amount", "period_total")
        place = next((self.places[name] for name in names if name in self.places), None)
        cell = cells[place] if place is not None and place < len(cells) else ""
        if _filled(cell):
            rows = len(self.found.rows)
            self.found.totals.append(Total(line, label, cell, start, rows))


class _Continued(_Flat):
    """Empty cells of the client, the number and the date go on with those of the row above."""

    def take(self, line: int, cells: Sequence[Cell]) -> None:
        before = len(self.found.rows)
        super().take(line, cells)
        if 0 < before < len(self.found.rows):
            above, row = self.found.rows[-2:]
            if row.is_empty("number") and row.is_empty("client"):
                for name in ("client", "number", "date", "type", "currency"):
                    if name in row.cells and row.is_empty(name):
                        row.cells[name] = above.cells[name]


class _Grouped(_Flat):
    """Headings name the clients; totals below say which heading they close.

    A client may be called “Total Care Ltd”: a total is a row that repeats an open heading.
    """

    def __init__(self, found: Recognised, records: Sequence[Record]) -> None:
        super().__init__(found, records)
        self.amount = self.places["amount"]
        self.closed = {label for _, cells in records if (label := _closes(cells))}
        # Open headings, with the number of rows there were before them.
        self.open: list[tuple[str, int]] = []
        self.is_over = False

    def take(self, line: int, cells: Sequence[Cell]) -> None:
        if any(_filled(cells[place]) for place in self._marks(cells)):
            row = Row(line, self._cells(cells))
            if row.is_empty("client") and self.open:
                row.cells["client"] = self.open[0][0]
            self.found.rows.append(row)
            return
        label = next((text(cell).strip() for cell in cells if _filled(cell)), "")
        if len(cells) > self.amount and _filled(cells[self.amount]):
            self._close(line, label, cells)
        elif label and not self.is_over:
            self._open(label)

    def _marks(self, cells: Sequence[Cell]) -> Iterator[int]:
        for name in MARKS:
            place = self.places.get(name)
            if place is not None and place < len(cells):
                yield place

    def _open(self, label: str) -> None:
        # A heading that nothing closes is not one that others stand under.
        while self.open and self.open[-1][0] not in self.closed:
            self.open.pop()
        self.open.append((label, len(self.found.rows)))

    def _close(self, line: int, label: str, cells: Sequence[Cell]) -> None:
        if label.casefold().rstrip(":") in GRAND_TOTALS:
            self._total(line, label, cells, 0)
            self.open, self.is_over = [], True
            return
        name = _closes(cells) or label
        start = 0
        while self.open:
            heading, start = self.open.pop()
            if heading == name:
                break
        self._total(line, label, cells, start)


def _closes(cells: Sequence[Cell]) -> str:
    """The heading that a row “Total for X” (or “Total X”) closes."""
    label = next((text(cell).strip() for cell in cells if _filled(cell)), "")
    folded = label.casefold()
    for start in (TOTAL, "total "):
        if folded.startswith(start) and sum(map(_filled, cells)) > 1:
            return label[len(start) :].removesuffix(" with sub-customers").strip()
    return ""


def _filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else isinstance(cell, Decimal | date)


def texts_under(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    """The different texts of some fields; what a workbook holds exactly is no text."""
    seen: set[str] = set()
    for row in rows:
        for name in names:
            cell = row.cells.get(name, "")
            if isinstance(cell, str) and cell and cell not in seen:
                seen.add(cell)
                yield cell


def shown(cells: Mapping[str, Cell]) -> dict[str, str]:
    return {name: text(cell) for name, cell in cells.items()}
