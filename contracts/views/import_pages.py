"""What the page of an import shows in each of its states; forms that came back fill theirs."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from contracts.forms.decisions import DecisionsForm
from contracts.forms.imports import HowReadForm, QuestionForm
from contracts.forms.mappings import MappingForm
from contracts.importing import jobs
from contracts.importing.declared import Decisions
from contracts.importing.previews import Preview
from contracts.models import ImportFile, ImportJob, ImportKind, Service
from contracts.queries.imports import same_file_before

State = ImportJob.State
TEMPLATES = {
    State.ASKING: "contracts/import_asking.html",
    State.READY: "contracts/import_ready.html",
    State.APPLIED: "contracts/import_applied.html",
}
RUNNING = "contracts/import_running.html"
OVER = "contracts/import_over.html"


def progress_page(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """What htmx swaps in each second; the whole page anew once the run is over."""
    if not job.is_running:
        return HttpResponseClientRefresh()
    return render(request, "contracts/import_progress.html", {"job": job, **_progress(job)})


def state_page(request: HttpRequest, job: ImportJob, **forms: Any) -> HttpResponse:
    """`forms` are those that came back with something to correct, by their names below."""
    context: dict[str, Any] = {"job": job, "preview": Preview(job.report)}
    if job.is_running:
        return render(request, RUNNING, {**context, **_progress(job)})
    context["has_file"] = ImportFile.objects.filter(job=job).exists()
    if job.state in {State.ASKING, State.READY, State.REFUSED}:
        context |= {"before": same_file_before(job), **_forms(request, job, forms)}
    template = TEMPLATES.get(State(job.state), OVER)
    return render(request, template, context)


def _forms(request: HttpRequest, job: ImportJob, forms: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "how_form": HowReadForm(report=job.report, declared=job.declared),
        "mapping_form": mapping_form(job, request.GET.get("kind", "")),
        "kinds": ImportKind.choices,
        "is_mapping": job.state == State.READY and "map" in request.GET,
    }
    if job.state == State.READY:
        made["decisions_form"] = decisions_form(job)
    else:
        made["question_form"] = question_form(job)
    return {**made, **forms}


def decisions_form(job: ImportJob, data: Any = None) -> DecisionsForm:
    return DecisionsForm(
        data,
        report=job.report,
        decided=Decisions.of_json(job.decisions),
        services=list(Service.objects.all()) if _has_services(job) else [],
    )


def _has_services(job: ImportJob) -> bool:
    return bool(job.report.get("names", {}).get("services"))


def question_form(job: ImportJob, data: Any = None) -> QuestionForm | None:
    """None when the file asks for nothing but its columns."""
    questions = job.report.get("questions", [])
    if not any(question["choices"] for question in questions):
        return None
    return QuestionForm(data, questions=questions)


def mapping_form(job: ImportJob, kind: str, data: Any = None) -> MappingForm | None:
    """None until it is known what the file holds: agreements, invoices or clients."""
    kind = kind if kind in ImportKind.values else job.report.get("kind") or job.kind
    source = job.report.get("source", {})
    if kind not in ImportKind.values:
        return None
    return MappingForm(
        data, kind=kind, names=source.get("names", []), found=source.get("mapping", {})
    )


def _progress(job: ImportJob) -> dict[str, Any]:
    progress = jobs.progress_of(job)
    return {"progress": progress, "is_stale": progress is None or progress["is_stale"]}


def is_stale(job: ImportJob) -> bool:
    """Whether a run has fallen silent, or was never heard of: its process was killed."""
    return bool(_progress(job)["is_stale"])
