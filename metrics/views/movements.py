"""The movements of some months, as rows."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config import figure_keys, formats
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from metrics.models import Kind
from metrics.queries import moved_in, mrr_of, with_converted
from metrics.rows.losses import late_losses
from metrics.rows.movements import (
    LOSSES,
    MovementSums,
    kinds_named,
    movement_sums,
    movements_of,
)
from metrics.rows.sums import RowRatio, RowSum, named
from metrics.scopes import Scope
from metrics.tables.movements import MovementTable
from metrics.tables.retention import LossTable
from metrics.windows import ROW_WIDTHS

FIGURES = {
    Kind.NEW: "the new MRR",
    Kind.REACTIVATION: "the reactivation",
    Kind.EXPANSION: "the expansion",
    Kind.CONTRACTION: "the contraction",
    Kind.CHURN: "the churn",
}
SEVERAL = [
    ("new,reactivation", "New and reactivation"),
    ("new,reactivation,expansion", "All gains"),
    ("contraction,churn", "All losses"),
]


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def movement_list(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request, widths=ROW_WIDTHS)
    kind = Filter.read(request, "kind", "Kind", _kinds_to_choose(request))
    kinds, words = kinds_named(kind.value), search_words(request)
    found = movements_of(scope.window.period, scope.part, kinds=kinds, words=words)
    sums = movement_sums(found, mrr_of(scope.part, scope.window.before_first))
    table = _table(scope, found, kinds, sums)
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [*scope.filters, kind],
        "total": _total(scope, kinds, words, sums),
        "ratios": [] if words else _ratios(sums, kinds),
    }
    return list_page(request, table, "metrics/movement_list.html", context, name="movements")


def _table(
    scope: Scope, found: QuerySet[Any], kinds: tuple[str, ...], sums: MovementSums
) -> MovementTable:
    """Of what is lost alone there is more to tell."""
    totals = {"client": "Sum", "amount_cents": sums.net_cents}
    if kinds and set(kinds) <= set(LOSSES):
        rows = late_losses(found, scope.part, sums.count)
        return LossTable(rows, scope=scope, totals=totals)
    rows = LateRows(found, _with_records, count=sums.count)
    return MovementTable(rows, scope=scope, totals=totals)


def _kinds_to_choose(request: HttpRequest) -> list[tuple[str, str]]:
    """Each kind, and those that are read together; any others that the address names."""
    choices = [*Kind.choices, *SEVERAL]
    asked = request.GET.get("kind", "")
    if asked not in dict(choices) and (kinds := kinds_named(asked)):
        choices.append((asked, _listed([str(Kind(kind).label) for kind in kinds])))
    return choices


def _with_records(rows: QuerySet[Any]) -> QuerySet[Any]:
    return with_converted(rows).select_related("client__account_manager")


def _total(scope: Scope, kinds: tuple[str, ...], words: str, sums: MovementSums) -> RowSum:
    figure = _listed([FIGURES[Kind(kind)] for kind in kinds]) if kinds else "the net new MRR"
    return RowSum(
        sums.count,
        "movement",
        sums.net_cents,
        named(figure, scope, is_part=bool(words)),
        None if words else moved_in(scope.window.period, scope.part, kinds),
        is_change=True,
    )


def _listed(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _ratios(sums: MovementSums, kinds: tuple[str, ...]) -> list[RowRatio]:
    """Those that these movements are the parts of."""
    lost, opening = sums.lost_cents, sums.opening_cents
    found = [RowRatio.of("Revenue churn", lost, opening)]
    if set(kinds) == set(LOSSES):
        return found
    if kinds:
        return []
    quick = figure_keys.ratio(sums.gained_cents, lost)
    return [
        *found,
        RowRatio.of("Net revenue churn", sums.net_lost_cents, opening),
        RowRatio("Quick ratio", formats.times(sums.quick_ratio), quick),
    ]
