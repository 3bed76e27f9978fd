"""The part of the company that a page is about."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from clients.models import ClientQuerySet
from metrics.models import CategoryMovement, MrrMovement

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Part:
    """Some clients, or all of them where `clients` is None; one service category, or all.

    The whole company is read from the month totals, a part of its clients added up from their rows.
    """

    clients: ClientQuerySet | None = None
    category: str = ""

    def of(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those rows that are about these clients."""
        if self.clients is None:
            return rows
        return rows.filter(client_id__in=self.clients.order_by().values("pk"))

    def of_lines(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those that are about these clients and the category; rows of lines have one each."""
        rows = self.of(rows)
        return rows.filter(category=self.category) if self.category else rows

    @property
    def movements(self) -> QuerySet[Any]:
        """The movements of the clients' MRR, or of what is theirs in the category."""
        if self.category:
            return self.of(CategoryMovement.objects.filter(category=self.category))
        return self.of(MrrMovement.objects.all())


WHOLE = Part()
