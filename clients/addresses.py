"""What an address says of a client: `?client=7`."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from clients.models import Client, ClientQuerySet


def key_asked_for(request: HttpRequest, name: str) -> int | None:
    """The key of `?name=7`, None when nothing is asked for; what is no key is not found."""
    asked = request.GET.get(name, "")
    if not asked:
        return None
    # Longer numbers are no key of any database.
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404("No such record.")
    return int(asked)


def client_asked_for(request: HttpRequest, clients: ClientQuerySet) -> Client | None:
    """The client of `?client=7`; one that is not among `clients` is not found."""
    key = key_asked_for(request, "client")
    return None if key is None else get_object_or_404(clients, pk=key)
