"""On whose behalf and from where a change is made: what the history writes beside it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """`source` is "page", "import" or "command"; `place` its address, file or name."""

    source: str
    place: str
    person: Any = None
    reason: str = ""

    @property
    def actor(self) -> Any:
        """The person, None for nobody in particular: a command, or a visitor not logged in."""
        return self.person if getattr(self.person, "is_authenticated", False) else None


def _of_process() -> Origin:
    """What is not done by a page comes from the command that this process runs."""
    program, *words = [Path(sys.argv[0]).name, *sys.argv[1:2]]
    return Origin("command", " ".join(words or [program])[:200])


_current: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current() -> Origin:
    return _current.get() or _of_process()


@contextmanager
def acting(**changes: Any) -> Iterator[None]:
    """Name another source, place, person or reason for all changes inside the `with` block."""
    token = _current.set(replace(current(), **changes))
    try:
        yield
    finally:
        _current.reset(token)
