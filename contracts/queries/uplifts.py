"""Reads of the price uplift."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from clients.models import ClientQuerySet
from contracts.models import AgreementLine, Service

KEYS_AT_ONCE = 500


def lines_to_uplift(
    clients: ClientQuerySet | None,
    day: date,
    *,
    words: str = "",
    service: Service | None = None,
    category: str = "",
    manager: Any = None,
    commitment: str = "",
    ends_from: date | None = None,
    ends_to: date | None = None,
) -> QuerySet[AgreementLine]:
    """The lines in service on a day that are chosen so, by client, agreement and name."""
    chosen = {
        "service": service,
        "service__category": category,
        "agreement__client__account_manager": manager,
        "agreement__commitment": commitment,
        "agreement__term_ends_on__gte": ends_from,
        "agreement__term_ends_on__lte": ends_to,
    }
    lines = AgreementLine.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        Q(agreement__ends_on=None) | Q(agreement__ends_on__gte=day),
        _named(words),
        agreement__starts_on__lte=day,
        **{name: value for name, value in chosen.items() if value},
    )
    if clients is not None:
        lines = lines.filter(agreement__client__in=clients.order_by().values("pk"))
    return lines.order_by("agreement__client__name", "agreement__name", "name", "pk")


def _named(words: str) -> Q:
    if not words:
        return Q()
    client, agreement = "agreement__client__name__icontains", "agreement__name__icontains"
    return Q(name__icontains=words) | Q((agreement, words)) | Q((client, words))


def clients_of_lines(clients: ClientQuerySet | None, keys: Iterable[int]) -> dict[int, int]:
    """The client of each of the lines, by key; of some `clients` only, when they are given."""
    found: dict[int, int] = {}
    listed = sorted(keys)
    for start in range(0, len(listed), KEYS_AT_ONCE):
        lines = AgreementLine.objects.filter(pk__in=listed[start : start + KEYS_AT_ONCE])
        if clients is not None:
            lines = lines.filter(agreement__client__in=clients.order_by().values("pk"))
        found.update(lines.order_by().values_list("pk", "agreement__client_id"))
    return found
