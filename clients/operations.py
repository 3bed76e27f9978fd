"""What changes clients themselves: atomic, refused with a sentence."""

from typing import Any

from django.db import transaction

from clients.models import Client


@transaction.atomic
def create_client(*, name: str, account_manager: Any = None) -> Client:
    """Create a client; raise ValidationError when the name is taken."""
    client = Client(name=name, account_manager=account_manager)
    client.full_clean()
    client.save()
    return client
