"""Pages that correct what was written down wrongly: apart from changes, and with a reason."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from contracts import operations
from contracts.forms.agreements import RevisionForm, StartForm
from contracts.models import LineRevision
from contracts.queries.agreements import agreements_seen_by
from metrics.acts import Act, act_page

may_correct = permission_required("contracts.correct_agreement", raise_exception=True)
both = require_http_methods(["GET", "POST"])


@both
@may_correct
def revision_correct(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(agreements_seen_by(request.user), lines__revisions=pk)
    revisions = LineRevision.objects.filter(line__agreement=agreement)
    revision = get_object_or_404(revisions.select_related("line__service"), pk=pk)
    revision.line.agreement = agreement
    form = RevisionForm(request.POST or None, revision=revision)
    act = Act(
        forms=(form,),
        perform=lambda: _correct(revision, form),
        done=lambda _: f"{revision.line} is corrected.",
        leads_to=lambda _: agreement,
        agreement=agreement,
        client_ids=[agreement.client_id],
    )
    context = {"revision": revision, "agreement": agreement, "has_effect": True}
    return act_page(request, act, "contracts/revision_correct.html", context)


def _correct(revision: LineRevision, form: RevisionForm) -> None:
    reason = form.cleaned_data["reason"]
    if form.cleaned_data["remove"]:
        operations.remove_revision(revision=revision, reason=reason)
    else:
        operations.correct_revision(revision=revision, values=form.values, reason=reason)


@both
@may_correct
def agreement_correct(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(agreements_seen_by(request.user), pk=pk)
    form = StartForm(request.POST or None, initial={"starts_on": agreement.starts_on})
    act = Act(
        forms=(form,),
        perform=lambda: operations.correct_start(agreement=agreement, **form.cleaned_data),
        done=lambda _: f"The first day of {agreement} is corrected.",
        leads_to=lambda _: agreement,
        agreement=agreement,
        client_ids=[agreement.client_id],
    )
    context: dict[str, Any] = {"agreement": agreement, "has_effect": True}
    return act_page(request, act, "contracts/agreement_correct.html", context)
