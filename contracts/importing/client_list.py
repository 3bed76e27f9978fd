"""Clients in a file: a name, and what is known of the client besides.

One row is one client. A column that the file does not have, or an empty cell, leaves what is stored
as it is. `account_manager` is a user name or an e-mail address.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from clients.models import Client, HistoryEntry
from contracts.importing.cells import text
from contracts.importing.clients import KEYS_AT_ONCE, chunks, known_clients, locked_clients
from contracts.importing.columns import Columns, Readers, read_columns
from contracts.importing.declared import UNDECIDED, Decisions
from contracts.importing.reports import Refused, Report, RowError

REQUIRED: Readers = {"client": text(200)}
OPTIONAL: Readers = {"segment": text(60), "account_manager": text(150)}


@dataclass(slots=True)
class Taken:
    """How many clients were created, and (before, after) of those that were changed."""

    created: int = 0
    edited: list[tuple[Client, Client]] = field(default_factory=list)


def import_clients(data: bytes, *, dry_run: bool = False) -> Report:
    """Take in a CSV file of clients, whole; raise Refused and write nothing if it is wrong.

    `dry_run` does everything and takes it back at the end.
    """
    columns = read_columns(data, REQUIRED, OPTIONAL)
    with transaction.atomic():
        taken = take_clients(columns)
        if dry_run:
            transaction.set_rollback(True)
    created, changed = taken.created, len(taken.edited)
    return Report(created, changed, len(columns.lines) - created - changed)


def take_clients(columns: Columns, decisions: Decisions = UNDECIDED) -> Taken:
    """Create and update clients; raise Refused with the rows that cannot be taken."""
    names = columns.values["client"]
    known = known_clients(set(names), decisions.clients)
    spelled = known.spelled(dict.fromkeys(names))
    columns.values["client"] = list(map(spelled.__getitem__, names))
    people = _people() if any(columns.values.get("account_manager", ())) else {}
    errors = [*columns.errors, *_repeated(columns), *_unknown_people(columns, people)]
    if errors:
        raise Refused(errors)
    keys = locked_clients(set(columns.values["client"]), decisions.clients)
    stored: dict[int, Client] = {}
    for part in chunks(sorted(set(keys.values())), KEYS_AT_ONCE):
        stored |= Client.objects.in_bulk(part)
    taken = Taken(created=len(keys.keys() - known.keys()))
    changed = list(_changed(columns, keys, stored, people))
    Client.objects.bulk_update(
        [client for _, client in changed], ["segment", "account_manager"], KEYS_AT_ONCE
    )
    HistoryEntry.objects.log_changes(changed)
    fresh = {keys[name] for name in keys.keys() - known.keys()}
    taken.edited = [pair for pair in changed if pair[1].pk not in fresh]
    return taken


def _changed(
    columns: Columns, keys: dict[str, int], stored: dict[int, Client], people: dict[str, Any]
) -> Iterator[tuple[Client, Client]]:
    for _, name, segment, manager in columns.rows("client", "segment", "account_manager"):
        client = stored[keys[name]]
        before = copy(client)
        client.segment = segment or client.segment
        if manager:
            client.account_manager = people[manager.casefold()]
        if (before.segment, before.account_manager_id) != (
            client.segment,
            client.account_manager_id,
        ):
            yield before, client


def _people() -> dict[str, Any]:
    """Those who may log in, by user name and e-mail address."""
    people = list(get_user_model()._default_manager.filter(is_active=True).order_by("-pk"))
    by_address = {person.email.casefold(): person for person in people if person.email}
    return by_address | {person.get_username().casefold(): person for person in people}


def _repeated(columns: Columns) -> Iterator[RowError]:
    seen: dict[str, int] = {}
    for at, name in columns.rows("client"):
        first = seen.setdefault(name, at)
        if first != at:
            yield RowError(at, "client", name, f"is on line {first} already")


def _unknown_people(columns: Columns, people: dict[str, Any]) -> Iterator[RowError]:
    for at, manager in columns.rows("account_manager"):
        if manager and manager.casefold() not in people:
            reason = "is no user of this installation; use a user name or an e-mail address"
            yield RowError(at, "account_manager", manager, reason)
