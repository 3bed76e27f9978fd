"""Reads of the catalogue."""

from datetime import date

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from clients.models import ClientQuerySet
from contracts.models import LineRevision, Service
from contracts.queries.agreements import in_force


def services_in_use(month: date, clients: ClientQuerySet | None) -> QuerySet[Service]:
    """Add `mrr_cents` and `line_count` of the lines in service on the month's last day."""
    standing = LineRevision.objects.filter(
        in_force(month), line__service=OuterRef("pk"), quantity__gt=0
    )
    if clients is not None:
        standing = standing.filter(client_id__in=clients.order_by().values("pk"))
    grouped = standing.order_by().values("line__service")
    cents = grouped.annotate(cents=Cast(Sum("monthly_cents"), BigIntegerField())).values("cents")
    lines = grouped.annotate(lines=Count("pk")).values("lines")
    return Service.objects.annotate(
        mrr_cents=Coalesce(Subquery(cents), Value(0), output_field=BigIntegerField()),
        line_count=Coalesce(Subquery(lines), Value(0)),
    )
