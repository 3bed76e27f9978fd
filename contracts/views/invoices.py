"""The invoice pages."""

from contextlib import suppress

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.addresses import client_asked_for
from clients.models import Client
from clients.queries import clients_seen_by
from config import exports, formats
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.models import InvoiceLine
from contracts.queries.invoices import invoice_lines_of, invoiced, search_invoice_lines
from contracts.tables.invoices import InvoiceLineTable
from metrics.months import add_months, month_of
from metrics.queries import invoiced_by_company
from metrics.windows import read_month


@require_safe
@permission_required("contracts.view_invoiceline", raise_exception=True)
def invoice_list(request: HttpRequest) -> HttpResponseBase:
    clients = clients_seen_by(request.user)
    client = client_asked_for(request, Client.objects.visible_to(request.user))
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
        "unclassified_count": _unclassified_count(request),
    }
    return list_page(request, table, "contracts/invoice_list.html", context, name="invoices")


def _unclassified_count(request: HttpRequest) -> int:
    """How long the worklist is, for those who have it."""
    if not request.user.has_perm("contracts.change_invoiceline"):
        return 0
    return invoiced_by_company(kind=InvoiceLine.Kind.UNCLASSIFIED).line_count


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
