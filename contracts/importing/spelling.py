"""Names as files write them: which of them are one, whatever their capitals and blanks."""

from collections.abc import Iterable, Mapping


def letters(name: str) -> str:
    """A name without capitals and blanks."""
    return "".join(name.casefold().split())


def first_spellings(names: Iterable[str]) -> dict[str, str]:
    """By letters, the first of the names that have them."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(letters(name), name)
    return found


def only(candidates: Mapping[str, set[int]], name: str) -> int | None:
    """The key that a name's letters stand for, when it is one."""
    keys = candidates.get(letters(name), set())
    return next(iter(keys)) if len(keys) == 1 else None
