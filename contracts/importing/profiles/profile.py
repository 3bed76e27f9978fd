"""What a profile says of a file: how it is recognised, and which of its columns is what."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

AGREEMENTS, INVOICES, CLIENTS = "agreements", "invoices", "clients"


class Layout(Enum):
    """How the rows of a file belong together."""

    FLAT = "each row stands for itself"
    GROUPED = "clients are rows of their own above their lines, with totals below"
    CONTINUED = "empty cells go on with what the row above says"


@dataclass(frozen=True)
class Profile:
    """One kind of export.

    `columns` leads from our fields to the names that the header may give them, the likeliest first;
    `signature` are the fields by which the file is recognised, `required` those it cannot do
    without. `sentence` says of a known file why it cannot be imported. `notes` are said of each.
    """

    name: str
    title: str
    kind: str
    columns: Mapping[str, tuple[str, ...]]
    signature: tuple[str, ...]
    required: tuple[str, ...]
    layout: Layout = Layout.FLAT
    notes: tuple[str, ...] = ()
    sentence: str = ""
    # A field that gives what is missing elsewhere: the item of a line, when there is no item.
    stands_in: Mapping[str, str] = field(default_factory=dict)
    # Amounts that contain tax come with a column of it.
    less_tax: bool = False
    # A row is an invoice, not a line of one.
    one_row_each: bool = False

    def mapped(self, names: Mapping[str, int]) -> dict[str, int]:
        """Our fields and the positions of their columns, of a header's folded names."""
        found: dict[str, int] = {}
        for ours, theirs in self.columns.items():
            place = next((names[fold(name)] for name in theirs if fold(name) in names), None)
            if place is not None:
                found[ours] = place
        return found

    def is_of(self, names: Mapping[str, int]) -> bool:
        return all(any(fold(n) in names for n in self.columns[field]) for field in self.signature)


def fold(name: str) -> str:
    """A header's name as profiles compare it: * Invoice No and invoice no are alike."""
    text = unicodedata.normalize("NFKC", name).strip().lstrip("*").strip()
    return " ".join(text.casefold().split())
