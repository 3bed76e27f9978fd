"""The clients behind MRR: with how much each, since when, and what they have."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clients.models import Client
from clients.queries import search_clients
from contracts.models import LineRevision, Service
from contracts.queries.agreements import in_force
from metrics.figures import ratio
from metrics.models import Kind
from metrics.parts import WHOLE, Part
from metrics.queries import annotate_mrr

WITH, WITHOUT, ONLY = "with", "without", "only"


def clients_at(month: date, part: Part = WHOLE) -> Any:
    """The clients, with their MRR of a month."""
    clients = Client.objects.all() if part.clients is None else part.clients
    return annotate_mrr(clients, month, part.category)


@dataclass(frozen=True, slots=True)
class ClientChoice:
    """What else narrows clients with their MRR of `month`; empty values do not.

    `cohort` is the month of a client's first MRR, `top` the number of largest ones, `security`
    whether a security service is in force.
    """

    month: date
    part: Part = WHOLE
    words: str = ""
    mrr: str = ""
    archived: str = ""
    cohort: date | None = None
    top: int = 0
    security: str = ""

    @property
    def is_partial(self) -> bool:
        """Whether clients with MRR are missing."""
        chosen = (self.words, self.cohort, self.top, self.security)
        return any(chosen) or self.mrr == WITHOUT or self.archived == ONLY

    def of(self, clients: Any) -> Any:
        clients = self._not_archived(clients)
        if self.words:
            clients = search_clients(clients, self.words)
        if self.mrr:
            none = {"mrr_cents": 0}
            clients = clients.exclude(**none) if self.mrr == WITH else clients.filter(**none)
        if self.cohort:
            clients = clients.filter(Exists(self._first_mrr(self.cohort)))
        if self.security:
            has_security = Exists(self._security_lines())
            clients = clients.filter(has_security if self.security == WITH else ~has_security)
        return clients.filter(pk__in=self._largest(clients)) if self.top else clients

    def _not_archived(self, clients: Any) -> Any:
        """Archived ones are left out, except where MRR would not add up without them."""
        if self.archived == ONLY:
            return clients.filter(archived_on__isnull=False, merged_into=None)
        if self.archived == WITH:
            return clients.filter(merged_into=None)
        return clients.filter(Q(archived_on=None) | ~Q(mrr_cents=0))

    def _first_mrr(self, month: date) -> QuerySet[Any]:
        return self.part.movements.filter(client=OuterRef("pk"), month=month, kind=Kind.NEW)

    def _security_lines(self) -> QuerySet[LineRevision]:
        return LineRevision.objects.filter(
            in_force(self.month),
            client=OuterRef("pk"),
            category=Service.Category.SECURITY,
            quantity__gt=0,
        )

    def _largest(self, clients: Any) -> list[int]:
        """As a list: no database takes a limit inside a condition everywhere."""
        ordered = clients.order_by("-mrr_cents", "name", "pk")
        return list(ordered.values_list("pk", flat=True)[: self.top])


@dataclass(frozen=True, slots=True)
class ClientSums:
    """Of the clients listed, beside all clients with MRR of the same part."""

    client_count: int
    mrr_cents: int
    all_count: int
    all_cents: int

    @property
    def arpa(self) -> Fraction | None:
        return ratio(self.mrr_cents, self.client_count)
