"""What the readings of invoices, agreements and clients share: one entry per row, good or not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from config import exports
from contracts.importing.cells import BadCell
from contracts.importing.columns import Columns
from contracts.importing.notations import Money, in_cents
from contracts.importing.profiles import Profile
from contracts.importing.reading.conventions import Conventions
from contracts.importing.reading.rows import Row, Rows, Total, shown
from contracts.importing.readings import Control, Excluded, Reading, is_torn, torn
from contracts.importing.reports import RowError
from contracts.importing.sources import Cell

Value = TypeVar("Value")


@dataclass(slots=True)
class Entry:
    """A row, its canonical values, and the document (invoice, agreement) it is part of."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    document: Any = None
    is_wrong: bool = False
    # Why it is left out on purpose; with it the row is neither good nor wrong.
    reason: str = ""
    note: str = ""
    # The currency it names, when that is not the installation's.
    foreign: str = ""


def _read(entry: Entry) -> dict[str, str]:
    """What could be read of a row, as our templates write it."""
    values = {name: value for name, value in entry.values.items() if value is not None}
    if isinstance(cents := values.get("amount"), int):
        values["amount"] = exports.amount(cents)
    return {name: str(value) for name, value in values.items()}


class Entries:
    """Collects the entries of a file, and what is wrong with them."""

    def __init__(self, reading: Reading, conventions: Conventions, currency: str) -> None:
        self.reading = reading
        self.conventions = conventions
        self.currency = currency
        self.entries: list[Entry] = []
        self._spellings: dict[str, str] = {}

    def take(self, profile: Profile, found: Rows) -> None:
        """Read the rows of one file by one profile into the reading."""
        raise NotImplementedError

    def column(self, name: str) -> str:
        """What the file calls a field of ours."""
        return self.reading.mapping.get(name, name)

    def complain(self, entry: Entry, name: str, reason: str) -> None:
        entry.is_wrong = True
        text = entry.row.text(name).strip()
        error = RowError(entry.row.line, self.column(name), text, reason)
        self.reading.errors.append(error)

    def read(self, entry: Entry, name: str, reader: Callable[[Any], Value]) -> Value | None:
        """A cell's value; what is wrong with it is kept as an error of the row."""
        try:
            return reader(entry.row.cells.get(name, ""))
        except BadCell as reason:
            self.complain(entry, name, str(reason))
            return None

    def day(self, cell: Cell) -> date:
        """Raises BadCell, of an empty cell as well."""
        if isinstance(cell, str) and not cell.strip():
            raise BadCell("a value is missing")
        return self.conventions.day(cell)

    def note_currency(self, entry: Entry, found: Money) -> None:
        """The row's currency: that of its column, else what its amount names."""
        named = entry.row.text("currency").strip().upper()
        if named and named != self.currency:
            entry.foreign = named
        elif not named and found.currencies and self.currency not in found.currencies:
            entry.foreign = found.currencies[0]

    @property
    def good(self) -> list[Entry]:
        return [entry for entry in self.entries if not (entry.reason or entry.is_wrong)]

    def hold_totals(self, totals: Sequence[Total], cents: Sequence[int]) -> None:
        """What the file states as totals, against the amounts of its rows."""
        for total in totals:
            try:
                said = in_cents(self.conventions.money(total.cell).amount)
            except BadCell:
                continue
            read = sum(cents[total.start : total.end])
            self.reading.controls.append(Control(total.line, total.label, said, read))

    def client(self, name: str) -> str:
        """A client's name as the file spells it first: capitals make no second client."""
        return self._spellings.setdefault(" ".join(name.casefold().split()), name)

    def check_currency(self) -> None:
        """A file in one other currency is refused as a whole, single rows in another by row."""
        good = self.good
        foreign = {entry.foreign for entry in good}
        self.reading.currency = self.currency
        if len(foreign) == 1 and (other := foreign.pop()):
            self.reading.currency = other
            self.reading.refusals.append(
                f"The amounts of this file are in {other}; this installation keeps its books in "
                f"{self.currency}, and never adds the two. Nothing can be imported from it."
            )
            return
        name = next((n for n in ("currency", "amount") if n in self.reading.mapping), "amount")
        for entry in good:
            if entry.foreign:
                reason = f"is in {entry.foreign}; this installation keeps {self.currency} only"
                self.complain(entry, name, reason)

    def leave_out_documents(self, noun: str) -> None:
        """With a wrong row all of its document stays out: half an invoice would be none."""
        wrong = {entry.document for entry in self.entries if entry.is_wrong}
        wrong.discard(None)
        for entry in self.entries:
            if entry.document in wrong and not (entry.is_wrong or entry.reason):
                entry.reason = torn(noun)

    def finish(self, names: Sequence[str]) -> None:
        """Put the good rows into columns, and the others where they are told of."""
        reading = self.reading
        good = self.good
        reading.columns = Columns(
            list(names),
            [entry.row.line for entry in good],
            {name: [entry.values.get(name) for entry in good] for name in names},
        )
        reading.row_count = len(self.entries)
        reading.excluded += self._excluded()
        reading.errors.sort(key=lambda error: error.line or 0)
        for entry in self.entries:
            if entry.is_wrong or is_torn(entry.reason):
                reading.texts[entry.row.line] = {**shown(entry.row.cells), **_read(entry)}

    def _excluded(self) -> Iterator[Excluded]:
        for entry in self.entries:
            if entry.reason and not entry.is_wrong:
                document = entry.row.text("number") or entry.row.text("agreement")
                yield Excluded(entry.row.line, entry.reason, document.strip(), entry.note)
