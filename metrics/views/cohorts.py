"""The clients of some cohorts, so many months on, as rows."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config.lists import list_page, search_words
from config.rows import LateRows
from metrics.grids import age_words
from metrics.rows.cohorts import CohortSums, cohort_clients, cohort_sums, seen_later
from metrics.scopes import Scope
from metrics.tables.retention import CohortTable
from metrics.windows import ROW_WIDTHS

# Longer than any business is looked back on, and within the years that there are.
OLDEST = 600


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def cohort_list(request: HttpRequest) -> HttpResponseBase:
    """The window's months are those of the first MRR."""
    scope = Scope.of(request, widths=ROW_WIDTHS)
    part, age = scope.part, _age(request)
    began = cohort_clients(scope.window.period, part, words=search_words(request))
    sums = cohort_sums(seen_later(began, age, part))
    rows = LateRows(
        began,
        lambda rows: seen_later(rows.select_related("client__account_manager"), age, part),
        late={"now_cents"},
        count=sums.first_count,
    )
    table = CohortTable(rows, scope=scope, age=age, totals=_totals(sums))
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": scope.filters,
        "age_words": age_words(age),
        "sums": sums,
    }
    return list_page(request, table, "metrics/cohort_list.html", context, name="cohorts")


def _totals(sums: CohortSums) -> dict[str, str | int]:
    return {"client": "Sum", "mrr_cents": sums.first_cents, "now_cents": sums.now_cents}


def _age(request: HttpRequest) -> int:
    """How many months later; what is no number is none."""
    asked = request.GET.get("age", "")
    is_known = asked.isascii() and asked.isdigit() and len(asked) < 4
    return min(int(asked), OLDEST) if is_known else 0
