"""The revenue pages: dashboard and months."""

from datetime import date

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import clients_seen_by
from metrics import charts
from metrics.queries import revenue_by_month
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
        "latest": charts.latest(rows, window.current),
        "sparks": charts.sparks(rows),
        "charts": charts.dashboard_charts(rows, window.current),
        "is_limited": clients is not None,
        "has_clients": Client.objects.visible_to(request.user).exists(),
    }
    return render(request, "metrics/dashboard.html", context)


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def month_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def month_detail(request: HttpRequest, month: date) -> HttpResponse:
    return HttpResponse("")
