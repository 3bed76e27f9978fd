"""The clients a file names: created when missing, and locked until the import is over.

The name of a record that was merged stands for the surviving client. Where the merge renamed what
both had, a file that still uses the old names means the renamed one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from typing import Any, TypeVar

from django.db import connection

from clients.models import Client, HistoryEntry
from contracts.renaming import former_names, renamed

# SQLite needs none: a transaction that writes is alone.
LOCK = "select from clients_client where id = any(%s) order by id for update"
# As many keys as one statement asks for.
KEYS_AT_ONCE = 1000

Item = TypeVar("Item")
# A client's key, and the name of something it has.
Place = tuple[int, str]


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class NamedClients(dict[str, int]):
    """Keys by name. `origins` are the merged records on the way there, of the names that have any;
    `names` are those of the clients themselves, by key.
    """

    def __init__(self, rows: Iterable[tuple[str, int, int | None]], wanted: Set[str]):
        super().__init__()
        self.origins: dict[str, list[str]] = {}
        self.names: dict[int, str] = {}
        merged: dict[int, tuple[str, int]] = {}
        for name, pk, into in rows:
            self.names[pk] = name
            if into:
                merged[pk] = (name, into)
            if name in wanted:
                self[name] = pk
        for name, key in self.items():
            while key in merged:
                origin, key = merged[key]
                self.origins.setdefault(name, []).append(origin)
            self[name] = key

    def place(self, client: str, name: str, stored: Collection[Any], *, limit: int) -> Place:
        """Where what a file calls so is stored; under its own name when it is not."""
        key = self[client]
        if origins := self.origins.get(client):
            for former in former_names(name, origins, limit=limit):
                if (key, former) in stored:
                    return key, former
        return key, name

    def places(
        self, named: Iterable[tuple[str, str]], stored: Collection[Any], *, limit: int
    ) -> dict[tuple[str, str], Place]:
        """The same for all that a file names: what it tells apart by client stays apart."""
        found: dict[tuple[str, str], Place] = {}
        former = []
        for client, name in named:
            if client in self.origins:
                former.append((client, name))
            else:
                found[client, name] = (self[client], name)
        taken = set(found.values()) if former else set()
        for client, name in former:
            place = self.place(client, name, stored, limit=limit)
            if place in taken:
                place = (place[0], renamed(name, client, limit=limit))
            taken.add(place)
            found[client, name] = place
        return found


def known_clients(names: Set[str]) -> NamedClients:
    """Those that exist. One query for all clients: asking by name costs more."""
    return NamedClients(Client.objects.order_by().values_list("name", "pk", "merged_into"), names)


def locked_clients(names: Set[str]) -> NamedClients:
    """The clients by name, those that were missing created.

    Names are created and rows locked in one order each, so that imports and edits which meet wait
    for one another and never for each other.
    """
    known = known_clients(names)
    if missing := sorted(names - known.keys()):
        # Another import may create the same client at this moment: it is theirs then.
        fresh = [Client(name=name) for name in missing]
        Client.objects.bulk_create(fresh, KEYS_AT_ONCE, ignore_conflicts=True)
        known = known_clients(names)
        created = (Client(pk=known[name], name=name) for name in missing)
        HistoryEntry.objects.log_changes((None, client) for client in created)
    if connection.features.has_select_for_update:
        known = _locked(known, names)
    return known


def _locked(known: NamedClients, names: Set[str]) -> NamedClients:
    """A merge that was waited for may have led names elsewhere: then those are locked too."""
    locked: set[int] = set()
    while waiting := set(known.values()) - locked:
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [sorted(waiting)])
        locked |= waiting
        known = known_clients(names)
    return known
