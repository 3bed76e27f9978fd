"""The client pages."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import clients_seen_by, search_clients
from clients.tables import ClientTable
from config import formats
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.models import InvoiceLine
from contracts.queries.agreements import agreements_with_lines
from contracts.queries.invoices import with_one_off
from metrics import charts
from metrics.models import MrrMovement
from metrics.queries import annotate_mrr, revenue_by_month
from metrics.scopes import Scope
from metrics.tiles import client_tiles
from metrics.windows import Window

MRR_CHOICES = [("with", "With MRR"), ("without", "Without MRR")]
ARCHIVED_CHOICES = [("with", "With archived"), ("only", "Only archived")]
RECENT_INVOICE_LINES = 12
CHOICES_OFFERED = 20


@require_safe
@permission_required("clients.view_client", raise_exception=True)
def client_list(request: HttpRequest) -> HttpResponseBase:
    window = Window.from_query(request.GET, timezone.localdate())
    with_mrr = Filter.read(request, "mrr", "MRR", MRR_CHOICES)
    archived = Filter.read(request, "archived", "Archived", ARCHIVED_CHOICES, blank="left out")
    visible = Client.objects.visible_to(request.user)
    found = annotate_mrr(search_clients(visible, search_words(request)), window.month)
    clients = _archived(_narrowed(found, with_mrr), archived)
    sums = clients.aggregate(clients=Count("pk"), mrr_cents=Sum("mrr_cents", default=0))
    table = ClientTable(
        _rows(clients, window, sums["clients"]),
        month=window.month if window.month != window.current else None,
        totals=_totals(sums),
    )
    context = {
        "window": window,
        "filters": [with_mrr, archived],
        "is_limited": clients_seen_by(request.user) is not None,
    }
    return list_page(request, table, "clients/client_list.html", context, name="clients")


def _archived(clients: QuerySet[Any], archived: Filter) -> QuerySet[Any]:
    """Archived ones are left out, except where the month's MRR would not add up without them."""
    if archived.value == "only":
        return clients.filter(archived_on__isnull=False, merged_into=None)
    if archived.value == "with":
        return clients.filter(merged_into=None)
    return clients.filter(Q(archived_on=None) | ~Q(mrr_cents=0))


def _narrowed(clients: QuerySet[Any], with_mrr: Filter) -> QuerySet[Any]:
    if with_mrr.value == "with":
        clients = clients.filter(mrr_cents__gt=0)
    if with_mrr.value == "without":
        clients = clients.filter(mrr_cents=0)
    return clients


def _rows(clients: QuerySet[Any], window: Window, count: int) -> LateRows:
    def enrich(rows: Any) -> QuerySet[Any]:
        months = (window.period.start, window.period.end)
        rows = with_one_off(annotate_mrr(rows, window.month), months)
        return rows.select_related("account_manager")

    return LateRows(clients, enrich, late={"one_off_cents"}, count=count)


def _totals(sums: dict[str, int]) -> dict[str, int | str]:
    return {"name": f"Sum of {formats.grouped(sums['clients'])}", "mrr_cents": sums["mrr_cents"]}


@require_safe
@permission_required("clients.view_client", raise_exception=True)
def client_detail(request: HttpRequest, pk: int) -> HttpResponse:
    client = _surviving(request, pk)
    if client.pk != pk:
        return redirect(client)
    window = Window.from_query(request.GET, timezone.localdate())
    scope = Scope.of_client(client, window)
    rows = revenue_by_month(window.period, scope.part)
    movements = list(MrrMovement.objects.filter(client=client).order_by("-month"))
    last_movement = next((row for row in movements if row.month <= window.month), None)
    context = {
        "client": client,
        "window": window,
        "tiles": client_tiles(rows, scope, last_movement),
        "charts": charts.client_charts(rows, scope, had_mrr=bool(movements)),
        "movements": movements,
        "agreements": agreements_with_lines(client, window.month),
        "invoice_lines": _recent_invoice_lines(client),
        "today": timezone.localdate(),
    }
    return render(request, "clients/client_detail.html", context)


def _surviving(request: HttpRequest, pk: int) -> Client:
    """The client, or the one its record was merged into; another manager's is not found."""
    visible = Client.objects.visible_to(request.user).select_related("account_manager")
    if client := visible.filter(pk=pk, merged_into=None).first():
        return client
    return get_object_or_404(visible, pk=get_object_or_404(Client, pk=pk).surviving.pk)


def _recent_invoice_lines(client: Client) -> list[InvoiceLine]:
    lines = InvoiceLine.objects.filter(client=client).order_by("-issued_on", "number", "position")
    return list(lines[:RECENT_INVOICE_LINES])


@require_safe
@permission_required("clients.view_client", raise_exception=True)
def client_choices(request: HttpRequest) -> HttpResponse:
    """Suggestions for what is typed, which htmx sends by its field's own name: `?field=client`."""
    words = search_words(request, request.GET.get("field", "q"))
    visible = Client.objects.visible_to(request.user).current()
    clients = visible.filter(name__icontains=words)
    context = {"clients": clients.order_by("name")[:CHOICES_OFFERED]}
    return render(request, "clients/client_choices.html", context)
