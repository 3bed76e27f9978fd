"""The retention pages: what stayed, and what left and why."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import search_clients
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.models import Agreement
from contracts.queries.agreements import search_agreements
from metrics.cohorts import STEPS, cohort_grid, step_for, whole_rows
from metrics.grids import SHOWS, Sheet, age_words, cohort_sheet, groupings
from metrics.losses import (
    KINDS,
    REASONS,
    ended_agreements,
    for_reason,
    losses_in,
    notes_of,
    reasons_of,
    sums_of_ended,
    sums_of_losses,
    with_circumstances,
    with_lost,
)
from metrics.models import MrrMovement
from metrics.parts import Part
from metrics.retention import cohort_changes, cohort_clients, cohort_sums, seen_later
from metrics.tables.retention import CancellationTable, CohortTable, LossTable
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
        **_losses(scope),
        **_reasons(scope),
    }
    return render(request, "metrics/retention.html", context)


def _cohorts(scope: Scope, show: str, by: str) -> Sheet:
    step = STEPS[by]
    period = whole_rows(scope.window.period, step)
    return cohort_sheet(cohort_grid(cohort_changes(period, scope.part), period, step), show, scope)


def _losses(scope: Scope) -> dict[str, Any]:
    losses = losses_in(scope.window.period, scope.part)
    sums = sums_of_losses(losses)
    largest = losses.order_by("amount_cents", "client__name")
    rows = late_losses(largest, scope.part)[:SHOWN_LOSSES]
    totals = {"client": "All of them", "amount_cents": -sums.cents}
    table = LossTable(rows, scope=scope, totals=totals, orderable=False)
    return {"losses": table, "loss_sums": sums, "shown_losses": SHOWN_LOSSES}


def _reasons(scope: Scope) -> dict[str, Any]:
    ended = ended_agreements(scope.window.period, scope.part)
    return {"reasons": reasons_of(ended), "notes": notes_of(ended, SHOWN_NOTES)}


def late_losses(losses: QuerySet[MrrMovement], part: Part) -> LateRows:
    return LateRows(
        losses,
        lambda rows: with_circumstances(rows, part),
        late={"since_month", "reason"},
    )


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def loss_list(request: HttpRequest) -> HttpResponseBase:
    """The clients that churned or contracted in the window's months."""
    scope = Scope.of(request)
    kind = Filter.read(request, "kind", "Kind", [(kind.value, kind.label) for kind in KINDS])
    losses = losses_in(scope.window.period, scope.part)
    if kind.value:
        losses = losses.filter(kind=kind.value)
    if words := search_words(request):
        losses = losses.filter(client__in=search_clients(Client.objects.all(), words))
    sums = sums_of_losses(losses)
    rows = late_losses(losses, scope.part)
    table = LossTable(rows, scope=scope, totals={"client": "Sum", "amount_cents": -sums.cents})
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [kind],
        "sums": sums,
        "kept": scope.period_query | scope.chosen,
    }
    return list_page(request, table, "metrics/loss_list.html", context, name="losses")


@require_safe
@permission_required("contracts.view_agreement", raise_exception=True)
def cancellation_list(request: HttpRequest) -> HttpResponseBase:
    """The agreements that ended in the window's months, each as a whole."""
    scope = Scope.of(request, with_category=False)
    reason = Filter.read(request, "reason", "Reason", REASONS)
    ended = for_reason(ended_agreements(scope.window.period, scope.part), reason.value)
    if words := search_words(request):
        found = search_agreements(Agreement.objects.all(), words)
        ended = ended.filter(agreement__in=found)
    sums = sums_of_ended(ended)
    rows = LateRows(
        ended,
        lambda rows: with_lost(rows).select_related("agreement__client__account_manager"),
        late={"lost_cents"},
        count=sums.count,
    )
    table = CancellationTable(
        rows, scope=scope, totals={"agreement": "Sum", "lost_cents": sums.cents}
    )
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [reason],
        "sums": sums,
        "kept": scope.period_query | scope.chosen,
    }
    return list_page(
        request, table, "metrics/cancellation_list.html", context, name="cancellations"
    )


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
        "kept": scope.period_query | scope.chosen | {"age": str(age or "")},
    }
    return list_page(request, table, "metrics/cohort_list.html", context, name="cohort")


def _age(request: HttpRequest) -> int:
    """How many months later; what is no number is none."""
    asked = request.GET.get("age", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 4
    return min(int(asked), OLDEST) if known else 0
