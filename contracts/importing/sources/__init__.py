"""From the bytes of any file to the records of one table, before anybody knows what they mean."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contracts.importing.reports import RowError

# Text as it stands in the file; a workbook's numbers and dates are exact, not texts.
Cell = str | Decimal | date
# The physical line (a workbook's row) on which a record begins, and its cells.
Record = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Source:
    """A table in a file. `encoding` and `delimiter` are empty for a workbook, `sheet` for a text.

    Records that are blank are left out, those that cannot be split are in `broken`.
    """

    records: list[Record]
    broken: list[RowError] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
