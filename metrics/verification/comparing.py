"""What is due beside what is kept, as sentences."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date


def compare(what: str, due: Iterable[Hashable], kept: Iterable[Hashable]) -> Iterator[str]:
    due, kept = set(due), set(kept)
    for row in sorted(due - kept, key=str):
        yield f"{what}: the ledger lacks {_written(row)}."
    for row in sorted(kept - due, key=str):
        yield f"{what}: the ledger holds without cause {_written(row)}."


def _written(row: Hashable) -> str:
    """A row on one line, months as 2026-10."""
    parts = row if isinstance(row, tuple) else (row,)
    return " ".join(f"{p:%Y-%m}" if isinstance(p, date) else str(p) for p in parts)
