"""Which clients a person's pages are about."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from clients.models import Client, ClientQuerySet


def clients_seen_by(user: AbstractBaseUser | AnonymousUser) -> ClientQuerySet | None:
    """None for a person who sees the whole company, else an account manager's own clients."""
    if user.has_perm("clients.view_every_client"):  # type: ignore[union-attr]
        return None
    return Client.objects.visible_to(user)
