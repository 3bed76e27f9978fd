"""The revenue pages: dashboard and months."""

from datetime import date

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import clients_seen_by
from config.lists import PER_PAGE, list_page
from metrics import charts, tiles
from metrics.details import client_movements, drivers_in
from metrics.months import month_of
from metrics.queries import lines_in_and_out, movements_in, revenue_by_month
from metrics.tables import MonthTable, month_totals
from metrics.windows import Window


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    window = Window.from_query(request.GET, timezone.localdate())
    clients = clients_seen_by(request.user)
    rows = revenue_by_month(window.period, clients)
    context = {
        "window": window,
        "last": rows[-1],
        "complete": tiles.last_complete(rows, window.current),
        "sparks": tiles.sparks(rows, window.current),
        "charts": charts.dashboard_charts(rows, window.current, worklist=_worklist(request)),
        "is_limited": clients is not None,
        "has_clients": Client.objects.visible_to(request.user).exists(),
    }
    return render(request, "metrics/dashboard.html", context)


def _worklist(request: HttpRequest) -> str:
    """Where those who may give invoice lines a kind do so."""
    may_classify = request.user.has_perm("contracts.change_invoiceline")
    return reverse("unclassified_list") if may_classify else ""


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def month_list(request: HttpRequest) -> HttpResponseBase:
    window = Window.from_query(request.GET, timezone.localdate())
    clients = clients_seen_by(request.user)
    rows = revenue_by_month(window.period, clients)
    table = MonthTable(rows, current=window.current, totals=month_totals(rows))
    context = {
        "window": window,
        "is_limited": clients is not None,
        "has_clients": Client.objects.visible_to(request.user).exists(),
    }
    return list_page(request, table, "metrics/month_list.html", context, name="months")


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def month_detail(request: HttpRequest, month: date) -> HttpResponse:
    window = Window(month, 1, month_of(timezone.localdate()))
    clients = clients_seen_by(request.user)
    movements = Paginator(movements_in(month, clients), PER_PAGE)
    page = movements.get_page(request.GET.get("page"))
    context = {
        "window": window,
        "row": revenue_by_month(window.period, clients)[0],
        "drivers": drivers_in(month, clients),
        "page": page,
        "movements": client_movements(month, page),
        "all_open": request.GET.get("open") == "all",
        "in_and_out": lines_in_and_out(month, clients),
        "is_limited": clients is not None,
    }
    return render(request, "metrics/month_detail.html", context)
