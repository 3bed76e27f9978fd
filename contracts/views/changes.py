"""Pages that change an agreement from a day on: terms, lines, term, end."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from config.origin import acting
from contracts import operations
from contracts.forms.agreements import CancelForm, EmptyForm, RenewForm, next_first
from contracts.forms.lines import ChangeForm, LineRows, LinesForm, TermsForm
from contracts.models import Agreement, AgreementLine, LineRevision
from contracts.queries.agreements import agreements_seen_by, lines_of, standing_on
from metrics.acts import Act, act_page

may_change = permission_required("contracts.change_agreement", raise_exception=True)
both = require_http_methods(["GET", "POST"])


def _agreement(request: HttpRequest, pk: int) -> Agreement:
    return get_object_or_404(agreements_seen_by(request.user), pk=pk)


def _page(
    request: HttpRequest,
    agreement: Agreement,
    forms: tuple[Any, ...],
    perform: Callable[[], Any],
    done: str,
    template: str,
    **context: Any,
) -> HttpResponse:
    """A page whose act changes this agreement alone, and leads back to it."""

    def with_reason() -> Any:
        with acting(reason=forms[0].cleaned_data.get("why", "")):
            return perform()

    act = Act(
        forms=forms,
        perform=with_reason,
        done=lambda _: done,
        leads_to=lambda _: agreement,
        agreement=agreement,
        client_ids=[agreement.client_id],
    )
    context = {"agreement": agreement, "has_effect": True, **context}
    return act_page(request, act, template, context)


@both
@may_change
def agreement_change(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    today = timezone.localdate()
    day = max(next_first(today), agreement.starts_on)
    form = ChangeForm(request.POST or None, initial={"effective_on": day}, today=today)
    rows = [
        TermsForm(request.POST or None, line=line, standing=standing)
        for line, standing in _changeable(agreement)
    ]
    return _page(
        request,
        agreement,
        (form, *rows),
        lambda: _change(agreement, form, rows),
        f"The change of {agreement} is saved.",
        "contracts/agreement_change.html",
        rows=rows,
        today=today,
    )


def _changeable(agreement: Agreement) -> list[tuple[AgreementLine, LineRevision]]:
    """The lines with the terms that hold today, or that they will begin with."""
    today = timezone.localdate()
    found = [(line, standing_on(line, today)) for line in lines_of(agreement)]
    return [(line, standing) for line, standing in found if standing]


def _change(agreement: Agreement, form: ChangeForm, rows: list[TermsForm]) -> None:
    changes = [terms for row in rows if (terms := row.new_terms)]
    ending = [row for row in rows if row.has_new_end]
    if not changes and not ending:
        raise ValidationError("Nothing is changed yet: type over the terms that change.")
    if changes:
        operations.change_lines(
            agreement=agreement,
            effective_on=form.cleaned_data["effective_on"],
            changes=changes,
        )
    for row in ending:
        operations.end_line(line=row.line, ends_on=row.cleaned_data["ends_on"])


@both
@may_change
def line_create(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    today = timezone.localdate()
    day = max(next_first(today), agreement.starts_on)
    form = LinesForm(request.POST or None, initial={"effective_on": day}, today=today)
    rows = LineRows(request.POST or None)
    return _page(
        request,
        agreement,
        (form, rows),
        lambda: operations.add_lines(
            agreement=agreement,
            effective_on=form.cleaned_data["effective_on"],
            lines=rows.new_lines(form.cleaned_data["billing_months"]),
        ),
        f"The new lines of {agreement} are saved.",
        "contracts/line_create.html",
        rows=rows,
    )


@both
@may_change
def agreement_renew(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    form = RenewForm(request.POST or None, agreement=agreement, today=timezone.localdate())
    return _page(
        request,
        agreement,
        (form,),
        lambda: operations.renew_agreement(agreement=agreement, **form.terms),
        f"{agreement} is renewed.",
        "contracts/agreement_renew.html",
    )


@both
@may_change
def agreement_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    initial = {"ends_on": agreement.ends_on or agreement.term_ends_on}
    form = CancelForm(request.POST or None, initial=initial)
    return _page(
        request,
        agreement,
        (form,),
        lambda: operations.cancel_agreement(agreement=agreement, **form.cleaned_data),
        f"{agreement} is cancelled.",
        "contracts/agreement_cancel.html",
    )


@both
@may_change
def agreement_reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    return _page(
        request,
        agreement,
        (EmptyForm(request.POST or None),),
        lambda: operations.reinstate_agreement(agreement=agreement),
        f"{agreement} goes on.",
        "contracts/agreement_reinstate.html",
    )
