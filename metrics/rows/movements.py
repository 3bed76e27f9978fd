"""The movements of some months: what the ledger's sums by kind are made of."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, Count, DateField, QuerySet, Sum
from django.db.models.functions import Cast

from config.expressions import Unindexed
from metrics.figures import ratio
from metrics.models import Kind, MrrMovement
from metrics.months import Period
from metrics.parts import WHOLE, Part

GAINS = (Kind.NEW, Kind.REACTIVATION, Kind.EXPANSION)
LOSSES = (Kind.CONTRACTION, Kind.CHURN)


def movements_of(
    period: Period, part: Part = WHOLE, *, kinds: Collection[str] = (), words: str = ""
) -> QuerySet[MrrMovement]:
    """Those of the months, of all kinds or of some; of clients whose name has the words."""
    rows = moved_within(period, part.movements)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return rows.filter(client__name__icontains=words) if words else rows


def moved_within(period: Period, movements: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the months. What moved in a month holds past it: saying so lets the index on the end
    serve, for one month; for more SQLite would take that index to find nearly every row.
    """
    if period.start == period.last_month:
        return movements.filter(month=period.start, until_month__gt=period.start)
    movements = movements.alias(moved_in=Unindexed("month", output_field=DateField()))
    return movements.filter(moved_in__gte=period.start, moved_in__lt=period.end)


def kinds_named(text: str) -> tuple[str, ...]:
    """`contraction,churn` as kinds; none when one of them is unknown."""
    names = tuple(text.split(",")) if text else ()
    return names if set(names) <= set(Kind.values) else ()


@dataclass(frozen=True, slots=True)
class MovementSums:
    """Signed cents by kind, and the MRR that the months open with."""

    count: int
    cents: dict[str, int]
    opening_cents: int

    @property
    def net_cents(self) -> int:
        return sum(self.cents.values())

    @property
    def gained_cents(self) -> int:
        return sum(self.cents.get(kind, 0) for kind in GAINS)

    @property
    def lost_cents(self) -> int:
        """A magnitude."""
        return -sum(self.cents.get(kind, 0) for kind in LOSSES)

    @property
    def net_lost_cents(self) -> int:
        """What is lost beyond the expansion."""
        return self.lost_cents - self.cents.get(Kind.EXPANSION, 0)

    @property
    def quick_ratio(self) -> Fraction | None:
        return ratio(self.gained_cents, self.lost_cents)


def movement_sums(rows: QuerySet[MrrMovement], opening_cents: int) -> MovementSums:
    cents = Cast(Sum("amount_cents"), BigIntegerField())
    found = rows.order_by().values("kind").annotate(cents=cents, rows=Count("*"))
    sums = list(found.values_list("kind", "cents", "rows"))
    by_kind = {kind: amount for kind, amount, _ in sums}
    return MovementSums(sum(rows for _, _, rows in sums), by_kind, opening_cents)
