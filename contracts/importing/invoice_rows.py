"""Invoices in a CSV file: one row is one line of an invoice, amounts without tax.

Rows of one client with one number are one invoice, or one credit note with negative amounts, and
share `issued_on`. An empty cell, or a column that the file does not have, means:

    line                  the position on the invoice: counted in the order of the file
    description           empty
    project               none; one that the client does not have yet is created
    agreement             none; one must exist for the client

Without a column `line` an invoice is given whole: a file that lacks lines of it which are stored is
refused. With the column, lines that the file does not name stay.

Any other column that the file does not have leaves what is stored as it is. A kind of
`unclassified` becomes that of a rule whose words the description contains, and leaves a line alone
to which somebody gave a kind since.
"""

import re
from collections.abc import Iterator, Sequence

from contracts.importing import cells
from contracts.importing.columns import Columns, Readers, read_columns
from contracts.importing.reports import RowError
from contracts.models import InvoiceLine

# Nearly all cells are written so; the others take the careful way.
_PLAIN_AMOUNTS = re.compile(r"-?[0-9]{1,11}\.[0-9]{2}(?:\n-?[0-9]{1,11}\.[0-9]{2})*").fullmatch
_PLAIN_NUMBERS = re.compile(r"[!-~]{1,60}(?:\n[!-~]{1,60})*").fullmatch
_AMOUNT = cells.number(places=2, digits=11)


def cents(text: str) -> int:
    return int(_AMOUNT(text) * 100)


def plain_cents(texts: Sequence[str]) -> list[int] | None:
    joined = "\n".join(texts)
    return list(map(int, joined.replace(".", "").split("\n"))) if _PLAIN_AMOUNTS(joined) else None


def plain_numbers(texts: Sequence[str]) -> list[str] | None:
    joined = "\n".join(texts)
    return joined.split("\n") if _PLAIN_NUMBERS(joined) else None


def iso_day(text: str) -> str:
    return cells.day(text).isoformat()


REQUIRED: Readers = {
    "client": cells.text(200),
    "number": cells.text(60),
    "issued_on": iso_day,
    "kind": cells.choice(InvoiceLine.Kind.values),
    "amount": cents,
}
OPTIONAL: Readers = {
    "line": cells.whole(1, 2**31 - 1),
    "description": cells.text(500),
    "project": cells.text(200),
    "agreement": cells.text(200),
}
SHORTCUTS = {"number": plain_numbers, "amount": plain_cents}


def read_invoices(data: bytes) -> Columns:
    """Read and check a file by itself; adds each row's position on its invoice as a column.

    What is wrong with its rows is in `errors`.
    """
    columns = read_columns(data, REQUIRED, OPTIONAL, SHORTCUTS)
    columns.values["position"] = list(positions(columns))
    return columns


def positions(columns: Columns) -> Iterator[int]:
    """Each row's position on its invoice; what does not fit the rows before goes to the errors."""
    seen: dict[tuple[str, str], tuple[int, str, int]] = {}
    taken: dict[tuple[str, str, int], int] = {}
    numbered = "line" in columns.names
    for at, client, number, day, given in columns.rows("client", "number", "issued_on", "line"):
        first, issued_on, count = seen.get((client, number)) or (at, day, 0)
        seen[client, number] = (first, issued_on, count + 1)
        position = given or count + 1
        if issued_on != day:
            reason = f"contradicts {issued_on} on line {first}, for the same invoice"
            columns.errors.append(RowError(at, "issued_on", day, reason))
        if numbered and (before := taken.setdefault((client, number, position), at)) != at:
            reason = f"is on line {before} already, for the same invoice"
            columns.errors.append(RowError(at, "line", str(position), reason))
        yield position
