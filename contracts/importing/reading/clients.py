"""Clients of any export: a name, and what is known besides."""

from functools import partial

from contracts.importing.cells import Reader, required
from contracts.importing.client_list import OPTIONAL, REQUIRED
from contracts.importing.profiles import Profile
from contracts.importing.reading.entries import Entries, Entry
from contracts.importing.reading.rows import Row, Rows
from contracts.importing.recognising import text
from contracts.importing.sources import Cell

_client = required(REQUIRED["client"])


def _optional(reader: Reader[str], cell: Cell) -> str | None:
    return reader(text(cell)) or None


class Clients(Entries):
    """Reads the rows of one file by one profile."""

    def take(self, profile: Profile, found: Rows) -> None:
        wished = [name for name in OPTIONAL if name in self.reading.mapping]
        self.entries = [self._entry(row, wished) for row in found.rows]
        self._leave_out_repeated()
        self.finish(["client", *wished])

    def _entry(self, row: Row, wished: list[str]) -> Entry:
        entry = Entry(row)
        name = self.read(entry, "client", lambda cell: _client(text(cell)))
        entry.values["client"] = self.client(name) if name else None
        for field in wished:
            entry.values[field] = self.read(entry, field, partial(_optional, OPTIONAL[field]))
        return entry

    def _leave_out_repeated(self) -> None:
        seen: dict[str, Entry] = {}
        for entry in self.entries:
            name = entry.values["client"]
            if entry.is_wrong or seen.setdefault(name, entry) is entry:
                continue
            first = seen[name]
            if first.values == entry.values:
                entry.reason, entry.note = "exact duplicate", f"as on line {first.row.line}"
            else:
                reason = f"contradicts line {first.row.line}, for the same client"
                self.complain(entry, "client", reason)
