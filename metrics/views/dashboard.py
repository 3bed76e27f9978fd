"""The dashboard: is the business healthy, why, and what to do."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clients.models import Client
from metrics import charts
from metrics.queries import revenue_by_month
from metrics.scopes import Scope
from metrics.tiles import dashboard_tiles


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    scope = Scope.of(request)
    window = scope.window
    rows = revenue_by_month(window.period, scope.part)
    context = {
        "scope": scope,
        "window": window,
        "tiles": dashboard_tiles(rows, scope),
        "charts": charts.dashboard_charts(rows, scope, worklist=_worklist(request)),
        "is_limited": scope.is_limited,
        "has_clients": Client.objects.visible_to(request.user).exists(),
    }
    return render(request, "metrics/dashboard.html", context)


def _worklist(request: HttpRequest) -> str:
    """Where those who may give invoice lines a kind do so."""
    may_classify = request.user.has_perm("contracts.change_invoiceline")
    return reverse("unclassified_list") if may_classify else ""
