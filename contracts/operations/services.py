"""The catalogue: services, and what their category means for the figures of clients."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Max, Min, QuerySet

from clients.operations import locked_clients
from contracts.models import LineRevision, Service
from contracts.signals import changing_agreements

HOLD = "select * from contracts_service where id = any(%s) order by id for share"
HOLD_ALL = "select * from contracts_service order by id for share"
TAKEN = "There is a service of this name already."
MEANWHILE = "Somebody else changes this service, or its lines, at this moment: save again."


FIELDS = ("name", "category", "pricing", "default_price", "default_cost", "is_active")


@dataclass(frozen=True, slots=True)
class Recategorised:
    """How many clients have MRR from `first` until before `end` in another category now."""

    service: Service
    client_count: int = 0
    first: date | None = None
    end: date | None = None


@transaction.atomic
def create_service(
    *,
    name: str,
    category: str,
    pricing: str,
    default_price: Decimal | None = None,
    default_cost: Decimal | None = None,
    is_active: bool = True,
) -> Service:
    """Add a service to the catalogue."""
    return _saved(
        Service(
            name=name,
            category=category,
            pricing=pricing,
            default_price=default_price,
            default_cost=default_cost,
            is_active=is_active,
        )
    )


@transaction.atomic
def edit_service(
    *,
    service: Service,
    name: str,
    category: str,
    pricing: str,
    default_price: Decimal | None,
    default_cost: Decimal | None,
    is_active: bool,
) -> Recategorised:
    """Change a service; its category moves the MRR of all its lines, past months included.

    Name, pricing and defaults are for new lines: those that exist keep what they say. Raises
    ValidationError when the service stands no longer as the caller has read it.
    """
    recategorises = category != service.category
    clients = list(_clients_of(service)) if recategorises else []
    locked_clients(clients)
    stored = Service.objects.select_for_update().get(pk=service.pk)
    if any(getattr(stored, name) != getattr(service, name) for name in FIELDS):
        raise ValidationError(MEANWHILE)
    stored.name, stored.category, stored.pricing = name, category, pricing
    stored.default_price, stored.default_cost = default_price, default_cost
    stored.is_active = is_active
    _saved(stored)
    return _recategorise(stored, clients) if recategorises else Recategorised(stored)


def _recategorise(service: Service, clients: list[int]) -> Recategorised:
    if clients != list(_clients_of(service)):
        raise ValidationError(MEANWHILE)
    revisions = LineRevision.objects.filter(line__service=service)
    with changing_agreements(clients):
        revisions.update(category=service.category)
    return Recategorised(service, *_paid(revisions))


def _paid(revisions: QuerySet[LineRevision]) -> tuple[int, date | None, date | None]:
    """(clients, first month, month after the last) in which revisions have MRR."""
    paid = revisions.order_by().filter(month__lt=F("until_month")).exclude(monthly_cents=0)
    found = paid.aggregate(
        clients=Count("client", distinct=True), first=Min("month"), end=Max("until_month")
    )
    return found["clients"], found["first"], found["end"]


def reach_of(service: Service) -> Recategorised:
    """Whose figures a change of the category would move, and in which months."""
    revisions = LineRevision.objects.filter(line__service=service)
    return Recategorised(service, *_paid(revisions))


def _clients_of(service: Service) -> Iterator[int]:
    lines = service.lines.order_by("agreement__client_id")
    yield from lines.values_list("agreement__client_id", flat=True).distinct()


def held_services(keys: list[int]) -> dict[int, Service]:
    """The services as they stand now, by key; until the transaction ends no category changes.

    Whoever writes a new line holds its service after locking the client: the line's revisions
    repeat the category.
    """
    if not connection.features.has_select_for_update:
        return Service.objects.in_bulk(keys)
    return {service.pk: service for service in Service.objects.raw(HOLD, [keys])}


def held_catalogue() -> list[Service]:
    """All services, held like that."""
    if not connection.features.has_select_for_update:
        return list(Service.objects.all())
    return list(Service.objects.raw(HOLD_ALL))


def _saved(service: Service) -> Service:
    service.full_clean()
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError:
        # Somebody else took the name after it was looked for.
        raise ValidationError({"name": TAKEN}) from None
    return service
