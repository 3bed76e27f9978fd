"""Reads of invoices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import (
    BigIntegerField,
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from clients.history import with_names
from clients.models import Client, ClientQuerySet, HistoryEntry
from clients.queries import clients_seen_by
from contracts.models import InvoiceLine, Project


def invoice_lines_of(
    clients: ClientQuerySet | None,
    months: tuple[date, date] | None = None,
    kinds: Collection[str] = (),
    number: str = "",
    project: Project | None = None,
) -> QuerySet[InvoiceLine]:
    """All invoice lines, or those of some clients, months, kinds, of an invoice, of a project.

    The months run from the first until before the second.
    """
    lines = InvoiceLine.objects.all()
    if clients is not None:
        lines = lines.filter(client_id__in=clients.order_by().values("pk"))
    if months:
        lines = lines.filter(month__gte=months[0], month__lt=months[1])
    if number:
        lines = lines.filter(number=number)
    if project:
        lines = lines.filter(project=project)
    return lines.filter(kind__in=kinds) if kinds else lines


@dataclass(frozen=True, slots=True)
class Invoiced:
    """How many invoice lines, and what they add up to in cents."""

    line_count: int
    amount_cents: int


def invoiced(lines: QuerySet[InvoiceLine]) -> Invoiced:
    cents = Coalesce(Cast(Sum("amount_cents"), BigIntegerField()), 0)
    sums = lines.order_by().aggregate(lines=Count("pk"), cents=cents)
    return Invoiced(sums["lines"], sums["cents"])


def with_one_off(clients: ClientQuerySet, months: tuple[date, date]) -> ClientQuerySet:
    """Add `one_off_cents`, invoiced from the first month until before the second."""
    lines = InvoiceLine.objects.filter(
        client=OuterRef("pk"),
        month__gte=months[0],
        month__lt=months[1],
        kind__in=InvoiceLine.ONE_OFF_KINDS,
    )
    cents = Cast(Sum("amount_cents"), BigIntegerField())
    summed = lines.order_by().values("client").annotate(cents=cents).values("cents")
    return clients.annotate(
        one_off_cents=Coalesce(Subquery(summed), Value(0), output_field=BigIntegerField())
    )


def search_invoice_lines(lines: QuerySet[InvoiceLine], words: str) -> QuerySet[InvoiceLine]:
    if not words:
        return lines
    named = Client.objects.filter(name__icontains=words)
    return lines.filter(
        Q(number__icontains=words) | Q(description__icontains=words) | Q(client__in=named)
    )


def lines_of_invoice(line: InvoiceLine) -> QuerySet[InvoiceLine]:
    """All lines of the invoice that a line is of, as stored now, in their order."""
    number = InvoiceLine.objects.filter(pk=line.pk).order_by().values("number")
    lines = InvoiceLine.objects.filter(client_id=line.client_id, number__in=number)
    return lines.select_related("client", "project", "agreement", "rule").order_by("position")


def entries_of_invoice(lines: list[InvoiceLine]) -> QuerySet[HistoryEntry]:
    """The history of an invoice's lines, also of lines that were removed from it; newest first."""
    keys = [line.pk for line in lines]
    about = Q(object_id__in=keys) | Q(object_repr__startswith=f"{lines[0].number}/", action=2)
    entries: QuerySet[HistoryEntry] = HistoryEntry.objects.filter(
        about,
        client_id=lines[0].client_id,
        content_type__app_label="contracts",
        content_type__model="invoiceline",
    )
    return with_names(entries)


def invoice_lines_seen_by(user: User | AnonymousUser) -> QuerySet[InvoiceLine]:
    """The lines of the clients that a person may see, with the client."""
    lines = InvoiceLine.objects.select_related("client")
    clients = clients_seen_by(user)
    # Who sees all is not asked for each line's client: SQLite would begin with the clients.
    return lines if clients is None else lines.filter(client__in=clients.order_by())
