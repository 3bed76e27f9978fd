"""What a client has of the catalogue, and what the rest would add at the catalogue's price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.billing import Terms, monthly_cents
from contracts.models import Agreement, AgreementLine, LineRevision, Pricing, Service

# Lines with their revisions in force.
Standing = Sequence[tuple[AgreementLine, LineRevision]]


@dataclass(frozen=True, slots=True)
class Held:
    """A service in force: the MRR of its lines and their gross margin, in cents."""

    service: Service
    mrr_cents: int
    margin_cents: int


@dataclass(frozen=True, slots=True)
class Lacked:
    """A service the client could have: for how many units, and what they would add, in cents.

    `added_cents` is None where the catalogue has no price.
    """

    service: Service
    unit_count: Decimal
    added_cents: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """The lines of a client on a month's last day against the active services.

    `user_count` are its users under agreement.
    """

    held: list[Held]
    lacked: list[Lacked]
    user_count: int = 0

    @property
    def cost_cents(self) -> int:
        return self.mrr_cents - self.margin_cents

    @property
    def mrr_cents(self) -> int:
        return sum(one.mrr_cents for one in self.held)

    @property
    def margin_cents(self) -> int:
        return sum(one.margin_cents for one in self.held)

    @property
    def added_cents(self) -> int:
        """What everything lacked would add."""
        return sum(one.added_cents or 0 for one in self.lacked)


def offer_of(agreements: Iterable[Agreement]) -> Offer:
    """Of a client's agreements as `agreements_with_lines` reads them, in one more query.

    Services that are sold no more are offered no more.
    """
    lines = [line for agreement in agreements for line in agreement.lines.all()]
    # `standing` is set by that query.
    standing = [(line, line.standing[0]) for line in lines if line.standing]  # type: ignore[attr-defined]
    held = _held(standing)
    served = {one.service.pk for one in held}
    services = Service.objects.filter(is_active=True).exclude(pk__in=served)
    units = _units(standing)
    users = max((revision.user_count for _, revision in standing), default=0)
    lacked = [_lacked(service, units) for service in services] if standing else []
    return Offer(held, lacked, users)


def _held(standing: Standing) -> list[Held]:
    found: dict[Service, tuple[int, int]] = {}
    for line, revision in standing:
        mrr, margin = found.get(line.service, (0, 0))
        found[line.service] = (mrr + revision.monthly_cents, margin + revision.margin_cents)
    rows = [Held(service, *sums) for service, sums in found.items()]
    return sorted(rows, key=lambda row: (-row.mrr_cents, row.service.name))


def _units(standing: Standing) -> dict[str, Decimal]:
    """As many users and devices as the line with the most of them counts; flat is one."""
    units = {str(Pricing.FLAT): Decimal(1)}
    for line, revision in standing:
        if line.pricing != Pricing.FLAT:
            units[line.pricing] = max(units.get(line.pricing, Decimal(0)), revision.quantity)
    return units


def _lacked(service: Service, units: dict[str, Decimal]) -> Lacked:
    count = units.get(service.pricing, Decimal(0))
    if service.default_price is None or not count:
        return Lacked(service, count, None)
    return Lacked(service, count, monthly_cents(Terms(count, service.default_price, Decimal(0), 1)))
