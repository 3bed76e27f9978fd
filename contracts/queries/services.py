"""Reads of the catalogue."""

from datetime import date

from django.db.models import BigIntegerField, Count, QuerySet, Sum
from django.db.models.functions import Cast

from clients.models import ClientQuerySet
from contracts.models import LineRevision, Service
from contracts.queries.agreements import in_force


def services_in_use(
    services: QuerySet[Service], month: date, clients: ClientQuerySet | None
) -> list[Service]:
    """The services with `mrr_cents` and `line_count`, of the lines in service on the last day.

    Summed once for all of them: asking for each would read the company's lines each time.
    """
    standing = LineRevision.objects.filter(in_force(month), quantity__gt=0)
    if clients is not None:
        standing = standing.filter(client_id__in=clients.order_by().values("pk"))
    sums = (
        standing.order_by()
        .values("line__service")
        .annotate(cents=Cast(Sum("monthly_cents"), BigIntegerField()), lines=Count("pk"))
    )
    found = {row["line__service"]: (row["cents"], row["lines"]) for row in sums}
    rows = list(services)
    for row in rows:
        row.mrr_cents, row.line_count = found.get(row.pk, (0, 0))  # type: ignore[attr-defined]  # as annotated
    return rows
