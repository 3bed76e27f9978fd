"""Files that people bring in: the list, the upload, our templates, and the page of one file."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config import uploads
from config.exports import TEXT, Sheet
from config.lists import DOWNLOADS, Filter, list_page, search_words
from config.texts import invisible, tidy
from contracts.forms.imports import UploadForm, importable
from contracts.importing import jobs
from contracts.importing.declared import Declared
from contracts.importing.examples import COLUMNS, example_sheet
from contracts.importing.wrong_rows import wrong_rows
from contracts.models import ImportFile, ImportJob, ImportKind
from contracts.queries.imports import imports_with_counts
from contracts.tables.imports import ImportTable
from contracts.views.import_pages import progress_page, state_page

NAME_LENGTH = 200


@require_safe
@permission_required("contracts.view_importjob", raise_exception=True)
def import_list(request: HttpRequest) -> HttpResponseBase:
    filters = [
        Filter.read(request, "kind", "Kind", ImportKind.choices),
        Filter.read(request, "state", "State", ImportJob.State.choices),
    ]
    imports = imports_with_counts()
    if words := search_words(request):
        imports = imports.filter(file_name__icontains=words)
    for item in filters:
        if item.value:
            imports = imports.filter(**{item.name: item.value})
    context = {"filters": filters, "kinds": ImportKind.choices}
    return list_page(
        request, ImportTable(imports), "contracts/import_list.html", context, name="imports"
    )


@require_http_methods(["GET", "POST"])
@permission_required("contracts.add_importjob", raise_exception=True)
def import_create(request: HttpRequest) -> HttpResponse:
    """Take in a file; everything else is asked when it has been read."""
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        is_too_large=uploads.is_too_large(request),
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        job = jobs.create_job(
            data=file.read(),
            file_name=_shown_name(file.name),
            person=request.user,
            declared=Declared(),
        )
        jobs.start(job)
        return redirect(job)
    programs = {label: _titles(kind) for kind, label in ImportKind.choices}
    context = {
        "form": form,
        "most_megabytes": uploads.most_megabytes(),
        "programs": programs,
        "kinds": ImportKind.choices,
    }
    return render(request, "contracts/import_create.html", context)


def _titles(kind: str) -> list[str]:
    return [profile.title for profile in importable() if profile.kind == kind]


def _shown_name(name: str) -> str:
    """A file's name as the list can show it."""
    seen = "".join(char for char in name if char != "\0" and not invisible(char))
    return tidy(seen)[:NAME_LENGTH] or "file"


@require_safe
@permission_required("contracts.view_importjob", raise_exception=True)
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one file; while it runs, htmx asks for its progress every second."""
    job = get_object_or_404(ImportJob.objects.select_related("person"), pk=pk)
    if request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        return progress_page(request, job)
    return state_page(request, job)


@require_safe
@permission_required("contracts.add_importjob", raise_exception=True)
def import_template(request: HttpRequest, kind: str, ending: str) -> HttpResponseBase:
    if kind not in COLUMNS or ending not in DOWNLOADS:
        raise Http404
    return DOWNLOADS[ending](example_sheet(kind), f"baseload_{kind}")


@require_safe
@permission_required("contracts.view_importjob", raise_exception=True)
def import_wrong_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What could not be read, as a file to mend and drop in again."""
    job = get_object_or_404(ImportJob, pk=pk)
    if not job.report.get("errors") or not ImportFile.objects.filter(job=job).exists():
        raise Http404
    names, found = wrong_rows(job)
    sheet = Sheet([(name, TEXT) for name in names], found)
    return DOWNLOADS["csv"](sheet, f"wrong_rows_{job.pk}")
