"""What taking in a file did, or would do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contracts.importing.readings import Excluded
from contracts.importing.reports import RowError

# Called with a stage (“read”, “checked”, “written”), rows done and rows in all. Raises Cancelled.
Progress = Callable[[str, int, int], None]


class Cancelled(Exception):
    """Somebody stopped the run; its transaction is rolled back."""


def no_progress(stage: str, done: int, total: int) -> None:
    """For runs that nobody watches."""


@dataclass(slots=True)
class Outcome:
    """Counts of rows, what stored data refused, and what was written.

    `errors` are rows that contradict what is stored; they and the rest of their documents
    (`excluded`) were left out. `changes` are samples of changed rows: what, field, before, after.
    `journal` is plain JSON, all that undoing needs.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    new_clients: list[str] = field(default_factory=list)
    new_services: list[str] = field(default_factory=list)
    journal: dict[str, Any] = field(default_factory=dict)
    # The engine's own objects, from which the journal is made: see `taking.Written`.
    written: Any = None
