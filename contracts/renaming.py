"""How names stay apart when two records of one client become one. No queries.

The same rule finds a thing again when a file still calls it by the client and name of before.
"""

from collections.abc import Collection, Sequence
from itertools import count


def renamed(name: str, origin: str, *, limit: int) -> str:
    """“Managed IT (from Old Name)”, within so many characters."""
    return _marked(name, origin, "", limit)


def free_name(name: str, origin: str, taken: Collection[str], *, limit: int) -> str:
    """The name itself while nobody has it, else the renamed one, counted if that is taken too."""
    if name not in taken:
        return name
    if (candidate := renamed(name, origin, limit=limit)) not in taken:
        return candidate
    counted = (_marked(name, origin, f", {number}", limit) for number in count(2))
    return next(candidate for candidate in counted if candidate not in taken)


def former_names(name: str, origins: Sequence[str], *, limit: int) -> list[str]:
    """What a thing may be called that had this name on a record before it was merged.

    `origins` are the records on the way to the surviving one. The likeliest name comes first.
    """
    if not origins:
        return [name]
    origin, *later = origins
    apart = renamed(name, origin, limit=limit)
    return [*former_names(apart, later, limit=limit), *former_names(name, later, limit=limit)]


def _marked(name: str, origin: str, number: str, limit: int) -> str:
    mark = f" ({_short(f'from {origin}', limit // 2)}{number})"
    return f"{_short(name, limit - len(mark))}{mark}"


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
