"""The clients a file names: created when missing, and locked until the import is over.

The name of a record that was merged stands for the surviving client. Where the merge renamed what
both had, a file that still uses the old names means the renamed one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import connection

from clients.models import Client, ClientAlias, HistoryEntry
from contracts.importing.spelling import letters, only
from contracts.renaming import former_names, renamed

# SQLite needs none: a transaction that writes is alone.
LOCK = "select merged_into_id from clients_client where id = any(%s) order by id for update"
# As many keys as one statement asks for.
KEYS_AT_ONCE = 1000
NOTHING: Mapping[str, Any] = MappingProxyType({})

Item = TypeVar("Item")
# A client's key, and the name of something it has.
Place = tuple[int, str]


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class NamedClients(dict[str, int]):
    """Keys by name. `origins` are the merged records on the way there, of the names that have any;
    `names` are those of the clients themselves, by key.

    A name is that of a client, else one that people gave it, else its letters are those of one
    client alone, else it is what `decided` says.
    """

    def __init__(
        self,
        rows: Iterable[tuple[str, int, int | None]],
        wanted: Set[str],
        aliases: Callable[[], Mapping[str, int]] = dict,
        decided: Mapping[str, int | None] = NOTHING,
    ):
        super().__init__()
        self.origins: dict[str, list[str]] = {}
        self.names: dict[int, str] = {}
        self._merged: dict[int, tuple[str, int]] = {}
        for name, pk, into in rows:
            self.names[pk] = name
            if into:
                self._merged[pk] = (name, into)
            if name in wanted:
                self[name] = pk
        if wanted - self.keys():
            known = aliases()
            self.update((name, known[name]) for name in wanted - self.keys() if name in known)
            self._by_letters(wanted - self.keys())
        for name in wanted - self.keys():
            key = decided.get(name)
            if key in self.names:
                self[name] = key
        for name in list(self):
            self._lead_on(name)

    def _by_letters(self, wanted: Set[str]) -> None:
        alike: dict[str, set[int]] = defaultdict(set)
        for pk, name in self.names.items():
            if pk not in self._merged:
                alike[letters(name)].add(pk)
        for pk in self._merged:
            # The record of a merge stands for itself where no client of today is called so.
            if not alike.get(letters(self.names[pk])):
                alike[letters(self.names[pk])].add(pk)
        for name in wanted:
            key = only(alike, name)
            if key is not None:
                self[name] = key

    def _lead_on(self, name: str) -> None:
        key = self[name]
        while key in self._merged:
            origin, key = self._merged[key]
            self.origins.setdefault(name, []).append(origin)
        self[name] = key

    def spelled(self, names: Iterable[str]) -> dict[str, str]:
        """The one spelling for all names that are one client; those of merged records stay."""
        first: dict[Any, str] = {}
        found = {}
        for name in names:
            key = name if name in self.origins else self.get(name, letters(name))
            found[name] = first.setdefault(key, name)
        return found

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


def known_clients(names: Set[str], decided: Mapping[str, int | None] = NOTHING) -> NamedClients:
    """Those that exist. One query for all clients: asking by name costs more."""
    rows = Client.objects.order_by().values_list("name", "pk", "merged_into")
    return NamedClients(rows, names, _aliases, decided)


def _aliases() -> dict[str, int]:
    return dict(ClientAlias.objects.order_by().values_list("name", "client_id"))


def locked_clients(names: Set[str], decided: Mapping[str, int | None] = NOTHING) -> NamedClients:
    """The clients by name, those that were missing created.

    Names are created and rows locked in one order each, so that imports and edits which meet wait
    for one another and never for each other.
    """
    known = known_clients(names, decided)
    if missing := sorted(names - known.keys()):
        # Another import may create the same client at this moment: it is theirs then.
        fresh = [Client(name=name) for name in missing]
        Client.objects.bulk_create(fresh, KEYS_AT_ONCE, ignore_conflicts=True)
        known = known_clients(names, decided)
        created = (Client(pk=known[name], name=name) for name in missing)
        HistoryEntry.objects.log_changes((None, client) for client in created)
    if connection.features.has_select_for_update:
        known = _locked(known, names, decided)
    return known


def _locked(
    known: NamedClients, names: Set[str], decided: Mapping[str, int | None]
) -> NamedClients:
    """A merge that was waited for may have led names elsewhere: then those are locked too."""
    while _lock(set(known.values())):
        known = known_clients(names, decided)
    return known


def _lock(keys: set[int]) -> bool:
    """Lock clients; whether one of them was merged into another meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(keys)])
        return any(into for (into,) in cursor.fetchall())
