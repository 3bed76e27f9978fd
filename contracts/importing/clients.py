"""The clients a file names: created when missing, and locked until the import is over."""

from collections.abc import Iterator, Sequence, Set
from typing import TypeVar

from clients.models import Client

# As many keys as one statement asks for.
KEYS_AT_ONCE = 1000

Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def known_clients(names: Set[str]) -> dict[str, int]:
    """The ids of those that exist. One query for all clients: asking by name costs more."""
    clients = Client.objects.order_by().values_list("name", "pk")
    return {name: pk for name, pk in clients if name in names}


def locked_clients(names: Set[str]) -> dict[str, int]:
    """The clients' ids by name, those that were missing created.

    Names are created and rows locked in one order each, so that imports and edits which meet wait
    for one another and never for each other.
    """
    known = known_clients(names)
    if missing := sorted(names - known.keys()):
        # Another import may create the same client at this moment: it is theirs then.
        fresh = [Client(name=name) for name in missing]
        Client.objects.bulk_create(fresh, KEYS_AT_ONCE, ignore_conflicts=True)
        known = known_clients(names)
    for part in chunks(sorted(known.values()), KEYS_AT_ONCE):
        rows = Client.objects.select_for_update().filter(pk__in=part).order_by("pk")
        list(rows.values_list("pk"))
    return known
