"""The retention page: how much stays, what left and why."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from config.lists import Filter
from metrics.cohorts import STEPS, cohort_grid, step_for, whole_rows
from metrics.grids import SHOWS, Sheet, cohort_sheet, groupings
from metrics.queries import revenue_by_month
from metrics.retention import (
    ALL_LOSSES,
    lost_in,
    retention_charts,
    retention_tiles,
    told_of,
    with_year_before,
)
from metrics.revenue import SHARE_MONTHS, RevenueMonth
from metrics.rows.cohorts import cohort_changes
from metrics.rows.losses import ended_agreements, largest_losses, notes_of, reasons_of
from metrics.rows.movements import LOSSES, movements_of
from metrics.scopes import Scope
from metrics.tables.retention import LossTable

SHOWN_LOSSES, SHOWN_NOTES = 10, 4


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def retention(request: HttpRequest) -> HttpResponse:
    scope = Scope.of(request)
    window = scope.window
    rows = revenue_by_month(with_year_before(window.period), scope.part)
    told = told_of(rows, scope)
    ended = ended_agreements(window.period, scope.part)
    context = {
        "scope": scope,
        "window": window,
        "year_to": told,
        "tiles": retention_tiles(rows, told, scope),
        "charts": retention_charts(rows[SHARE_MONTHS:], scope),
        "is_limited": scope.is_limited,
        "has_clients": told.client_count or Client.objects.visible_to(request.user).exists(),
        "cohorts": _cohorts(request, scope),
        "reasons": reasons_of(ended),
        "notes": notes_of(ended, SHOWN_NOTES),
        **_losses(rows[SHARE_MONTHS:], scope),
    }
    return render(request, "metrics/retention.html", context)


def _cohorts(request: HttpRequest, scope: Scope) -> Sheet:
    window = scope.window
    show = Filter.read(request, "show", "Figures", SHOWS).value or SHOWS[0][0]
    by = Filter.read(request, "by", "Rows", groupings(window.width)).value
    by = by or step_for(window.width)
    period = whole_rows(window.period, STEPS[by])
    grid = cohort_grid(cohort_changes(period, scope.part), period, STEPS[by])
    return cohort_sheet(grid, scope, show=show, by=by)


def _losses(rows: Sequence[RevenueMonth], scope: Scope) -> dict[str, Any]:
    """The largest ones, of all that the months lost."""
    losses = movements_of(scope.window.period, scope.part, kinds=LOSSES)
    every = scope.link(
        "movement_list",
        since=scope.window.first,
        month=scope.month,
        kind=ALL_LOSSES,
        sort="amount_cents",
    )
    table = LossTable(
        largest_losses(losses, scope.part, SHOWN_LOSSES),
        scope=scope,
        totals={"client": "All of them", "amount_cents": -lost_in(rows)},
        totals_at={"amount_cents": every},
        orderable=False,
    )
    return {"losses": table, "losses_at": every}
