"""The clients with MRR at a start, and what of it is kept: what NRR and GRR are made of."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least

from clients.models import Client
from metrics.figures import ratio
from metrics.models import Kind
from metrics.months import add_months
from metrics.parts import WHOLE, Part
from metrics.queries import movement_at
from metrics.rows.sums import added_up


def clients_retained(month: date, over: int, part: Part = WHOLE) -> Any:
    """The clients with MRR `over` months before, with `start_cents`, `end_cents`, `kept_cents`.

    Kept is what they have now, and at most what they had then.
    """
    clients = Client.objects.all() if part.clients is None else part.clients
    rows = clients.order_by().annotate(
        at_start=movement_at(add_months(month, -over), part.category),
        at_end=movement_at(month, part.category),
    )
    return rows.filter(at_start__mrr_cents__gt=0).annotate(
        start_cents=F("at_start__mrr_cents"),
        end_cents=Coalesce("at_end__mrr_cents", Value(0), output_field=BigIntegerField()),
        kept_cents=Least(
            F("at_start__mrr_cents"),
            Coalesce("at_end__mrr_cents", Value(0), output_field=BigIntegerField()),
        ),
        change_cents=F("end_cents") - F("start_cents"),
    )


def is_lost(month: date, over: int) -> Q:
    """Whether one of those clients is lost: over a month by going to churn, else without MRR now.

    A free month takes the MRR away and keeps the client.
    """
    if over == 1:
        return Q(at_end__month=month, at_end__kind=Kind.CHURN)
    return Q(end_cents__lte=0)


@dataclass(frozen=True, slots=True)
class Retained:
    """Counts, and cents over the clients with MRR at the start."""

    client_count: int
    lost_count: int
    start_cents: int
    net_cents: int
    gross_cents: int

    @property
    def nrr(self) -> Fraction | None:
        return ratio(self.net_cents, self.start_cents)

    @property
    def grr(self) -> Fraction | None:
        return ratio(self.gross_cents, self.start_cents)

    @property
    def client_churn(self) -> Fraction | None:
        return ratio(self.lost_count, self.client_count)


def retained_sums(clients: QuerySet[Any], lost: Q) -> Retained:
    sums = added_up(clients, "start_cents", "end_cents", "kept_cents")
    return Retained(
        client_count=sums["count"],
        lost_count=clients.filter(lost).count(),
        start_cents=sums["start_cents"],
        net_cents=sums["end_cents"],
        gross_cents=sums["kept_cents"],
    )
