"""What a file was read as: rows ready to be imported, and what is to be said of the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.importing.columns import Columns
from contracts.importing.reports import RowError
from contracts.importing.sources import Source

# What the columns of our templates are called among the fields of a foreign file.
FIELDS = {
    "issued_on": ("date",),
    "effective_on": ("start", "agreement_start"),
    "ends_on": ("end",),
    "billing_months": ("billing",),
    "unit_price": ("whole",),
    "discount_percent": ("discount",),
    "agreement_ends_on": ("agreement_end",),
}


@dataclass(frozen=True, slots=True)
class Excluded:
    """A row that is left out on purpose: Draft. `document` is its invoice or agreement."""

    line: int
    reason: str
    document: str = ""
    note: str = ""


TORN = "another row of this "


def torn(noun: str) -> str:
    """Why a row stays out with which nothing is wrong: its invoice would be half of one."""
    return f"{TORN}{noun} is wrong"


def is_torn(reason: str) -> bool:
    return reason.startswith(TORN)


@dataclass(frozen=True, slots=True)
class Control:
    """A total that the file itself states, against what was read; cents."""

    line: int
    label: str
    said_cents: int
    read_cents: int

    @property
    def agrees(self) -> bool:
        return self.said_cents == self.read_cents


@dataclass(frozen=True, slots=True)
class Question:
    """What the file does not tell: `name` is a field of `Declared`."""

    name: str
    sentence: str
    # (value, what it would mean): ("DMY", "03/04/2024 is 3 April 2024")
    choices: tuple[tuple[str, str], ...] = ()
    # Cells of the file that show the doubt.
    samples: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """A file as one profile reads it.

    `columns` are the good rows, in the canonical columns of `kind`; nothing is imported while there
    are `questions` or `refusals` (sentences about the file as a whole). `names` is the header,
    `mapping` leads from our fields to it.
    """

    kind: str
    profile: str
    title: str
    names: list[str] = field(default_factory=list)
    header_line: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    date_order: str = ""
    decimal: str = ""
    currency: str = ""
    row_count: int = 0
    columns: Columns = field(default_factory=lambda: Columns([]))
    excluded: list[Excluded] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    # The texts of each row by line, under our columns: what the file of wrong rows is made of.
    texts: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    # The first records of the table, as they are shown to whoever maps columns by hand.
    sample: list[list[str]] = field(default_factory=list)
    # How the table was found in the file; its records are let go once they are read.
    source: Source | None = None

    @property
    def is_ready(self) -> bool:
        return not (self.questions or self.refusals)
