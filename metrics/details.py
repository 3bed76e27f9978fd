"""A month down to its line changes: what each client's movement is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import BigIntegerField, Sum
from django.db.models.functions import Cast, Coalesce

from clients.models import Client
from config import formats
from contracts.models import LineRevision
from metrics.cards import Card, added_up, card
from metrics.definitions.movements import DRIVERS
from metrics.models import Kind, LineChange, Movement
from metrics.months import add_months
from metrics.parts import WHOLE, Part
from metrics.queries import line_changes_in
from metrics.revenue import MOVEMENT_KINDS, RevenueMonth
from metrics.rows.changes import Cause
from metrics.scopes import Scope


@dataclass(frozen=True, slots=True)
class ChangeOfTerms:
    """A line's change with the terms in force at the month-end before and at this one."""

    change: LineChange
    before: LineRevision | None
    after: LineRevision | None

    @property
    def causes(self) -> list[tuple[str, int]]:
        """(cause, cents) of those that changed anything."""
        cents = {
            "Quantity": self.change.quantity_cents,
            "Price": self.change.price_cents,
            "Discount": self.change.discount_cents,
            "Service added": self.change.added_cents,
            "Service dropped": self.change.dropped_cents,
        }
        return [(cause, amount) for cause, amount in cents.items() if amount]


@dataclass(frozen=True, slots=True)
class ClientMovement:
    movement: Movement
    changes: list[ChangeOfTerms]


@dataclass(frozen=True, slots=True)
class DriverSums:
    """A month's change of MRR by cause, in cents, signed; the five add up to the net change."""

    quantity_cents: int
    price_cents: int
    discount_cents: int
    added_cents: int
    dropped_cents: int


def drivers_in(month: date, part: Part = WHOLE) -> DriverSums:
    names = [field.name for field in fields(DriverSums)]
    sums = {name: Coalesce(Cast(Sum(name), BigIntegerField()), 0) for name in names}
    return DriverSums(**line_changes_in(month, part).order_by().aggregate(**sums))


def bridge_rows(scope: Scope) -> dict[str, str]:
    """The addresses of the rows behind each term of a month's bridge."""
    month = scope.month
    kinds = {kind.value: kind.value for kind in Kind}
    kinds |= {"new_again": "new,reactivation", "lost": "contraction,churn", "net": ""}
    moved = {
        name: scope.link("movement_list", month=month, kind=kind) for name, kind in kinds.items()
    }
    causes = {cause.value: scope.link("change_list", month=month, cause=cause) for cause in Cause}
    opening, closing = (
        scope.link("client_list", month=at, mrr="with") for at in (add_months(month, -1), month)
    )
    return {**moved, **causes, "opening": opening, "closing": closing}


def bridge_cards(
    row: RevenueMonth, drivers: DriverSums, moved: Sequence[ClientMovement]
) -> dict[str, Card]:
    """The definition cards of a month's bridge, by the keys of their metrics.

    `moved` are the movements that its terms add up, or none where there are too many to tell.
    """
    month = formats.month(row.month)
    kinds = [card(key, row) for key in ("bridge", *MOVEMENT_KINDS, "three_terms")]
    causes = [card(item.key, drivers, of=month, net_cents=row.net_cents) for item in DRIVERS]
    return {
        about.key: added_up(about, list(_addends(about.key, moved))) for about in kinds + causes
    }


def _addends(key: str, moved: Iterable[ClientMovement]) -> Iterator[int]:
    """What a kind of movements, or a cause, adds up; in cents."""
    for client in moved:
        if client.movement.kind == key:
            yield abs(client.movement.amount_cents)
        for change in client.changes:
            if cents := getattr(change.change, f"{key}_cents", 0):
                yield cents


def client_movements(
    month: date, movements: Iterable[Movement], category: str = ""
) -> list[ClientMovement]:
    """The movements of a month (of one page, say) with their line changes, in three queries.

    Movements within a service category come with the changes of its lines.
    """
    movements = list(movements)
    moved = Client.objects.filter(pk__in=[movement.client_id for movement in movements])
    changes: dict[int, list[ChangeOfTerms]] = {}
    for change in changes_of_terms(line_changes_in(month, Part(moved, category))):
        changes.setdefault(change.change.client_id, []).append(change)
    return [ClientMovement(row, changes.get(row.client_id, [])) for row in movements]


def changes_of_terms(changes: Iterable[LineChange]) -> list[ChangeOfTerms]:
    """Line changes, of several months even, with the terms around them, in one query."""
    changes = list(changes)
    months = [change.month for change in changes]
    held = LineRevision.objects.none()
    if changes:
        held = LineRevision.objects.filter(
            line_id__in={change.line_id for change in changes},
            month__lt=max(months),
            until_month__gte=min(months),
            quantity__gt=0,
        )
    revisions: dict[int, list[LineRevision]] = {}
    for revision in held:
        revisions.setdefault(revision.line_id, []).append(revision)
    return [
        ChangeOfTerms(change, _before(change, revisions.get(change.line_id, [])), _after(change))
        for change in changes
    ]


def _before(change: LineChange, revisions: Iterable[LineRevision]) -> LineRevision | None:
    """The terms at the month-end before."""
    held = (row for row in revisions if row.month < change.month <= row.until_month)
    return next(held, None)


def _after(change: LineChange) -> LineRevision | None:
    """The revision of an ended line is the one that ends; it is not in force any more."""
    began = change.revision.month == change.month and change.revision.quantity > 0
    return change.revision if began else None
