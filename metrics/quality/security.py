"""Which clients have no security service, and what one would add at its catalogue price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from contracts.models import Pricing, Service
from metrics.figures import ratio
from metrics.parts import Part
from metrics.quality.figures import Standing
from metrics.quality.offering import Offer, offers
from metrics.quality.queries import (
    clients_secured,
    names_with,
    service_margins,
    standing_agreements,
    units_by_client,
    with_names,
)


@dataclass(frozen=True)
class CrossSell:
    """`service` is what is offered, one of `services`; None when the catalogue has none to offer.

    Clients are those with MRR.
    """

    services: Sequence[Service]
    service: Service | None
    offers: Sequence[Offer]
    secured_count: int
    client_count: int

    @property
    def security_attach(self) -> Fraction | None:
        """The share of clients with MRR that have a security service in force."""
        return ratio(self.secured_count, self.client_count)

    @property
    def is_counted(self) -> bool:
        """Whether what is offered has a price per user or device."""
        return self.service is not None and self.service.pricing != Pricing.FLAT

    @cached_property
    def total_cents(self) -> int:
        return sum(offer.added_cents for offer in self.offers)

    @cached_property
    def unknown_count(self) -> int:
        """Clients of whom no line says how many users or devices they have."""
        return sum(offer.units is None for offer in self.offers)


def security_services(services: Sequence[Service], sold: Mapping[int, int]) -> list[Service]:
    """What can be offered: active, with a catalogue price; the one with the most MRR first."""
    found = [
        service
        for service in services
        if service.is_active
        and service.category == Service.Category.SECURITY
        and service.default_price
    ]
    return sorted(found, key=lambda service: (-sold.get(service.pk, 0), service.name))


def cross_sell(
    month: date,
    part: Part,
    standings: Sequence[Standing],
    services: Sequence[Service],
    asked: str = "",
) -> CrossSell:
    """Of the service asked for by its key, or of the first one."""
    chosen = next((one for one in services if str(one.pk) == asked), None)
    service = chosen or next(iter(services), None)
    clients = {row.client for row in standings if row.mrr_cents}
    lacking = clients - clients_secured(month, part)
    return CrossSell(
        services,
        service,
        _offers(month, [row for row in standings if row.client in lacking], lacking, service),
        len(clients) - len(lacking),
        len(clients),
    )


def selling_in(month: date, part: Part, asked: str = "", words: str = "") -> CrossSell:
    """The same with all that it is worked out from; of clients whose names have the words."""
    catalogue = list(Service.objects.order_by("name"))
    sold = {row.key: row.mrr_cents for row in service_margins(month, part, catalogue)}
    offered = security_services(catalogue, sold)
    found = cross_sell(month, part, standing_agreements(month, part), offered, asked)
    return replace(found, offers=with_names(found.offers, names_with(words)))


def _offers(
    month: date, standings: Sequence[Standing], clients: set[int], service: Service | None
) -> list[Offer]:
    """Without a service to offer the clients still stand there, with nothing to add."""
    if service is None or service.default_price is None:
        return offers(standings, Decimal(0), None)
    is_flat = service.pricing == Pricing.FLAT
    units = None if is_flat else units_by_client(service.pricing, month, clients)
    return offers(standings, service.default_price, units)
