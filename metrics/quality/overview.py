"""All that the page of revenue quality tells, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.models import Agreement, Service
from metrics.parts import Part
from metrics.quality.figures import (
    Holder,
    Margin,
    Promise,
    Standing,
    by_client,
    largest,
    margins,
    promises,
    total_margin,
)
from metrics.quality.offering import Offer
from metrics.quality.queries import (
    lines_without_cost,
    names_of,
    service_margins,
    standing_agreements,
    with_names,
)
from metrics.quality.security import CrossSell, cross_sell, security_services

SHOWN, SERVICES_SHOWN = 10, 20


@dataclass(frozen=True, slots=True)
class Overview:
    """`today` are the agreements that stand in the current month, whose notice dates come.

    `promises` end with that of all. Of clients, services and offers the first ones, with names.

    `uncosted_count` are the lines that have an amount and no cost.
    """

    promises: Sequence[Promise]
    today: Sequence[Standing]
    holders: Sequence[Holder]
    total: Margin
    clients: Sequence[Margin]
    services: Sequence[Margin]
    service_count: int
    uncosted_count: int
    selling: CrossSell
    offers: Sequence[Offer]


def overview(month: date, current: date, part: Part, service: str = "") -> Overview:
    """On the month's last day, and notices in the current month. `service` is what to offer."""
    standings = standing_agreements(month, part)
    ranked = margins(by_client(standings))
    catalogue = list(Service.objects.order_by("name"))
    by_service = service_margins(month, part, catalogue)
    offered = security_services(catalogue, {row.key: row.mrr_cents for row in by_service})
    selling = cross_sell(month, part, standings, offered, service)
    holders, thin, offers = largest(ranked), ranked[:SHOWN], selling.offers[:SHOWN]
    names = names_of({row.key for rows in (holders, thin, offers) for row in rows})
    return Overview(
        promises=promises(standings, month, Agreement.Commitment.values),
        today=standings if month == current else standing_agreements(current, part),
        holders=with_names(holders, names),
        total=total_margin(ranked),
        clients=with_names(thin, names),
        services=by_service[:SERVICES_SHOWN],
        service_count=len(by_service),
        uncosted_count=lines_without_cost(month, part),
        selling=selling,
        offers=with_names(offers, names),
    )
