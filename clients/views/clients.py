"""The client pages."""

from datetime import date

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from config.lists import search_words
from contracts.models import InvoiceLine
from contracts.queries.agreements import agreements_with_lines
from metrics import charts
from metrics.client_tiles import Seats, client_tiles
from metrics.models import MrrMovement
from metrics.offers import Offer, offer_of
from metrics.queries import annotate_agreement_mrr, mrr_of_company, revenue_by_month
from metrics.scopes import Scope
from metrics.seats import users_under_agreement

RECENT_INVOICE_LINES = 12
CHOICES_OFFERED = 20


@require_safe
@permission_required("clients.view_client", raise_exception=True)
def client_detail(request: HttpRequest, pk: int) -> HttpResponse:
    client = _surviving(request, pk)
    if client.pk != pk:
        return redirect(client)
    scope = Scope.of_client(client, request.GET, timezone.localdate())
    window = scope.window
    rows = revenue_by_month(window.period, scope.part)
    movements = list(MrrMovement.objects.filter(client=client).order_by("-month"))
    with_lines = agreements_with_lines(client, window.month)
    agreements = list(annotate_agreement_mrr(with_lines, window.month))
    last_movement = next((row for row in movements if row.month <= window.month), None)
    offer = offer_of(agreements)
    context = {
        "client": client,
        "scope": scope,
        "window": window,
        "tiles": client_tiles(rows, scope, offer, _seats(offer, window.month), last_movement),
        "charts": charts.client_charts(rows, scope, had_mrr=bool(movements)),
        "movements": movements,
        "agreements": agreements,
        "offer": offer,
        "notes": client.notes.select_related("author"),
        "may_note": request.user.has_perm("clients.add_clientnote") and not client.archived_on,
        "invoice_lines": _recent_invoice_lines(client),
        "today": timezone.localdate(),
    }
    return render(request, "clients/client_detail.html", context)


def _seats(offer: Offer, month: date) -> Seats:
    return Seats(offer.user_count, users_under_agreement(month), mrr_of_company(month))


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
