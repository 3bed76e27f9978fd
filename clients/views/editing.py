"""Adding, editing, archiving and restoring a client."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms import ClientForm
from clients.models import Client
from clients.operations import create_client, edit_client
from contracts import operations
from metrics.acts import Act, act_page, record_guard


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_client", raise_exception=True)
def client_create(request: HttpRequest) -> HttpResponse:
    form = ClientForm(request.POST or None)
    act = Act(
        forms=(form,),
        perform=lambda: create_client(**form.cleaned_data),
        done=lambda client: f"{client} is added.",
        leads_to=lambda client: client,
    )
    return act_page(request, act, "clients/client_create.html", {})


@require_http_methods(["GET", "POST"])
@permission_required("clients.change_client", raise_exception=True)
def client_edit(request: HttpRequest, pk: int) -> HttpResponse:
    guard = record_guard(Client, pk, lambda: operations.lock_client(pk))
    client = _client(request, pk)
    form = ClientForm(request.POST or None, client=client)
    act = Act(
        forms=(form,),
        perform=lambda: edit_client(client=client, **form.cleaned_data),
        done=lambda edited: f"{edited} is saved.",
        leads_to=lambda edited: edited,
        guard=guard,
    )
    return act_page(request, act, "clients/client_edit.html", {"client": client})


@require_POST
@permission_required("clients.change_client", raise_exception=True)
def client_archive(request: HttpRequest, pk: int) -> HttpResponse:
    client = _client(request, pk)
    try:
        operations.archive_client(client=client, today=timezone.localdate())
    except operations.StillServed as refused:
        messages.error(request, _still_served(client, refused))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, f"{client} is archived: it leaves lists and choices.")
    return redirect(client)


@require_POST
@permission_required("clients.change_client", raise_exception=True)
def client_restore(request: HttpRequest, pk: int) -> HttpResponse:
    client = _client(request, pk)
    try:
        operations.restore_client(client=client)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, f"{client} is back on the lists.")
    return redirect(client)


def _client(request: HttpRequest, pk: int) -> Client:
    """Another manager's client is not found, and neither is a record that was merged."""
    visible = Client.objects.visible_to(request.user).filter(merged_into=None)
    return get_object_or_404(visible.select_related("account_manager"), pk=pk)


def _still_served(client: Client, refused: operations.StillServed) -> SafeString:
    links = [(agreement.get_absolute_url(), agreement) for agreement in refused.agreements]
    named = format_html_join(", ", '<a href="{}">{}</a>', links)
    return format_html("{} is still served under {}: end or cancel that first.", client, named)
