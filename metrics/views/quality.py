"""Revenue quality: how firmly MRR is promised, on whom it hangs, what it leaves, what it lacks."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from config.lists import Filter, list_page, search_words
from config.rows import ListRows
from contracts.models import Pricing
from metrics.months import Period
from metrics.quality import cards
from metrics.quality.charts import segments, wall_chart
from metrics.quality.figures import tops
from metrics.quality.forms import EcosystemForm
from metrics.quality.margins import margins_in
from metrics.quality.overview import Overview, overview
from metrics.quality.queries import lines_without_cost, repeat_purchases
from metrics.quality.security import CrossSell, selling_in
from metrics.quality.tables import (
    HolderTable,
    MarginTable,
    OfferTable,
    PromiseTable,
    margin_totals,
    offer_totals,
)
from metrics.quality.tiles import quality_tiles
from metrics.scopes import Scope
from metrics.windows import ONE_MONTH

YEAR = 12
MARGINS_BY = [("service", "service")]


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def revenue_quality(request: HttpRequest) -> HttpResponse:
    scope, today = _scope(request), timezone.localdate()
    offered = request.GET.get("service", "")
    found = overview(scope.month, scope.window.current, scope.part, offered)
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "has_clients": bool(found.holders) or Client.objects.visible_to(request.user).exists(),
    }
    if found.holders:
        context |= _sections(request, found, scope, today)
    return render(request, "metrics/revenue_quality.html", context)


def _scope(request: HttpRequest) -> Scope:
    """A month's last day, of all services."""
    return Scope.of(request, widths=ONE_MONTH, with_category=False)


def _sections(request: HttpRequest, found: Overview, scope: Scope, today: date) -> dict[str, Any]:
    ecosystem, top = _ecosystem(request, scope), tops(found.holders)
    return {
        "tiles": quality_tiles(found, today, scope),
        "promises": PromiseTable.of(found.promises, scope),
        "promises_card": cards.months_remaining_card(found.promises[-1], scope),
        "segments": segments(found.promises[:-1]),
        "ecosystem": ecosystem,
        "ecosystem_card": cards.ecosystem_card(ecosystem.ecosystem),
        "wall": wall_chart(found.today, today, scope),
        "holders": HolderTable(found.holders, scope=scope),
        "tops": top,
        "tops_card": cards.concentration_card(top[-1], scope),
        "clients": MarginTable(found.clients, scope=scope, of="client", orderable=False),
        "services": MarginTable(found.services, scope=scope, orderable=False),
        "service_count": found.service_count,
        "services_card": cards.margin_card(found.total, scope),
        "total": found.total,
        "uncosted_count": found.uncosted_count,
        "selling": found.selling,
        "choice": _choice(request, found.selling),
        "offers": _offer_table(request, found.offers, found.selling, scope, orderable=False),
    }


def _ecosystem(request: HttpRequest, scope: Scope) -> EcosystemForm:
    """What clients without an agreement bought is read only when nobody says otherwise."""
    if EcosystemForm.is_asked(request.GET):
        return EcosystemForm(request.GET)
    year = Period.ending_with(scope.month, months=YEAR)
    return EcosystemForm.proposing(repeat_purchases(year, scope.part))


def _offer_table(
    request: HttpRequest, offers: Any, selling: CrossSell, scope: Scope, **more: Any
) -> OfferTable:
    pricing = selling.service.pricing if selling.service else Pricing.FLAT
    may_add = request.user.has_perm("contracts.change_agreement")
    return OfferTable(offers, scope=scope, pricing=pricing, may_add=may_add, **more)


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def margin_list(request: HttpRequest) -> HttpResponseBase:
    scope, words = _scope(request), search_words(request)
    by = Filter.read(request, "by", "Margins by", MARGINS_BY, blank="client")
    of = by.value or by.blank
    rows = margins_in(of, scope.month, scope.part, words)
    table = MarginTable(ListRows(rows), scope=scope, of=of, totals=margin_totals(rows))
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [*scope.filters, by],
        "of": of,
        "uncosted_count": lines_without_cost(scope.month, scope.part),
    }
    return list_page(request, table, "metrics/margin_list.html", context, name=f"{of}-margins")


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def cross_sell_list(request: HttpRequest) -> HttpResponseBase:
    scope, words = _scope(request), search_words(request)
    selling = selling_in(scope.month, scope.part, request.GET.get("service", ""), words)
    table = _offer_table(
        request, ListRows(selling.offers), selling, scope, totals=offer_totals(selling)
    )
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": [*scope.filters, *_choice(request, selling)],
        "selling": selling,
    }
    return list_page(request, table, "metrics/cross_sell_list.html", context, name="cross-sell")


def _choice(request: HttpRequest, selling: CrossSell) -> list[Filter]:
    """Which security service is offered, where there is more than one."""
    if len(selling.services) < 2:
        return []
    usual, *others = selling.services
    choices = [(service.pk, service.name) for service in others]
    return [Filter.read(request, "service", "Offered", choices, blank=usual.name)]
