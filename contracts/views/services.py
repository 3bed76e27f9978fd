"""The catalogue of services."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.queries import clients_seen_by
from config import formats
from config.lists import Filter, list_page, search_words
from contracts import operations
from contracts.forms.services import ServiceForm
from contracts.models import Service
from contracts.queries.services import services_in_use
from contracts.tables.services import ServiceTable
from metrics.acts import Act, act_page, record_guard
from metrics.months import NEVER, add_months, month_of

OFFERED = [("yes", "Yes"), ("no", "No")]


@require_safe
@permission_required("contracts.view_service", raise_exception=True)
def service_list(request: HttpRequest) -> HttpResponseBase:
    category = Filter.read(request, "category", "Category", Service.Category.choices)
    offered = Filter.read(request, "offered", "Offered", OFFERED)
    clients, month = clients_seen_by(request.user), month_of(timezone.localdate())
    services = Service.objects.filter(name__icontains=search_words(request))
    if category.value:
        services = services.filter(category=category.value)
    if offered.value:
        services = services.filter(is_active=offered.value == "yes")
    rows: list[Any] = services_in_use(services, month, clients)
    table = ServiceTable(
        rows,
        month=month,
        may_edit=request.user.has_perm("contracts.change_service"),
        totals={
            "name": "Sum",
            "line_count": sum(row.line_count for row in rows),
            "mrr_cents": sum(row.mrr_cents for row in rows),
        },
    )
    context = {
        "month": month,
        "filters": [category, offered],
        "is_limited": clients is not None,
    }
    return list_page(request, table, "contracts/service_list.html", context, name="services")


@require_http_methods(["GET", "POST"])
@permission_required("contracts.add_service", raise_exception=True)
def service_create(request: HttpRequest) -> HttpResponse:
    form = ServiceForm(request.POST or None)
    act = Act(
        forms=(form,),
        perform=lambda: operations.create_service(**form.cleaned_data),
        done=lambda service: f"{service} is added to the catalogue.",
        leads_to=lambda _: "service_list",
    )
    return act_page(request, act, "contracts/service_create.html", {})


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_service", raise_exception=True)
def service_edit(request: HttpRequest, pk: int) -> HttpResponse:
    # Its operation locks clients before the service: it looks itself for what came in between.
    guard = record_guard(Service, pk)
    service = get_object_or_404(Service, pk=pk)
    form = ServiceForm(request.POST or None, service=service)
    act = Act(
        forms=(form,),
        perform=lambda: operations.edit_service(service=service, **form.cleaned_data),
        done=_edited,
        leads_to=lambda _: "service_list",
        guard=guard,
    )
    context = {"service": service, "reach": _reach(operations.reach_of(service))}
    return act_page(request, act, "contracts/service_edit.html", context)


def _edited(done: operations.Recategorised) -> str:
    moved = f" MRR by category changes for {_reach(done)}." if done.client_count else ""
    return f"{done.service} is saved.{moved}"


def _reach(reach: operations.Recategorised) -> str:
    """12 clients, in the months from January 2024 to March 2026."""
    if reach.first is None or reach.end is None:
        return ""
    noun = "client" if reach.client_count == 1 else "clients"
    clients = f"{formats.grouped(reach.client_count)} {noun}"
    first = formats.long_month(reach.first)
    if reach.end >= NEVER:
        return f"{clients}, in all months from {first} on"
    last = formats.long_month(add_months(reach.end, -1))
    return f"{clients}, in the months from {first} to {last}"
