"""The buttons of an import: read anew, apply, cancel, take back.

What comes back with something to correct stands at the address of its button: whoever opens that
again, after a login too, is led to the import's own page.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contracts.forms.imports import HowReadForm
from contracts.importing import jobs
from contracts.models import ImportFile, ImportJob
from contracts.operations.imports import begin_run, discard_import
from contracts.views.import_pages import (
    decisions_form,
    is_stale,
    mapping_form,
    question_form,
    state_page,
)

State = ImportJob.State
MOVED_ON = "Nothing is done: this import has moved on meanwhile. This is how it stands now."
NO_FILE = "The file itself is no longer kept. Drop it in once more."
# States from which a file may be read anew.
READABLE = {State.ASKING, State.READY, State.REFUSED, State.CANCELLED, State.UNDONE}


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_importjob", raise_exception=True)
def import_restart(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file anew, with an answer or told otherwise; or go on after a stop."""
    job = get_object_or_404(ImportJob, pk=pk)
    if request.method == "GET":
        return redirect(job)
    if job.is_running:
        return _go_on(request, job)
    part = request.POST.get("part", "")
    if job.state in {State.ASKING, State.READY, State.REFUSED} and part in PARTS:
        return PARTS[part](request, job)
    return _read(request, job)


def _go_on(request: HttpRequest, job: ImportJob) -> HttpResponse:
    if not is_stale(job):
        messages.warning(request, "It is still running.")
        return redirect(job)
    return _run(request, job, State(job.state))


def _answer(request: HttpRequest, job: ImportJob) -> HttpResponse:
    form = question_form(job, request.POST)
    if form is None or not form.is_valid():
        return state_page(request, job, question_form=form)
    return _read(request, job, declared={**job.declared, **form.cleaned_data})


def _map(request: HttpRequest, job: ImportJob) -> HttpResponse:
    form = mapping_form(job, request.POST.get("kind", ""), request.POST)
    if form is None or not form.is_valid():
        return state_page(request, job, mapping_form=form, is_mapping=True)
    form.save()
    said = {name: value for name, value in job.declared.items() if name != "profile"}
    return _read(request, job, declared={**said, "mapping": form.mapping}, kind=form.kind)


def _declare(request: HttpRequest, job: ImportJob) -> HttpResponse:
    form = HowReadForm(request.POST, report=job.report, declared=job.declared)
    if not form.is_valid():
        return state_page(request, job, how_form=form)
    return _read(request, job, declared=form.declared)


PARTS = {"answer": _answer, "mapping": _map, "how": _declare}


def _read(request: HttpRequest, job: ImportJob, **fields: Any) -> HttpResponse:
    if job.state not in READABLE:
        messages.warning(request, MOVED_ON)
        return redirect(job)
    return _run(request, job, State.READING, **fields)


def _run(request: HttpRequest, job: ImportJob, state: State, **fields: Any) -> HttpResponse:
    if state != State.UNDOING and not ImportFile.objects.filter(job=job).exists():
        messages.warning(request, NO_FILE)
        return redirect("import_create")
    if begin_run(job, state, **fields):
        jobs.start(job)
    else:
        messages.warning(request, MOVED_ON)
    return redirect(job)


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_importjob", raise_exception=True)
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was decided, and import; or with `update` work the preview out anew."""
    job = get_object_or_404(ImportJob, pk=pk)
    if request.method == "GET":
        return redirect(job)
    if job.state != State.READY:
        messages.warning(request, MOVED_ON)
        return redirect(job)
    form = decisions_form(job, request.POST)
    form.is_preview = "update" in request.POST
    if not form.is_valid():
        return state_page(request, job, decisions_form=form)
    state = State.READING if form.is_preview else State.APPLYING
    return _run(request, job, state, decisions=form.decisions.as_json())


@require_POST
@permission_required("contracts.change_importjob", raise_exception=True)
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(ImportJob, pk=pk)
    if job.is_running:
        jobs.cancel(job)
    elif not discard_import(job):
        messages.warning(request, MOVED_ON)
    return redirect(job)


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_importjob", raise_exception=True)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an import is to be taken back, and do so."""
    job = get_object_or_404(ImportJob.objects.select_related("person"), pk=pk)
    if job.state != State.APPLIED:
        messages.warning(request, MOVED_ON)
        return redirect(job)
    if request.method == "POST":
        return _run(request, job, State.UNDOING)
    return render(request, "contracts/import_undo.html", {"job": job})
