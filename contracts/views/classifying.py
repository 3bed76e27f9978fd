"""The worklist of unclassified invoice lines, and the rules that shorten it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config import formats
from config.lists import list_page, search_words
from config.rows import LateRows
from contracts import operations
from contracts.forms.rules import KINDS, RuleForm
from contracts.models import ClassificationRule, InvoiceLine
from contracts.operations import Classified
from contracts.queries.classification import rules_with_sums
from contracts.queries.invoices import (
    invoice_lines_seen_by,
    invoiced,
    search_invoice_lines,
)
from contracts.tables.classification import RuleTable, UnclassifiedTable
from metrics.acts import Act, act_page
from metrics.queries import invoiced_by_company

MOST_AT_ONCE = 1000


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_invoiceline", raise_exception=True)
def unclassified_list(request: HttpRequest) -> HttpResponseBase:
    """Lines without a kind; a POST gives one to a line (`one=7:hardware`) or to the ticked ones."""
    if request.method == "POST":
        _classify(request)
        return redirect(request.get_full_path())
    words = search_words(request)
    seen = invoice_lines_seen_by(request.user).filter(kind=InvoiceLine.Kind.UNCLASSIFIED)
    lines = search_invoice_lines(seen, words)
    narrowed = words or not request.user.has_perm("clients.view_every_client")
    sums = invoiced(lines) if narrowed else invoiced_by_company(kinds=["unclassified"])
    table = UnclassifiedTable(
        LateRows(lines, lambda rows: rows.select_related("client"), count=sums.line_count),
        totals={
            "number": f"Sum of {formats.grouped(sums.line_count)}",
            "amount_cents": sums.amount_cents,
        },
    )
    context: dict[str, Any] = {"kinds": KINDS, "filters": []}
    return list_page(
        request, table, "contracts/unclassified_list.html", context, name="unclassified"
    )


def _classify(request: HttpRequest) -> None:
    one, _, kind = request.POST.get("one", "").partition(":")
    asked = [one] if one else request.POST.getlist("line")
    keys = {int(key) for key in asked if key.isascii() and key.isdigit() and len(key) < 19}
    if not keys or len(keys) > MOST_AT_ONCE:
        messages.warning(request, "Nothing is changed: tick the lines first.")
        return
    lines = invoice_lines_seen_by(request.user).filter(pk__in=keys)
    try:
        done = operations.classify_lines(lines=lines, kind=kind or request.POST.get("kind", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    label = dict(KINDS)[kind or request.POST["kind"]]
    messages.success(request, f"{_counted(done)} {_are(done)} {label.lower()} now.")
    if done.line_count < len(keys):
        messages.warning(request, "What somebody else classified meanwhile stays as it is.")


@require_safe
@permission_required("contracts.view_classificationrule", raise_exception=True)
def rule_list(request: HttpRequest) -> HttpResponseBase:
    rules = rules_with_sums()
    if words := search_words(request):
        rules = rules.filter(contains__icontains=words)
    may_remove = request.user.has_perm("contracts.delete_classificationrule")
    table = RuleTable(rules, exclude=() if may_remove else ("remove",), request=request)
    context: dict[str, Any] = {"filters": []}
    return list_page(request, table, "contracts/rule_list.html", context, name="rules")


@require_http_methods(["GET", "POST"])
@permission_required("contracts.add_classificationrule", raise_exception=True)
def rule_create(request: HttpRequest) -> HttpResponse:
    """A rule; htmx asks with a POST what it would do."""
    form = RuleForm(request.POST or None, initial={"contains": search_words(request, "contains")})
    act = Act(
        forms=(form,),
        perform=lambda: operations.create_rule(**form.cleaned_data),
        done=lambda made: f"The rule holds: {made[0]}. It classified {_counted(made[1])}.",
        leads_to=lambda _: reverse("rule_list"),
    )
    if request.method == "POST" and request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        return _preview(request, form)
    return act_page(request, act, "contracts/rule_create.html", {})


def _preview(request: HttpRequest, form: RuleForm) -> HttpResponse:
    """What words would take; the kind may still be missing."""
    form.is_valid()
    contains = form.cleaned_data.get("contains", "")
    found = operations.lines_a_rule_takes(contains) if contains else None
    return render(request, "contracts/rule_preview.html", {"found": found, "contains": contains})


@require_POST
@permission_required("contracts.delete_classificationrule", raise_exception=True)
def rule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(ClassificationRule, pk=pk)
    try:
        done = operations.remove_rule(rule=rule)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = f"The rule is taken back: {rule}. What it had classified changes: {_counted(done)}."
        messages.success(request, text)
    return redirect("rule_list")


def _counted(done: Classified) -> str:
    lines = "1 line" if done.line_count == 1 else f"{formats.grouped(done.line_count)} lines"
    return f"{lines} of {formats.exact(done.amount_cents)}"


def _are(done: Classified) -> str:
    return "is" if done.line_count == 1 else "are"
