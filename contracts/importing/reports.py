"""What an import answers: a count of rows, or the list of everything that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Report:
    """How many rows of the file were new, different from, or equal to what is stored."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong. `reason` goes on where `text`, what the cell says, stops.

    `line` counts the file's physical lines from 1; None means the file as a whole.
    """

    line: int | None
    column: str | None
    text: str
    reason: str

    def __str__(self) -> str:
        place = ", ".join(
            part for part in (f"line {self.line}" if self.line else "", self.column or "") if part
        )
        sentence = f"“{shown(self.text)}” {self.reason}" if self.text else self.reason
        return f"{place}: {sentence}" if place else sentence


class Refused(Exception):
    """The file is wrong; nothing of it was written."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        # Errors of the file as a whole first, then in the order of the file.
        self.errors = sorted(errors, key=lambda error: error.line or 0)
        super().__init__("\n".join(str(error) for error in self.errors))


def shown(text: str) -> str:
    """A cell's text on one line, short, and without characters that act on a terminal."""
    line = " ".join(text.split())
    if len(line) > SHOWN_LENGTH:
        line = line[:SHOWN_LENGTH] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
