"""Which clients a page is about."""

from django.contrib.auth.models import AnonymousUser, User

from clients.models import Client, ClientQuerySet


def clients_seen_by(user: User | AnonymousUser) -> ClientQuerySet | None:
    """None for a person who sees the whole company, else an account manager's own clients."""
    if user.has_perm("clients.view_every_client"):
        return None
    return Client.objects.visible_to(user)


def clients_named(name: str) -> list[Client]:
    """Those of this name, however it is capitalised, the exact one first; merged ones lead on."""
    named = Client.objects.filter(name__iexact=name).select_related("merged_into")
    exact_first = sorted(named, key=lambda client: client.name != name)
    return list(dict.fromkeys(client.merged_into or client for client in exact_first))
