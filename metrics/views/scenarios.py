"""The pages of scenarios: keep one, change it, remove it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from metrics import scenarios
from metrics.acts import Act, act_page, record_guard
from metrics.forms import GapForm, ScenarioForm
from metrics.models import Scenario
from metrics.months import month_of
from metrics.scopes import Scope


@require_http_methods(["GET", "POST"])
@permission_required("metrics.add_scenario", raise_exception=True)
def scenario_create(request: HttpRequest) -> HttpResponse:
    current = month_of(timezone.localdate())
    form = ScenarioForm(request.POST or None, current=current, initial=_tried(request, current))
    act = Act(
        forms=(form,),
        perform=lambda: scenarios.create_scenario(
            created_by=request.user,  # type: ignore[arg-type]  # nobody comes here anonymously
            created_at=timezone.now(),
            **form.values,
        ),
        done=lambda kept: f"{kept} is kept.",
        leads_to=lambda kept: _open(request, kept),
    )
    return act_page(request, act, "metrics/scenario_create.html", {"back": _back(request)})


@require_http_methods(["GET", "POST"])
@permission_required("metrics.change_scenario", raise_exception=True)
def scenario_edit(request: HttpRequest, pk: int) -> HttpResponse:
    guard = record_guard(Scenario, pk, lambda: scenarios.locked_scenario(pk))
    scenario = get_object_or_404(Scenario.objects.visible_to(request.user), pk=pk)
    form = ScenarioForm(
        request.POST or None, current=month_of(timezone.localdate()), initial=_stored(scenario)
    )
    act = Act(
        forms=(form,),
        perform=lambda: scenarios.edit_scenario(scenario=scenario, **form.values),
        done=lambda edited: f"{edited} is saved.",
        leads_to=lambda edited: _open(request, edited),
        guard=guard,
    )
    context = {"scenario": scenario, "back": _open(request, scenario)}
    return act_page(request, act, "metrics/scenario_edit.html", context)


@require_POST
@permission_required("metrics.delete_scenario", raise_exception=True)
def scenario_remove(request: HttpRequest, pk: int) -> HttpResponse:
    scenario = get_object_or_404(Scenario.objects.visible_to(request.user), pk=pk)
    try:
        scenarios.remove_scenario(scenario=scenario)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{scenario} is removed.")
    return redirect("recurring_share")


def _tried(request: HttpRequest, current: Any) -> dict[str, Any]:
    """What the sliders stood at."""
    values = GapForm.of(request.GET, current)
    values.is_valid()
    return {**values.cleaned_data, "with_resale": request.GET.get("with") == "resale"}


def _stored(scenario: Scenario) -> dict[str, Any]:
    names = ("name", "target", "ratio", "with_resale", "note", "is_shared")
    return {"by": scenario.by_month, **{name: getattr(scenario, name) for name in names}}


def _open(request: HttpRequest, scenario: Scenario) -> str:
    """The share's page at this scenario, about the months and clients one came from."""
    scope = Scope.of(request, with_category=False)
    query = scope.period_query | scenarios.query_of(scenario)
    return scope.link("recurring_share", **query)


def _back(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{reverse('recurring_share')}?{query}" if query else reverse("recurring_share")
