"""Everything that changes clients themselves: whole or not at all, the clients locked first.

What touches their agreements as well, such as archiving and merging, is in `contracts.operations`.
"""

from collections.abc import Iterable
from copy import copy
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clients.models import Client, ClientNote, HistoryEntry

CLIENTS_AT_ONCE = 500
NOTHING_NEW = "Nothing would change: choose clients that somebody else looks after."
TAKEN = "There is a client of this name already."


@transaction.atomic
def create_client(*, name: str, account_manager: User | None = None, segment: str = "") -> Client:
    """Add a client; it has neither agreements nor invoices yet."""
    return _saved(Client(name=name, account_manager=account_manager, segment=segment))


@transaction.atomic
def edit_client(
    *, client: Client, name: str, account_manager: User | None, segment: str = ""
) -> Client:
    """Change a client's name, account manager or segment."""
    client = locked_clients([client.pk])[0]
    refuse_merged(client)
    client.name, client.account_manager, client.segment = name, account_manager, segment
    return _saved(client)


@transaction.atomic
def plan_next_step(*, client: Client, step: str, due_on: date | None) -> Client:
    """Say what is to be done next with a client, and when; without a step nothing is planned."""
    client = locked_clients([client.pk])[0]
    refuse_merged(client)
    if due_on and not step:
        raise ValidationError({"step": "Say what is to be done on that day."})
    client.next_step, client.next_step_on = step, due_on
    return _saved(client)


@transaction.atomic
def write_note(*, client: Client, text: str, author_id: int | None) -> ClientNote:
    """Keep what somebody wrote down about a client."""
    client = locked_clients([client.pk])[0]
    refuse_merged(client)
    return ClientNote.objects.create(client=client, text=text, author_id=author_id)


@transaction.atomic
def remove_note(*, note: ClientNote) -> None:
    """Take a note away; history keeps what it said."""
    note.delete()


@transaction.atomic
def assign_clients(*, clients: Iterable[Client], account_manager: User | None) -> list[Client]:
    """Give all these clients one account manager; return those that had another."""
    found = locked_clients(client.pk for client in clients)
    for client in found:
        refuse_merged(client)
    changing = [client for client in found if client.account_manager_id != _key(account_manager)]
    if not changing:
        raise ValidationError(
            "Nothing would change: choose clients that somebody else looks after."
        )
    before = [copy(client) for client in changing]
    for client in changing:
        client.account_manager = account_manager
    Client.objects.bulk_update(changing, ["account_manager"], CLIENTS_AT_ONCE)
    HistoryEntry.objects.log_changes(zip(before, changing, strict=True))
    return changing


def locked_clients(keys: Iterable[int]) -> list[Client]:
    """The clients as they stand now, locked in the order of their keys."""
    ordered: list[int] = sorted(set(keys))
    found: list[Client] = []
    rows = Client.objects.select_for_update(of=("self",)).select_related("account_manager")
    for start in range(0, len(ordered), CLIENTS_AT_ONCE):
        found += rows.filter(pk__in=ordered[start : start + CLIENTS_AT_ONCE]).order_by("pk")
    return found


def refuse_merged(client: Client) -> None:
    if client.merged_into:
        raise ValidationError(f"{client} was merged into {client.surviving}: change that one.")


def _key(person: User | None) -> int | None:
    return person.pk if person else None


def _saved(client: Client) -> Client:
    client.full_clean()
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError:
        # Somebody else took the name after it was looked for.
        raise ValidationError({"name": TAKEN}) from None
    return client
