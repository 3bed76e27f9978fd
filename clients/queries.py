"""Which clients a page is about."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clients.models import Client, ClientQuerySet, HistoryEntry
from config.roles import ROLES

NOBODY = "nobody"


def clients_seen_by(user: User | AnonymousUser) -> ClientQuerySet | None:
    """None for a person who sees the whole company, else an account manager's own clients."""
    if user.has_perm("clients.view_every_client"):
        return None
    return Client.objects.visible_to(user)


def clients_named(name: str) -> list[Client]:
    """Those of this name, however it is capitalised, the exact one first; merged ones lead on."""
    named = Client.objects.filter(name__iexact=name).select_related("merged_into")
    exact_first = sorted(named, key=lambda client: client.name != name)
    return list(dict.fromkeys(client.surviving for client in exact_first))


def search_clients(clients: ClientQuerySet, words: str) -> ClientQuerySet:
    """Those with the words in their name, or in that of a record merged into them."""
    merged = Client.objects.filter(name__icontains=words, merged_into__isnull=False)
    return clients.filter(Q(name__icontains=words) | Q(pk__in=merged.values("merged_into")))


def records_of(client: Client) -> list[int]:
    """The keys of a client and of all records merged into it."""
    found = newest = [client.pk]
    while newest:
        merged = Client.objects.filter(merged_into__in=newest)
        newest = list(merged.values_list("pk", flat=True))
        found = [*found, *newest]
    return found


def name_of(person: User) -> str:
    return person.get_full_name() or person.get_username()


def managers_of(clients: ClientQuerySet) -> list[tuple[str, str]]:
    """(key, name) of those who look after one of these clients, by name, and nobody."""
    managers = User.objects.filter(pk__in=clients.order_by().values("account_manager"))
    named = [(str(person.pk), name_of(person)) for person in managers]
    return [(NOBODY, "Nobody"), *sorted(named, key=lambda choice: choice[1])]


def looked_after_by(manager: str, clients: ClientQuerySet) -> ClientQuerySet:
    """Those of one manager, by key, or of nobody; all of them when none is named."""
    if manager == NOBODY:
        return clients.filter(account_manager=None)
    return clients.filter(account_manager=int(manager)) if manager else clients


def segments_of(clients: ClientQuerySet) -> list[str]:
    """The segments that clients are sorted into, in order."""
    named = clients.order_by().exclude(segment="").values_list("segment", flat=True)
    return sorted(named.distinct(), key=str.casefold)


def with_next_steps(clients: ClientQuerySet) -> ClientQuerySet:
    """Those with whom something is planned, what is due first; what has no day comes last."""
    planned = clients.exclude(next_step="")
    return planned.order_by(F("next_step_on").asc(nulls_last=True), "name")


def possible_managers() -> QuerySet[User]:
    """Those who can look after clients: active people with a role."""
    people = User.objects.filter(is_active=True, groups__name__in=ROLES)
    return people.distinct().order_by("first_name", "last_name", "username")


def people_in_history() -> QuerySet[User]:
    """Those who changed something, by name."""
    entries = HistoryEntry.objects.filter(actor=OuterRef("pk"))
    return User.objects.filter(Exists(entries)).order_by("first_name", "last_name", "username")
