"""What could be added to MRR, and what is bought without a contract. Pure: no Django, no clock.

Amounts are cents a month; clients and agreements are keys.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.billing import Terms, monthly_cents
from metrics.figures import ratio
from metrics.quality.figures import Standing


def added_cents(price: Decimal, units: int) -> int:
    """What a service would add to MRR: its catalogue price a month for so many units."""
    return monthly_cents(Terms(Decimal(units), price, Decimal(0), 1))


@dataclass(frozen=True, slots=True)
class Offer:
    """A client without a service, and what that would add to its MRR at the catalogue price.

    `units` are the users or devices of its lines; None where no line counts them, and then nothing
    is known to be added. `agreement` is the client's largest.
    """

    key: int
    agreement: int
    mrr_cents: int
    units: int | None
    added_cents: int
    name: str = ""


def offers(
    standings: Iterable[Standing], price: Decimal, units: Mapping[int, int] | None
) -> list[Offer]:
    """For each client of these agreements with MRR; what adds the most comes first.

    `units` are those of each client, None for a flat price.
    """
    agreements: dict[int, list[Standing]] = {}
    for row in standings:
        if row.mrr_cents:
            agreements.setdefault(row.client, []).append(row)
    found = [_offer(client, rows, price, units) for client, rows in agreements.items()]
    return sorted(found, key=lambda offer: (-offer.added_cents, -offer.mrr_cents, offer.key))


def _offer(
    client: int, rows: Sequence[Standing], price: Decimal, units: Mapping[int, int] | None
) -> Offer:
    main = max(rows, key=lambda row: (row.mrr_cents, -row.agreement))
    count = 1 if units is None else units.get(client)
    added = added_cents(price, count or 0)
    return Offer(client, main.agreement, sum(row.mrr_cents for row in rows), count, added)


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """Repeat purchases without a contract, a month: an estimate, never a part of MRR.

    The MRR article's ARPU × users: 1,000 users × $50 = $50,000.
    """

    users: int
    arpu_cents: int

    @property
    def estimate_cents(self) -> int:
        return self.users * self.arpu_cents


def ecosystem_of(clients: int, purchased_cents: int, months: int) -> Ecosystem:
    """From what so many clients bought in so many months, to the nearest cent a month."""
    arpu = ratio(purchased_cents, clients * months) or 0
    return Ecosystem(clients, round(arpu))
