"""Clients who pay for repairs: what they spent on break-fix, and what an agreement would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, Count, Sum
from django.db.models.functions import Cast

from clients.models import Client
from contracts.models import InvoiceLine
from metrics.cards import Card, card
from metrics.gaps import Gap, Plan, Position, gaps, marks
from metrics.months import Period
from metrics.parts import WHOLE, Part
from metrics.queries import annotate_mrr

ASKED_BY_KEY = 500


@dataclass(slots=True)
class Candidate:
    """A client's break-fix spend in cents, and where converting it leads.

    `converted_cents` is the spend of this client and of all larger ones; `enough_for` are the
    targets that the list reaches with this client. Who it is `complete_candidates` fills in.
    """

    pk: int
    spend_cents: int
    month_count: int
    client: str = ""
    is_archived: bool = False
    mrr_cents: int = 0
    converted_cents: int = 0
    enough_for: Sequence[Fraction] = ()
    position: Position | None = None
    ratio: Fraction = Fraction(1)

    @property
    def share_after(self) -> Fraction | None:
        """The share when this client alone is converted."""
        return self._share(self.spend_cents)

    @property
    def share_from_top(self) -> Fraction | None:
        """The share when this client and all larger ones are converted."""
        return self._share(self.converted_cents)

    def _share(self, cents: int) -> Fraction | None:
        """More was credited than invoiced: there is nothing to convert."""
        if self.position is None or self.spend_cents <= 0:
            return None
        return self.position.converted(cents, self.ratio)


def candidates(period: Period, month: date, part: Part = WHOLE) -> list[Candidate]:
    """The clients with break-fix in the period, largest first, with their MRR of `month`."""
    found = ranked_candidates(period, part)
    complete_candidates(found, month)
    return found


def ranked_candidates(period: Period, part: Part = WHOLE) -> list[Candidate]:
    """The same by their keys alone, for whoever shows a few of thousands."""
    lines = InvoiceLine.objects.filter(
        kind=InvoiceLine.Kind.BREAK_FIX, month__gte=period.start, month__lt=period.end
    )
    spent = part.of(lines).order_by().values("client_id")
    sums = spent.annotate(
        cents=Cast(Sum("amount_cents"), BigIntegerField()),
        months=Count("month", distinct=True),
    )
    rows = sums.values_list("client_id", "cents", "months")
    found = [Candidate(*row) for row in rows if row[1]]
    return sorted(found, key=lambda row: (-row.spend_cents, row.pk))


def complete_candidates(rows: Sequence[Candidate], month: date) -> None:
    """Fill in the clients, with their MRR of `month`. One query for many: keys cost more."""
    clients = Client.objects.order_by()
    if len(rows) <= ASKED_BY_KEY:
        clients = clients.filter(pk__in=[row.pk for row in rows])
    values: Any = annotate_mrr(clients, month)
    known = {row[0]: row for row in values.values_list("pk", "name", "archived_on", "mrr_cents")}
    for row in rows:
        _, row.client, archived_on, row.mrr_cents = known[row.pk]
        row.is_archived = archived_on is not None


@dataclass(frozen=True, slots=True)
class Ways:
    """From where the share stands to each target, and the clients it takes, largest first."""

    position: Position
    plan: Plan
    gaps: Sequence[Gap]
    candidates: Sequence[Candidate]

    @property
    def told(self) -> list[tuple[Gap, Card, Card]]:
        """Each gap with the definitions of both ways, filled with its numbers."""
        return [(gap, _card("gap_new", gap), _card("gap_convert", gap)) for gap in self.gaps]

    @property
    def spend_cents(self) -> int:
        """All break-fix that there is to convert, in the months of the position."""
        return sum(max(row.spend_cents, 0) for row in self.candidates)

    @property
    def share_of_all(self) -> Fraction | None:
        """Where converting all of it leads."""
        return self.position.converted(self.spend_cents, self.plan.ratio)


def _card(key: str, gap: Gap) -> Card:
    return card(key, gap, of="an average month")


def ways_to_target(position: Position, plan: Plan, found: Sequence[Candidate]) -> Ways:
    """`found` are candidates, largest first; each is told where converting down to it leads."""
    distances = gaps(position, plan, [max(row.spend_cents, 0) for row in found])
    marked, converted = marks(distances), 0
    for number, row in enumerate(found, 1):
        converted += max(row.spend_cents, 0)
        row.converted_cents, row.enough_for = converted, marked.get(number, ())
        row.position, row.ratio = position, plan.ratio
    return Ways(position, plan, distances, found)
