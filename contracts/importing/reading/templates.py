"""Our own templates: the canonical columns and their strict cells, in any dress of a file."""

from collections.abc import Callable
from functools import partial
from typing import Any

from contracts.importing.cells import optional, required
from contracts.importing.profiles import AGREEMENTS, INVOICES, Profile
from contracts.importing.profiles.own import CELLS, EXAMPLE
from contracts.importing.reading.entries import Entries, Entry
from contracts.importing.reading.rows import Row, Rows
from contracts.importing.recognising import text
from contracts.importing.sources import Cell

DOCUMENT = {INVOICES: ("client", "number"), AGREEMENTS: ("client", "agreement")}
NOUN = {INVOICES: "invoice", AGREEMENTS: "agreement"}


class Template(Entries):
    """Reads the rows of one file by one profile."""

    def take(self, profile: Profile, found: Rows) -> None:
        needed, wished = CELLS[profile.kind]
        self.kind = profile.kind
        self.readers: dict[str, Callable[[str], Any]] = {
            name: required(needed[name]) if name in needed else optional(wished[name])
            for name in self.reading.mapping
        }
        self._known: dict[str, dict[str, Any]] = {name: {} for name in self.readers}
        self.entries = [self._entry(row) for row in found.rows]
        if self.kind == INVOICES:
            self._count_positions()
        if self.kind in NOUN:
            self.leave_out_documents(NOUN[self.kind])
        names = list(self.readers)
        self.finish([*names, "position"] if self.kind == INVOICES else names)

    def _entry(self, row: Row) -> Entry:
        entry = Entry(row)
        if row.text("client").strip() == EXAMPLE:
            entry.reason = "example row of the template"
            return entry
        for name in self.readers:
            entry.values[name] = self.read(entry, name, partial(self._of, name))
        if entry.values["client"]:
            entry.values["client"] = self.client(entry.values["client"])
        names = DOCUMENT.get(self.kind, ())
        entry.document = tuple(entry.values[name] for name in names) or None
        return entry

    def _of(self, name: str, cell: Cell) -> Any:
        """Each different text of a column is read once."""
        known, written = self._known[name], text(cell)
        if written not in known:
            known[written] = self.readers[name](written)
        return known[written]

    def _count_positions(self) -> None:
        counts: dict[Any, int] = {}
        first: dict[Any, Entry] = {}
        for entry in self.entries:
            if entry.reason or entry.is_wrong:
                continue
            place = counts[entry.document] = counts.get(entry.document, 0) + 1
            entry.values["position"] = entry.values.get("line") or place
            day = first.setdefault(entry.document, entry).values["issued_on"]
            if day != entry.values["issued_on"]:
                line = first[entry.document].row.line
                reason = f"contradicts {day} on line {line}, for the same invoice"
                self.complain(entry, "issued_on", reason)
