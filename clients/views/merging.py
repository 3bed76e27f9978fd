"""Merging two records of one client."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.forms import MergeForm
from clients.models import Client
from contracts.operations import Merged, merge_clients
from metrics.acts import Act, act_page


@require_http_methods(["GET", "POST"])
@permission_required("clients.merge_client", raise_exception=True)
def client_merge(request: HttpRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(Client.objects.visible_to(request.user).current(), pk=pk)
    form = MergeForm(request.POST or None, user=request.user)
    act = Act(
        forms=(form,),
        perform=lambda: _merge(client, form),
        done=lambda merged: f"{merged.absorbed} is part of {merged.surviving} now.",
        leads_to=lambda merged: merged.surviving,
        client_ids=_client_ids(client, form),
        preview="clients/merge_effect.html",
    )
    context = {"client": client, "has_effect": True}
    return act_page(request, act, "clients/client_merge.html", context)


def _merge(client: Client, form: MergeForm) -> Merged:
    absorbed = form.cleaned_data["client"]
    return merge_clients(surviving=client, absorbed=absorbed, today=timezone.localdate())


def _client_ids(client: Client, form: MergeForm) -> list[int]:
    other = form.cleaned_data["client"] if form.is_bound and form.is_valid() else None
    return [client.pk, other.pk] if other else [client.pk]
