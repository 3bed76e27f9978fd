"""The forecast: what is known ahead, what is expected, and how good past forecasts were."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from config import formats
from config.lists import Filter, list_page, search_words
from config.rows import CountedRows
from contracts.queries.agreements import search_agreements
from metrics.forecast.charts import outlook_chart, past_chart
from metrics.forecast.forms import GoalForm
from metrics.forecast.keeping import (
    PastForecast,
    against,
    grade_of,
    grades,
    kept_forecasts,
    past_forecasts,
)
from metrics.forecast.outlook import Outlook, outlook, terms_ending, with_mrr
from metrics.forecast.tiles import outlook_tiles, usual_card
from metrics.forecasting import LEADS, beside_the_usual, reached
from metrics.months import Period, add_months
from metrics.rows.sums import RowSum, added_up
from metrics.scopes import Scope
from metrics.tables.forecast import ForecastTable, TermTable, UsualTable
from metrics.windows import ONE_MONTH

# How many months a forecast reaches, the usual choice first.
REACHES = ("12", "6", "24")
# How many months ahead a forecast was made that the chart of past ones shows unasked.
SHOWN_LEAD = 3


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def forecast(request: HttpRequest) -> HttpResponse:
    scope = Scope.of(request, with_category=False)
    reach = Filter.read(request, "ahead", "Ahead", [(one, one) for one in REACHES])
    width = reach.value or REACHES[0]
    # Kept forecasts are about the whole company, and for those who see all of it.
    has_past = scope.part.clients is None and request.user.has_perm("metrics.view_forecast")
    kept = kept_forecasts(scope.window.current) if has_past else []
    since = kept[-1].target_month if kept else None
    found = outlook(scope.window.current, int(width), scope.part, since=since)
    past = against(kept, found.complete)
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "has_clients": Client.objects.visible_to(request.user).exists(),
        "found": found,
        "width": width,
        "widths": sorted(REACHES, key=int),
        "tiles": outlook_tiles(found, scope, grade_of(past) if has_past else None),
        "usual": _usual(found, scope),
        "usual_card": usual_card(found),
        "has_past": has_past,
        **_goal(request, found, scope),
        **(_past(request, found, past, scope) if past else {}),
    }
    return render(request, "metrics/forecast.html", context)


def _goal(request: HttpRequest, found: Outlook, scope: Scope) -> dict[str, Any]:
    form = GoalForm(request.GET)
    return {
        "goal_form": form,
        "reached": reached(form.cents, found.estimates) if form.cents else None,
        "chart": outlook_chart(found, scope, form.cents),
    }


def _usual(found: Outlook, scope: Scope) -> UsualTable | None:
    if found.usual is None:
        return None
    return UsualTable(beside_the_usual(found.complete, found.usual), scope=scope)


def _past(
    request: HttpRequest, found: Outlook, past: Sequence[PastForecast], scope: Scope
) -> dict[str, Any]:
    lead = _lead(request)
    ahead = int(lead.value or SHOWN_LEAD)
    return {
        "grades": list(grades(past)),
        "lead": ahead,
        "past_chart": past_chart(found.complete, past, ahead, scope),
    }


def _lead(request: HttpRequest) -> Filter:
    return Filter.read(request, "lead", "Months ahead", [(lead, str(lead)) for lead in LEADS])


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def term_list(request: HttpRequest) -> HttpResponseBase:
    """The terms that end from now on until a month, and nobody decided to renew."""
    scope = Scope.of(request, widths=ONE_MONTH, with_category=False)
    period = Period(scope.window.current, add_months(scope.month, 1))
    terms = search_agreements(terms_ending(period, scope.part), search_words(request))
    found = with_mrr(terms, scope.month)
    sums = added_up(found, "mrr_cents")
    month = formats.long_month(scope.month)
    table = TermTable(
        CountedRows(found.select_related("client"), sums["count"]),
        scope=scope,
        totals={"client": "Sum", "mrr_cents": sums["mrr_cents"]},
    )
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "filters": scope.filters,
        "total": RowSum(
            sums["count"],
            "agreement",
            sums["mrr_cents"],
            f"the MRR of {month} that is gone by then if none of these terms is renewed",
        ),
    }
    return list_page(request, table, "metrics/term_list.html", context, name="terms")


@require_safe
@permission_required("metrics.view_forecast", raise_exception=True)
def forecast_list(request: HttpRequest) -> HttpResponseBase:
    """Each kept forecast of a complete month, as many months ahead as are graded."""
    scope = Scope.of(request, with_category=False)
    lead = _lead(request)
    past = past_forecasts(scope.window.current, int(lead.value) if lead.value else None)
    context = {
        "scope": scope,
        "filters": [lead],
        "grade": grade_of(past),
    }
    table = ForecastTable(past, scope=scope)
    return list_page(request, table, "metrics/forecast_list.html", context, name="forecasts")
