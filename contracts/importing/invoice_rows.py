"""Invoices in a CSV file: one row is one line of an invoice, amounts without tax.

Rows of one client with one number are one invoice, or one credit note with negative amounts, and
share `issued_on`. An empty cell, or a column that the file does not have, means:

    line                  the position on the invoice: counted in the order of the file
    description           empty
    project               none; one that the client does not have yet is created
    agreement             none; one must exist for the client

A column that the file does not have leaves what is stored as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from contracts.importing import cells
from contracts.importing.cells import BadCell, Cached, Reader
from contracts.importing.files import Table, read_table
from contracts.importing.reports import RowError
from contracts.models import InvoiceLine

REQUIRED: dict[str, Reader[Any]] = {
    "client": cells.text(200),
    "number": cells.text(60),
    "issued_on": cells.day,
    "kind": cells.choice(InvoiceLine.Kind.values),
    "amount": cells.number(places=2, digits=11),
}
OPTIONAL: dict[str, Reader[Any]] = {
    "line": cells.whole(1, 2**31 - 1),
    "description": cells.text(500),
    "project": cells.text(200),
    "agreement": cells.text(200),
}
COLUMNS = (*REQUIRED, *OPTIONAL)

# Nearly every amount and number is written so; the others take the careful way.
_PLAIN_AMOUNT = re.compile(r"-?[0-9]{1,11}\.[0-9]{2}").fullmatch
_NUMBER = cells.required(REQUIRED["number"])
_PLAIN_NUMBER = re.compile(r"[!-~]{1,60}").fullmatch


# A good row: its line in the file, client, number, position, issued_on as ISO text, kind, cents,
# description, project, agreement. A plain tuple, for a file may have a hundred thousand of them.
Row = tuple[int, str, str, int, str, str, int, str, str, str]


@dataclass(slots=True)
class InvoiceFile:
    columns: frozenset[str]
    rows: list[Row]
    errors: list[RowError]


def read_invoices(data: bytes) -> InvoiceFile:
    """Read and check a file by itself; what is wrong with its rows is in `errors`."""
    table = read_table(data, COLUMNS, tuple(REQUIRED))
    rows = list(_rows(table))
    return InvoiceFile(frozenset(table.columns), rows, table.errors)


def _rows(table: Table) -> Iterator[Row]:
    """The good rows; one tight loop, because its time is most of the import's own."""
    read = _readers()
    clients, days, kinds = read["client"], read["issued_on"], read["kind"]
    positions, descriptions = read["line"], read["description"]
    projects, agreements = read["project"], read["agreement"]
    # Each row gets an empty cell at its end, where the columns are read that the file lacks.
    pick = itemgetter(*(_index(table.columns, column) for column in COLUMNS))
    invoices = _Invoices(table.errors, "line" in table.columns)
    place = invoices.place
    for at, texts in table:
        texts.append("")
        picked = pick(texts)
        client, number, day, kind, amount, position, description, project, agreement = picked
        try:
            client, day, kind = clients[client], days[day], kinds[kind]
            if not _PLAIN_NUMBER(number):
                number = _NUMBER(number)
            cents = int(amount[:-3] + amount[-2:]) if _PLAIN_AMOUNT(amount) else _cents(amount)
            given = positions[position] if position else None
            description = descriptions[description] if description else ""
            project = projects[project] if project else ""
            agreement = agreements[agreement] if agreement else ""
        except BadCell:
            table.errors += _cell_errors(at, picked)
            continue
        if placed := place(at, client, number, day, given):
            yield at, client, number, placed, day, kind, cents, description, project, agreement


class _Invoices:
    """The invoices of the file, to hold rows of one invoice against each other."""

    def __init__(self, errors: list[RowError], has_positions: bool) -> None:
        self._errors = errors
        self._has_positions = has_positions
        # By client and number: the line of its first row, its date, the count of its rows.
        self._seen: dict[tuple[str, str], tuple[int, str, int]] = {}
        self._taken: dict[tuple[str, str, int], int] = {}

    def place(self, at: int, client: str, number: str, day: str, given: int | None) -> int | None:
        """The row's position on its invoice; None when it does not fit the rows before."""
        key = (client, number)
        first, issued_on, count = self._seen.get(key) or (at, day, 0)
        self._seen[key] = (first, issued_on, count + 1)
        if issued_on != day:
            reason = f"contradicts {issued_on} on line {first}, for the same invoice"
            self._errors.append(RowError(at, "issued_on", day, reason))
            return None
        position = given or count + 1
        if self._has_positions:
            before = self._taken.setdefault((client, number, position), at)
            if before != at:
                reason = f"is on line {before} already, for the same invoice"
                self._errors.append(RowError(at, "line", str(position), reason))
                return None
        return position


def _index(columns: list[str], column: str) -> int:
    return columns.index(column) if column in columns else len(columns)


def _iso_day(text: str) -> str:
    return cells.day(text).isoformat()


def _cents(text: str) -> int:
    return int(REQUIRED["amount"](text) * 100)


def _readers() -> dict[str, Cached]:
    """A reader for each column, required or not, that remembers what it has read."""
    read: dict[str, Reader[Any]] = {
        column: cells.required(reader) for column, reader in REQUIRED.items()
    }
    read["issued_on"] = cells.required(_iso_day)
    read |= OPTIONAL
    read["line"] = cells.optional(OPTIONAL["line"])
    return {column: Cached(reader) for column, reader in read.items()}


def _cell_errors(at: int, texts: tuple[str, ...]) -> Iterator[RowError]:
    """Everything that is wrong with a row's cells, said slowly."""
    read = _readers()
    for column, text in zip(COLUMNS, texts, strict=True):
        try:
            read[column][text]
        except BadCell as reason:
            yield RowError(at, column, text.strip(), str(reason))
