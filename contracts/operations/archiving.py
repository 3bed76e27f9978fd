"""Archiving clients: they leave lists and choices, with all that hangs on them kept."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from clients.models import Client
from clients.operations import locked_clients, refuse_merged
from contracts.models import Agreement


class StillServed(ValidationError):
    """The client has `agreements` that are in force or still to begin."""

    def __init__(self, client: Client, agreements: Collection[Agreement]):
        names = ", ".join(str(agreement) for agreement in agreements)
        super().__init__(f"{client} is still served under {names}: end or cancel that first.")
        self.agreements = agreements


@transaction.atomic
def archive_client(*, client: Client, today: date) -> Client:
    """Take a client off the lists; refused while an agreement is in force or still to begin."""
    client = locked_clients([client.pk])[0]
    refuse_merged(client)
    if client.archived_on:
        raise ValidationError(f"{client} is archived already.")
    going_on = Agreement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), client=client)
    if agreements := list(going_on.order_by("name")):
        raise StillServed(client, agreements)
    client.archived_on = today
    client.save()
    return client


@transaction.atomic
def restore_client(*, client: Client) -> Client:
    """Put an archived client back on the lists."""
    client = locked_clients([client.pk])[0]
    refuse_merged(client)
    if client.archived_on is None:
        raise ValidationError(f"{client} is not archived.")
    client.archived_on = None
    client.save()
    return client


def refuse_archived(client: Client) -> None:
    """Raise ValidationError for a client that takes no new agreement."""
    if client.archived_on:
        raise ValidationError(f"{client} is archived: restore it first.")
