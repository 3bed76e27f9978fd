"""The months: all of them in a table, and one of them down to its line changes."""

from datetime import date

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from config.lists import PER_PAGE, list_page
from metrics.details import bridge_cards, bridge_rows, client_movements, drivers_in
from metrics.months import month_of
from metrics.queries import lines_in_and_out, movements_in, revenue_by_month
from metrics.scopes import Scope
from metrics.tables.months import MonthTable, month_totals
from metrics.windows import Window


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def month_list(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request)
    rows = revenue_by_month(scope.window.period, scope.part)
    table = MonthTable(rows, scope=scope, totals=month_totals(rows))
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "has_clients": Client.objects.visible_to(request.user).exists(),
    }
    return list_page(request, table, "metrics/month_list.html", context, name="months")


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def month_detail(request: HttpRequest, month: date) -> HttpResponse:
    window = Window(month, 1, month_of(timezone.localdate()))
    scope = Scope.of(request, window=window)
    movements = Paginator(movements_in(month, scope.part), PER_PAGE)
    page = movements.get_page(request.GET.get("page"))
    row = revenue_by_month(window.period, scope.part)[0]
    drivers = drivers_in(month, scope.part)
    moved = client_movements(month, page, scope.part.category)
    context = {
        "scope": scope,
        "window": window,
        "row": row,
        "drivers": drivers,
        "cards": bridge_cards(row, drivers, [] if page.has_other_pages() else moved),
        "rows": bridge_rows(scope),
        "page": page,
        "movements": moved,
        "all_open": request.GET.get("open") == "all",
        "in_and_out": lines_in_and_out(month, scope.part),
        "is_limited": scope.is_limited,
    }
    return render(request, "metrics/month_detail.html", context)
