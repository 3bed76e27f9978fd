"""The agreement pages."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.addresses import client_asked_for
from clients.history import with_names
from clients.models import Client, HistoryEntry
from clients.operations import create_client
from clients.queries import clients_seen_by
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts import operations
from contracts.forms.agreements import AgreementEditForm, AgreementForm
from contracts.forms.lines import LineFormSet, LineRows
from contracts.models import Agreement
from contracts.queries.agreements import (
    agreements_of,
    agreements_on,
    agreements_seen_by,
    lines_of,
    search_agreements,
)
from contracts.tables.agreements import AgreementTable
from metrics.acts import Act, act_page
from metrics.agreements import agreement_chart, agreement_in, agreement_tiles
from metrics.months import last_day_of
from metrics.queries import annotate_agreement_mrr, mrr_of_agreements, mrr_of_company
from metrics.scopes import Scope
from metrics.windows import ONE_MONTH, Window

STATES = [("in_force", "In force"), ("upcoming", "Not started"), ("ended", "Ended")]
HISTORY_SHOWN = 25
# More revisions than these are folded, line by line.
REVISIONS_OPEN = 15


@require_safe
@permission_required("contracts.view_agreement", raise_exception=True)
def agreement_list(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    window = Window.from_query(request.GET, today, widths=ONE_MONTH)
    state = Filter.read(request, "state", "State", STATES)
    commitment = Filter.read(request, "commitment", "Commitment", Agreement.Commitment.choices)
    clients = clients_seen_by(request.user)
    day = today if window.month == window.current else last_day_of(window.month)
    agreements = agreements_on(day, state.value, agreements_of(clients))
    if commitment.value:
        agreements = agreements.filter(commitment=commitment.value)
    words = search_words(request)
    agreements = search_agreements(agreements, words)
    # All agreements of the company are its MRR, which the month totals know.
    narrowed = clients is not None or state.value or commitment.value or words
    month = window.month
    mrr = mrr_of_agreements(agreements, month) if narrowed else mrr_of_company(month)
    rows = LateRows(
        agreements,
        lambda rows: annotate_agreement_mrr(rows, month),
        late={"mrr_cents", "line_count"},
    )
    table = AgreementTable(rows, month=month, totals={"name": "Sum", "mrr_cents": mrr})
    context = {
        "window": window,
        "day": day,
        "filters": [state, commitment],
        "is_limited": clients is not None,
    }
    return list_page(request, table, "contracts/agreement_list.html", context, name="agreements")


@require_safe
@permission_required("contracts.view_agreement", raise_exception=True)
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(agreements_seen_by(request.user), pk=pk)
    scope = Scope.of_client(agreement.client, request.GET, timezone.localdate())
    window = scope.window
    lines = lines_of(agreement)
    entries = with_names(HistoryEntry.objects.filter(agreement_id=pk))
    today = timezone.localdate()
    renewal_at = reverse("renewal_decide", args=[pk]) if _may_decide(request) else "#history"
    context = {
        "agreement": agreement,
        "client": agreement.client,
        "scope": scope,
        "window": window,
        "tiles": agreement_tiles(agreement, lines, window, today=today, renewal_at=renewal_at),
        "today": today,
        "lines": lines,
        "is_short": sum(len(line.revisions.all()) for line in lines) <= REVISIONS_OPEN,
        "now": agreement_in(window.month, lines),
        "chart": agreement_chart(agreement, lines, window.period, window.current),
        "entries": entries[:HISTORY_SHOWN],
        "history_at": f"{reverse('history_list')}?agreement={pk}",
    }
    return render(request, "contracts/agreement_detail.html", context)


def _may_decide(request: HttpRequest) -> bool:
    return request.user.has_perm("contracts.change_agreement")


@require_http_methods(["GET", "POST"])
@permission_required("contracts.add_agreement", raise_exception=True)
def agreement_create(request: HttpRequest) -> HttpResponse:
    client = client_asked_for(request, Client.objects.visible_to(request.user).current())
    form = AgreementForm(
        request.POST or None, user=request.user, client=client, today=timezone.localdate()
    )
    rows = LineRows(request.POST or None)
    act = Act(
        forms=(form, rows),
        perform=lambda: _sign(form, rows),
        done=lambda signed: f"{signed.agreement} of {signed.agreement.client} is added.",
        leads_to=lambda signed: signed.agreement,
        client_ids=_client_ids(form),
        touched=lambda signed: [signed.agreement.client_id],
        preview="contracts/sign_effect.html",
    )
    context = {"rows": rows, "client": client, "has_effect": True}
    return act_page(request, act, "contracts/agreement_create.html", context)


@dataclass(frozen=True, slots=True)
class Signed:
    agreement: Agreement
    is_client_new: bool


def _sign(form: AgreementForm, rows: LineFormSet) -> Signed:
    values = dict(form.cleaned_data)
    billing_months = values.pop("billing_months")
    client = values.pop("client")
    is_new = client.pk is None
    agreement = operations.sign_agreement(
        client=create_client(name=client.name) if is_new else client, **values
    )
    operations.add_lines(
        agreement=agreement,
        effective_on=agreement.starts_on,
        lines=rows.new_lines(billing_months),
    )
    return Signed(agreement, is_new)


def _client_ids(form: AgreementForm) -> list[int]:
    """The client that was chosen; none yet when it is created with the agreement."""
    client = form.cleaned_data.get("client") if form.is_bound and form.is_valid() else None
    return [client.pk] if client and client.pk else []


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_agreement", raise_exception=True)
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(agreements_seen_by(request.user), pk=pk)
    form = AgreementEditForm(request.POST or None, instance=agreement)
    act = Act(
        forms=(form,),
        perform=lambda: operations.edit_agreement(agreement=agreement, **form.cleaned_data),
        done=lambda edited: f"{edited} is saved.",
        leads_to=lambda edited: edited,
        agreement=agreement,
    )
    context: dict[str, Any] = {"agreement": agreement}
    return act_page(request, act, "contracts/agreement_edit.html", context)
