"""The project pages."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.addresses import client_asked_for
from clients.models import Client
from clients.queries import clients_seen_by
from config import formats
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts import operations
from contracts.forms.projects import ProjectForm
from contracts.models import Project
from contracts.queries.invoices import invoiced
from contracts.queries.projects import (
    entries_of_project,
    lines_of_projects,
    narrowed_projects,
    projects_seen_by,
    with_invoiced,
)
from contracts.tables.projects import ProjectTable
from metrics.acts import Act, act_page, record_guard

STATES = [("open", "Open"), ("completed", "Completed"), ("without", "Without follow-on")]
HISTORY_SHOWN = 50


@require_safe
@permission_required("contracts.view_project", raise_exception=True)
def project_list(request: HttpRequest) -> HttpResponseBase:
    state = Filter.read(request, "state", "State", STATES)
    seen = projects_seen_by(request.user)
    projects = narrowed_projects(seen, state.value, search_words(request))
    count = projects.count()
    table = ProjectTable(
        LateRows(projects, with_invoiced, late={"invoiced_cents"}, count=count),
        totals={
            "name": f"Sum of {formats.grouped(count)}",
            "invoiced_cents": invoiced(lines_of_projects(projects)).amount_cents,
        },
    )
    context = {"filters": [state], "is_limited": clients_seen_by(request.user) is not None}
    return list_page(request, table, "contracts/project_list.html", context, name="projects")


@require_safe
@permission_required("contracts.view_project", raise_exception=True)
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(projects_seen_by(request.user).select_related("client"), pk=pk)
    lines = list(project.invoice_lines.order_by("issued_on", "number", "position"))
    context = {
        "project": project,
        "client": project.client,
        "lines": lines,
        "sum_cents": sum(line.amount_cents for line in lines),
        "entries": entries_of_project(project)[:HISTORY_SHOWN],
    }
    return render(request, "contracts/project_detail.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("contracts.add_project", raise_exception=True)
def project_create(request: HttpRequest) -> HttpResponse:
    client = client_asked_for(request, Client.objects.visible_to(request.user).current())
    form = ProjectForm(request.POST or None, user=request.user, initial={"client": client})
    act = Act(
        forms=(form,),
        perform=lambda: operations.create_project(**form.cleaned_data),
        done=lambda project: f"{project} of {project.client} is added.",
        leads_to=lambda project: project,
    )
    return act_page(request, act, "contracts/project_create.html", {"client": client})


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_project", raise_exception=True)
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    guard = record_guard(Project, pk, lambda: operations.lock_client(project.client_id))
    project = get_object_or_404(projects_seen_by(request.user).select_related("client"), pk=pk)
    form = ProjectForm(
        request.POST or None, user=request.user, is_stored=True, initial=_initial(request, project)
    )
    act = Act(
        forms=(form,),
        perform=lambda: operations.edit_project(project=project, **form.cleaned_data),
        done=lambda edited: f"{edited} is saved.",
        leads_to=lambda edited: edited,
        guard=guard,
    )
    context = {"project": project, "client": project.client}
    return act_page(request, act, "contracts/project_edit.html", context)


def _initial(request, project):
    """What is stored; `?complete=1` fills in today as the day of completion."""
    completed_on = project.completed_on
    if completed_on is None and request.GET.get("complete"):
        completed_on = timezone.localdate()
    return {
        "name": project.name,
        "intended_follow_on": project.intended_follow_on,
        "completed_on": completed_on,
    }
