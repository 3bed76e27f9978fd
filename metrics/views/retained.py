"""The clients with MRR at a start, and what of it is kept, as rows."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from clients.queries import search_clients
from config.lists import Filter, list_page, search_words
from config.rows import CountedRows
from metrics.months import add_months
from metrics.rows.retained import Retained, clients_retained, is_lost, retained_sums
from metrics.scopes import Scope
from metrics.tables.movements import RetainedTable
from metrics.windows import ONE_MONTH

YEAR = 12


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def retained_list(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request, widths=ONE_MONTH)
    only = Filter.read(request, "only", "Clients", [("lost", "lost")])
    since = Filter.read(request, "over", "Over", [("1", "1 month")], blank="12 months")
    over = int(since.value or YEAR)
    lost, words = is_lost(scope.month, over), search_words(request)
    found: Any = search_clients(clients_retained(scope.month, over, scope.part), words)
    if only.value:
        found = found.filter(lost)
    sums = retained_sums(found, lost)
    table = RetainedTable(
        CountedRows(found.select_related("account_manager"), sums.client_count),
        scope=scope,
        over=over,
        totals=_totals(sums),
    )
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [*scope.filters, since, only],
        "start": add_months(scope.month, -over),
        "sums": sums,
        "only_lost": bool(only.value),
    }
    return list_page(request, table, "metrics/retained_list.html", context, name="retained")


def _totals(sums: Retained) -> dict[str, Any]:
    return {
        "name": "Sum",
        "start_cents": sums.start_cents,
        "end_cents": sums.net_cents,
        "change_cents": sums.net_cents - sums.start_cents,
        "kept_cents": sums.gross_cents,
    }
