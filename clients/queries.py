"""Which clients a page is about."""

from django.contrib.auth.models import AnonymousUser, User

from clients.models import Client, ClientQuerySet


def clients_seen_by(user: User | AnonymousUser) -> ClientQuerySet | None:
    """None for a person who sees the whole company, else an account manager's own clients."""
    if user.has_perm("clients.view_every_client"):
        return None
    return Client.objects.visible_to(user)
