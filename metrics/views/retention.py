"""The retention pages: what stayed, and what left and why."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import search_clients
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from metrics.cohorts import STEPS, cohort_grid, step_for, whole_rows
from metrics.grids import SHOWS, Sheet, age_words, cohort_sheet, groupings
from metrics.retention import cohort_changes, cohort_clients, cohort_sums, seen_later
from metrics.retention_tables import CohortTable
from metrics.scopes import Scope

SHOWN_LOSSES, SHOWN_NOTES = 10, 5
# Cohorts are looked at over no more years than anybody plans for.
OLDEST = 600


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def retention(request: HttpRequest) -> HttpResponse:
    scope = Scope.of(request)
    window = scope.window
    show = Filter.read(request, "show", "Figures", SHOWS).value or SHOWS[0][0]
    by = Filter.read(request, "by", "Rows", groupings(window.width)).value
    by = by or step_for(window.width)
    context = {
        "scope": scope,
        "window": window,
        "is_limited": scope.is_limited,
        "has_clients": Client.objects.visible_to(request.user).exists(),
        "cohorts": _cohorts(scope, show, by),
        "show": show,
        "by": by,
        "shows": SHOWS,
        "groupings": groupings(window.width),
    }
    return render(request, "metrics/retention.html", context)


def _cohorts(scope: Scope, show: str, by: str) -> Sheet:
    step = STEPS[by]
    period = whole_rows(scope.window.period, step)
    return cohort_sheet(cohort_grid(cohort_changes(period, scope.part), period, step), show, scope)


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def cohort_list(request: HttpRequest) -> HttpResponseBase:
    """The clients of the cohorts that begin in the window's months, `age` months on."""
    scope = Scope.of(request)
    age = _age(request)
    period = scope.window.period
    began = cohort_clients(period, scope.part)
    if words := search_words(request):
        began = began.filter(client__in=search_clients(Client.objects.all(), words))
    sums = cohort_sums(seen_later(began, period, age, scope.part))
    rows = LateRows(
        began,
        lambda rows: seen_later(
            rows.select_related("client__account_manager"), period, age, scope.part
        ),
        late={"now_cents"},
        count=sums.first_count,
    )
    totals = {"client": "Sum", "mrr_cents": sums.first_cents, "now_cents": sums.now_cents}
    table = CohortTable(rows, scope=scope, age=age, totals=totals)
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "age": age,
        "age_words": age_words(age),
        "sums": sums,
        "kept": {"age": age or ""},
    }
    return list_page(request, table, "metrics/cohort_list.html", context, name="cohort")


def _age(request: HttpRequest) -> int:
    """How many months later; what is no number is none."""
    asked = request.GET.get("age", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 4
    return min(int(asked), OLDEST) if known else 0
