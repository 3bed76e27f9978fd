"""The retention page: how much stays, what left and why."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from config.lists import Filter
from metrics.cohorts import STEPS, cohort_grid, step_for, whole_rows
from metrics.grids import SHOWS, Sheet, cohort_sheet, groupings
from metrics.rows.cohorts import cohort_changes
from metrics.rows.losses import ended_agreements, late_losses, notes_of, reasons_of
from metrics.rows.movements import LOSSES, movements_of
from metrics.rows.sums import added_up
from metrics.scopes import Scope
from metrics.tables.retention import LossTable

SHOWN_LOSSES, SHOWN_NOTES = 10, 4


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
        **_losses(scope),
        **_reasons(scope),
    }
    return render(request, "metrics/retention.html", context)


def _cohorts(scope: Scope, show: str, by: str) -> Sheet:
    step = STEPS[by]
    period = whole_rows(scope.window.period, step)
    return cohort_sheet(cohort_grid(cohort_changes(period, scope.part), period, step), show, scope)


def _losses(scope: Scope) -> dict[str, Any]:
    """The largest ones, of all that the foot adds up."""
    losses = movements_of(scope.window.period, scope.part, kinds=LOSSES)
    sums = added_up(losses, "amount_cents")
    count, cents = sums["count"], sums["amount_cents"]
    largest = losses.order_by("amount_cents", "client__name", "month")
    rows = late_losses(largest, scope.part, count)[:SHOWN_LOSSES]
    every = scope.link(
        "movement_list",
        since=scope.window.first,
        month=scope.month,
        kind=",".join(LOSSES),
        sort="amount_cents",
    )
    table = LossTable(
        rows,
        scope=scope,
        totals={"client": "All of them", "amount_cents": cents},
        totals_at={"amount_cents": every},
        orderable=False,
    )
    return {"losses": table, "loss_count": count, "losses_at": every}


def _reasons(scope: Scope) -> dict[str, Any]:
    ended = ended_agreements(scope.window.period, scope.part)
    return {"reasons": reasons_of(ended), "notes": notes_of(ended, SHOWN_NOTES)}
