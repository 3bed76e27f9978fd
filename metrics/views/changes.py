"""The line changes of some months, as rows."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config.lists import Filter, is_download, list_page, search_words
from contracts.models import Service
from metrics.queries import moved_in
from metrics.rows.changes import Cause, changes_of, with_records
from metrics.rows.sums import RowSum, added_up, named
from metrics.scopes import Scope
from metrics.tables.movements import ChangeFile, ChangesOfTerms, ChangeTable
from metrics.windows import CHANGE_WIDTHS

FIGURES = {
    "": "the net new MRR",
    Cause.QUANTITY: "the change of MRR by quantity",
    Cause.PRICE: "the change of MRR by price",
    Cause.DISCOUNT: "the change of MRR by discount",
    Cause.ADDED: "the MRR of services added",
    Cause.DROPPED: "the MRR of services dropped",
}


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def change_list(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request, widths=CHANGE_WIDTHS)
    services = Service.objects.values_list("pk", "name")
    filters = [
        Filter.read(request, "cause", "Cause", Cause.choices),
        Filter.read(request, "service", "Service", services),
    ]
    chosen = {item.name: item.value for item in filters}
    words = search_words(request)
    is_part = bool(words or chosen["service"])
    found = changes_of(scope.window.period, scope.part, words=words, **chosen)
    sums = added_up(found, "shown_cents")
    table = (ChangeFile if is_download(request) else ChangeTable)(
        ChangesOfTerms(with_records(found), sums["count"]),
        totals={"line": "Sum", "shown_cents": sums["shown_cents"]},
    )
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [*scope.filters, *filters],
        "total": _total(scope, sums, cause=chosen["cause"], is_part=is_part),
    }
    return list_page(request, table, "metrics/change_list.html", context, name="line-changes")


def _total(scope: Scope, sums: dict[str, int], *, cause: str, is_part: bool) -> RowSum:
    """The ledger keeps what all causes together changed."""
    known = not (cause or is_part)
    return RowSum(
        sums["count"],
        "line change",
        sums["shown_cents"],
        named(FIGURES[cause], scope, is_part=is_part),
        moved_in(scope.window.period, scope.part) if known else None,
        is_change=True,
    )
