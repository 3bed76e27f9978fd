"""The dashboard: is the business healthy, why, and what to do."""

from collections.abc import Sequence

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from metrics import charts
from metrics.alerts import alerts
from metrics.key_figures import key_figures
from metrics.news import news_of
from metrics.queries import revenue_by_month
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope
from metrics.seats import users_under_agreement
from metrics.tiles import dashboard_tiles


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    scope = Scope.of(request)
    window, part, worklist = scope.window, scope.part, _worklist(request)
    rows = revenue_by_month(window.period, part)
    last = rows[-1]
    context = {
        "scope": scope,
        "window": window,
        "last": last,
        "tiles": dashboard_tiles(rows, scope),
        "figures": key_figures(rows, scope, users_under_agreement(last.month, part)),
        "alerts": alerts(rows, scope, timezone.localdate(), worklist=worklist),
        "news": news_of(last.month, last.net_cents, part),
        "bridge": charts.bridge_chart(last, scope),
        "charts": charts.dashboard_charts(rows, scope, worklist=worklist),
        "is_limited": scope.is_limited,
        "has_clients": _has_clients(request, rows),
    }
    return render(request, "metrics/dashboard.html", context)


def _has_clients(request: HttpRequest, rows: Sequence[RevenueMonth]) -> bool:
    """Asked only of who shows no revenue: then there may be nothing at all."""
    earns = any(row.client_count or row.revenue_cents for row in rows)
    return earns or Client.objects.visible_to(request.user).exists()


def _worklist(request: HttpRequest) -> str:
    """Where those who may give invoice lines a kind do so."""
    may_classify = request.user.has_perm("contracts.change_invoiceline")
    return reverse("unclassified_list") if may_classify else ""
