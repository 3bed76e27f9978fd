"""What is to be done next with a client, and what somebody wrote down about it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import NextStepForm, NoteForm
from clients.models import Client, ClientNote
from clients.operations import plan_next_step, remove_note, write_note
from contracts.operations import lock_client
from metrics.acts import Act, act_page, record_guard


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_clientnote", raise_exception=True)
def client_plan(request: HttpRequest, pk: int) -> HttpResponse:
    guard = record_guard(Client, pk, lambda: lock_client(pk))
    client = _client(request, pk)
    initial = {"step": client.next_step, "due_on": client.next_step_on}
    form = NextStepForm(request.POST or None, initial=initial)
    act = Act(
        forms=(form,),
        perform=lambda: plan_next_step(client=client, **form.cleaned_data),
        done=lambda planned: f"The next step with {planned} is saved.",
        leads_to=lambda planned: planned,
        guard=guard,
    )
    return act_page(request, act, "clients/client_plan.html", {"client": client})


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_clientnote", raise_exception=True)
def note_create(request: HttpRequest, pk: int) -> HttpResponse:
    client = _client(request, pk)
    form = NoteForm(request.POST or None)
    act = Act(
        forms=(form,),
        perform=lambda: write_note(client=client, author_id=request.user.pk, **form.cleaned_data),
        done=lambda _: "The note is saved.",
        leads_to=lambda note: f"{note.client.get_absolute_url()}#notes",
    )
    return act_page(request, act, "clients/note_create.html", {"client": client})


@require_POST
@permission_required("clients.add_clientnote", raise_exception=True)
def note_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody takes away what they wrote themselves."""
    visible = Client.objects.visible_to(request.user)
    notes = ClientNote.objects.filter(author=request.user.pk, client__in=visible)
    note = get_object_or_404(notes.select_related("client"), pk=pk)
    remove_note(note=note)
    messages.success(request, "The note is removed.")
    return redirect(f"{note.client.get_absolute_url()}#notes")


def _client(request: HttpRequest, pk: int) -> Client:
    """One that is still worked with; another manager's is not found."""
    return get_object_or_404(Client.objects.visible_to(request.user).current(), pk=pk)
