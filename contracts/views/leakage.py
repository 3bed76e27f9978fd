"""Billed against contracted: what managed clients were invoiced beside their MRR."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.queries import clients_seen_by
from config import formats
from config.lists import Filter, list_page, search_words
from config.rows import ListRows
from contracts.tables.leakage import LeakageTable, totals_of
from metrics.leakage import MONTHS, Leakage, leakages
from metrics.months import add_months, last_day_of, month_of
from metrics.windows import ONE_MONTH, Window

SIDES = [("under", "Under-billed"), ("over", "Over-billed")]


@require_safe
@permission_required("contracts.view_invoiceline", raise_exception=True)
def leakage_list(request: HttpRequest) -> HttpResponseBase:
    # The current month's invoices are still being written: the page opens at the one before.
    last_complete = add_months(month_of(timezone.localdate()), -1)
    window = Window.from_query(request.GET, last_day_of(last_complete), widths=ONE_MONTH)
    side = Filter.read(request, "side", "Over 12 months", SIDES)
    clients = clients_seen_by(request.user)
    rows = leakages(window.month, clients, words=search_words(request))
    rows = [row for row in rows if _is_on(side.value, row)]
    counted = f"Sum of {formats.grouped(len(rows))}"
    table = LeakageTable(
        ListRows(rows),
        since=add_months(window.month, 1 - MONTHS),
        month=window.month,
        totals={"client": counted, **totals_of(rows)},
    )
    context = {
        "window": window,
        "filters": [side],
        "is_limited": clients is not None,
    }
    return list_page(
        request, table, "contracts/leakage_list.html", context, name="billed-against-contracted"
    )


def _is_on(side: str, row: Leakage) -> bool:
    if side == "under":
        return row.difference_12m_cents < 0
    return row.difference_12m_cents > 0 if side == "over" else True
