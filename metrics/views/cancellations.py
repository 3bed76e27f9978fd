"""The agreements that ended in some months, as rows."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.models import Agreement
from contracts.queries.agreements import search_agreements
from metrics.rows.losses import REASONS, ended_agreements, for_reason, reasons_of, with_lost
from metrics.rows.sums import RowSum
from metrics.scopes import Scope
from metrics.tables.retention import CancellationTable

MEANING = "their MRR at the month-end before they ended"


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def cancellation_list(request: HttpRequest) -> HttpResponseBase:
    """Each as a whole, whatever the category of its services."""
    scope = Scope.of(request, with_category=False)
    reason, words = Filter.read(request, "reason", "Reason", REASONS), search_words(request)
    ended = for_reason(ended_agreements(scope.window.period, scope.part), reason.value)
    if words:
        ended = ended.filter(agreement__in=search_agreements(Agreement.objects.all(), words))
    reasons = reasons_of(ended)
    rows = LateRows(
        ended,
        lambda rows: with_lost(rows).select_related("agreement__client__account_manager"),
        late={"lost_cents"},
        count=reasons.count,
    )
    totals = {"agreement": "Sum", "lost_cents": reasons.cents}
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [*scope.filters, reason],
        "total": RowSum(reasons.count, "agreement", reasons.cents, MEANING),
    }
    table = CancellationTable(rows, scope=scope, totals=totals)
    return list_page(
        request, table, "metrics/cancellation_list.html", context, name="cancellations"
    )
