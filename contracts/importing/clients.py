"""The clients a file names: created when missing, and locked until the import is over."""

from collections.abc import Iterator, Sequence, Set
from typing import TypeVar

from django.db import connection

from clients.models import Client

# SQLite needs none: a transaction that writes is alone.
LOCK = "select from clients_client where id = any(%s) order by id for update"
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
    if connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [list(known.values())])
    return known
