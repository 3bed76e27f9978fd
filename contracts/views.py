"""The agreement and invoice pages."""

from contextlib import suppress

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import clients_seen_by
from config import exports, formats
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.models import Agreement, InvoiceLine
from contracts.queries import (
    agreements_of,
    agreements_on,
    invoice_lines_of,
    invoiced,
    monthly_amounts_of,
    search_agreements,
    search_invoice_lines,
    with_monthly_amounts,
)
from contracts.tables import AgreementTable, InvoiceLineTable
from metrics.months import add_months, last_day_of, month_of
from metrics.queries import invoiced_by_company, mrr_of_company
from metrics.windows import Window, read_month

STATES = [("in_force", "In force"), ("upcoming", "Not started"), ("ended", "Ended")]


@require_safe
@permission_required("contracts.view_agreement", raise_exception=True)
def agreement_list(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    window = Window.from_query(request.GET, today)
    state = Filter.read(request, "state", "State", STATES)
    commitment = Filter.read(request, "commitment", "Commitment", Agreement.Commitment.choices)
    clients = clients_seen_by(request.user)
    day = today if window.month == window.current else last_day_of(window.month)
    agreements = agreements_on(day, state.value, agreements_of(clients))
    if commitment.value:
        agreements = agreements.filter(commitment=commitment.value)
    words = search_words(request)
    agreements = search_agreements(agreements, words)
    # All agreements of the company are its MRR, which the month totals know.
    narrowed = clients is not None or state.value or commitment.value or words
    mrr = monthly_amounts_of(agreements, window.month) if narrowed else mrr_of_company(window.month)
    rows = LateRows(
        agreements,
        lambda rows: with_monthly_amounts(rows, window.month),
        late={"mrr_cents", "line_count"},
    )
    table = AgreementTable(rows, totals={"name": "Sum", "mrr_cents": mrr})
    context = {
        "window": window,
        "day": day,
        "filters": [state, commitment],
        "is_limited": clients is not None,
    }
    return list_page(request, table, "contracts/agreement_list.html", context, name="agreements")


@require_safe
@permission_required("contracts.view_invoiceline", raise_exception=True)
def invoice_list(request: HttpRequest) -> HttpResponseBase:
    clients, client = clients_seen_by(request.user), _client_asked_for(request)
    kind = Filter.read(request, "kind", "Kind", InvoiceLine.Kind.choices)
    month = Filter.read(request, "month", "Month", _months_to_choose(request))
    scope = Client.objects.filter(pk=client.pk) if client else clients
    wanted = (read_month(month.value) if month.value else None, kind.value)
    words, number = search_words(request), _number_asked_for(request)
    lines = search_invoice_lines(invoice_lines_of(scope, *wanted, number), words)
    # The month totals know what the whole company invoiced without counting a million lines.
    narrowed = words or number or scope is not None
    sums = invoiced(lines) if narrowed else invoiced_by_company(*wanted)
    table = InvoiceLineTable(
        LateRows(lines, lambda rows: rows.select_related("client"), count=sums.line_count),
        totals={
            "number": f"Sum of {formats.grouped(sums.line_count)}",
            "amount_cents": sums.amount_cents,
        },
    )
    context = {
        "client": client,
        "number": number,
        "filters": [kind, month],
        "kept": {"client": client.pk if client else "", "number": number},
        "is_limited": clients is not None,
    }
    return list_page(request, table, "contracts/invoice_list.html", context, name="invoices")


def _client_asked_for(request: HttpRequest) -> Client | None:
    """The client of `?client=7`; another manager's client is not found."""
    asked = request.GET.get("client", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit()):
        raise Http404("No such client.")
    return get_object_or_404(Client.objects.visible_to(request.user), pk=int(asked))


def _number_asked_for(request: HttpRequest) -> str:
    """The invoice of `?number=A-1`. PostgreSQL refuses NUL bytes in texts, so they go."""
    return request.GET.get("number", "").replace("\0", "")[:200]


def _months_to_choose(request: HttpRequest) -> list[tuple[str, str]]:
    """Three years back, and any other month the address names."""
    current = month_of(timezone.localdate())
    months = {add_months(current, -back) for back in range(36)}
    with suppress(ValueError):
        months.add(read_month(request.GET.get("month", "")))
    return [(exports.month(month), formats.month(month)) for month in sorted(months, reverse=True)]
