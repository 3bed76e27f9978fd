"""One invoice: entered, looked at, edited."""

from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.addresses import client_asked_for, key_asked_for
from clients.models import Client
from clients.queries import clients_named
from config import formats
from config.lists import search_words
from contracts import operations
from contracts.forms.invoices import (
    CREDIT_NOTE,
    INVOICE,
    MOST_LINES,
    ChargeFormSet,
    InvoiceForm,
    charge_rows,
    is_credit_note,
    typed_rows,
)
from contracts.models import InvoiceLine
from contracts.queries.invoices import entries_of_invoice, invoice_lines_seen_by, lines_of_invoice
from metrics.acts import Act, Guard, act_page

HISTORY_SHOWN = 50
LAST_KIND = "invoice_kind"


@require_safe
@permission_required("contracts.view_invoiceline", raise_exception=True)
def invoice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole invoice, by the key of any of its lines."""
    line, lines = _invoice(request, pk)
    context = {
        "first": lines[0],
        "client": line.client,
        "lines": lines,
        "sum_cents": sum(each.amount_cents for each in lines),
        "is_credit_note": is_credit_note(lines),
        "is_too_long": len(lines) > MOST_LINES,
        "entries": entries_of_invoice(lines)[:HISTORY_SHOWN],
    }
    return render(request, "contracts/invoice_detail.html", context)


def _invoice(request: HttpRequest, pk: int) -> tuple[InvoiceLine, list[InvoiceLine]]:
    line = get_object_or_404(invoice_lines_seen_by(request.user), pk=pk)
    return line, list(lines_of_invoice(line))


@require_http_methods(["GET", "POST"])
@permission_required("contracts.add_invoiceline", raise_exception=True)
def invoice_create(request: HttpRequest) -> HttpResponse:
    client = client_asked_for(request, Client.objects.visible_to(request.user).current())
    credited = _credited(request)
    form = InvoiceForm(
        request.POST or None, user=request.user, initial=_initial(request, client, credited)
    )
    rows = _new_rows(request, form, credited)
    act = Act(
        forms=(form, rows),
        perform=lambda: _record(request, form, rows),
        done=lambda lines: f"{_named(lines)} is recorded: {_sum(lines)}.",
        leads_to=lambda lines: _next(form) if form.cleaned_data["another"] else lines[0],
    )
    known = credited[0].client if credited else client
    context = {
        "rows": rows,
        "is_wide": True,
        "client": client,
        "credited": credited,
        **_names(known),
    }
    return act_page(request, act, "contracts/invoice_create.html", context)


def _credited(request: HttpRequest) -> list[InvoiceLine]:
    """The lines of the invoice that `?credits=7` names, which a new credit note takes back."""
    key = key_asked_for(request, "credits")
    return [] if key is None else _invoice(request, key)[1]


def _initial(
    request: HttpRequest, client: Client | None, credited: list[InvoiceLine]
) -> dict[str, Any]:
    issued_on = timezone.localdate()
    with suppress(ValueError):
        issued_on = date.fromisoformat(request.GET.get("date", ""))
    return {
        "sort": CREDIT_NOTE if credited else INVOICE,
        "client": credited[0].client if credited else client,
        "issued_on": issued_on,
        "another": request.GET.get("another") == "1",
    }


def _new_rows(
    request: HttpRequest, form: InvoiceForm, credited: list[InvoiceLine]
) -> ChargeFormSet:
    """A credited invoice's lines, of which those that stay charged are removed; or an empty row."""
    return charge_rows(extra=0 if credited else 1)(
        request.POST or None,
        head=form,
        kind=request.session.get(LAST_KIND, ""),
        initial=typed_rows(credited[:MOST_LINES], 1, stored=False),
    )


def _record(request: HttpRequest, form: InvoiceForm, rows: ChargeFormSet) -> list[InvoiceLine]:
    values, charges = form.cleaned_data, rows.charges()
    lines = operations.record_invoice(
        client=values["client"],
        number=values["number"],
        issued_on=values["issued_on"],
        charges=charges,
    )
    request.session[LAST_KIND] = charges[-1].kind
    return lines


def _next(form: InvoiceForm) -> str:
    query = {"another": 1, "date": form.cleaned_data["issued_on"].isoformat()}
    return f"{reverse('invoice_create')}?{urlencode(query)}"


def _named(lines: list[InvoiceLine]) -> str:
    sort = "Credit note" if is_credit_note(lines) else "Invoice"
    return f"{sort} {lines[0].number} of {lines[0].client}"


def _sum(lines: list[InvoiceLine]) -> str:
    return formats.exact(sum(line.amount_cents for line in lines))


def _names(client: Client | None) -> dict[str, Any]:
    """The projects and agreements that are suggested for a client's lines."""
    if client is None:
        return {"projects": [], "agreements": []}
    return {"projects": client.projects.all(), "agreements": client.agreements.all()}


@require_safe
@permission_required("contracts.add_invoiceline", raise_exception=True)
def invoice_choices(request: HttpRequest) -> HttpResponse:
    """The suggestions for the lines, once the client of `?client=Name` is chosen."""
    named = clients_named(search_words(request, "client"))
    visible = Client.objects.visible_to(request.user)
    client = visible.filter(pk__in=[client.pk for client in named]).first() if named else None
    return render(request, "contracts/invoice_choices.html", _names(client))


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_invoiceline", raise_exception=True)
def invoice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(invoice_lines_seen_by(request.user), pk=pk)
    guard = Guard(
        operations.invoice_state(line),
        lambda seen: operations.refuse_changed_invoice(line, seen),
    )
    lines = list(lines_of_invoice(line))
    if len(lines) > MOST_LINES:
        raise Http404("Longer than the form.")
    is_credit = is_credit_note(lines)
    initial = {
        "sort": CREDIT_NOTE if is_credit else INVOICE,
        "number": line.number,
        "issued_on": line.issued_on,
    }
    form = InvoiceForm(request.POST or None, user=request.user, stored=lines, initial=initial)
    rows = charge_rows(extra=0)(
        request.POST or None,
        head=form,
        initial=typed_rows(lines, -1 if is_credit else 1, stored=True),
    )
    act = Act(
        forms=(form, rows),
        perform=lambda: _edit(line, form, rows),
        done=lambda edited: f"{_named(edited)} is saved: {_sum(edited)}.",
        leads_to=lambda edited: edited[0],
        guard=guard,
    )
    context = {
        "rows": rows,
        "is_wide": True,
        "first": lines[0],
        "client": line.client,
        **_names(line.client),
    }
    return act_page(request, act, "contracts/invoice_edit.html", context)


def _edit(line: InvoiceLine, form: InvoiceForm, rows: ChargeFormSet) -> list[InvoiceLine]:
    values = form.cleaned_data
    return operations.edit_invoice(
        line=line, number=values["number"], issued_on=values["issued_on"], charges=rows.charges()
    )
