"""The clients a file names: created when missing, and locked until the import is over."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from clients.models import Client

# As many keys as one statement asks for.
KEYS_AT_ONCE = 1000

Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def known_clients(names: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(sorted(names), KEYS_AT_ONCE):
        found.update(Client.objects.filter(name__in=part).values_list("name", "pk"))
    return found


def locked_clients(names: Collection[str]) -> dict[str, Client]:
    """The clients by name, those that were missing created.

    Names are created and rows locked in one order each, so that imports and edits which meet wait
    for one another and never for each other.
    """
    known = known_clients(names)
    missing = sorted(set(names) - known.keys())
    if missing:
        # Another import may create the same client at this moment: it is theirs then.
        fresh = [Client(name=name) for name in missing]
        Client.objects.bulk_create(fresh, ignore_conflicts=True)
        known |= known_clients(missing)
    locked: dict[str, Client] = {}
    for part in chunks(sorted(known.values()), KEYS_AT_ONCE):
        for client in Client.objects.select_for_update().filter(pk__in=part).order_by("pk"):
            locked[client.name] = client
    return locked
