"""The pages of renewals."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts import operations
from contracts.forms.renewals import RenewalForm
from contracts.models import Agreement
from contracts.queries.agreements import agreements_seen_by, search_agreements
from contracts.queries.renewals import GROUPS, in_group, renewal_groups, renewals_of
from contracts.tables.renewals import RenewalTable
from metrics.acts import Act, act_page
from metrics.months import month_of
from metrics.queries import annotate_agreement_mrr
from metrics.scopes import Scope
from metrics.windows import ONE_MONTH

UNDECIDED = "undecided"


@require_safe
@permission_required("contracts.view_agreement", raise_exception=True)
def renewal_list(request: HttpRequest) -> HttpResponseBase:
    today, scope = timezone.localdate(), Scope.of(request, widths=ONE_MONTH, with_category=False)
    month = month_of(today)
    group = Filter.read(request, "notice", "Notice", GROUPS)
    decisions = [(UNDECIDED, "Not decided"), *Agreement.RenewalDecision.choices]
    decision = Filter.read(request, "decision", "Decision", decisions)
    renewals = search_agreements(renewals_of(scope.part.clients, today), search_words(request))
    if decision.value:
        chosen = "" if decision.value == UNDECIDED else decision.value
        renewals = renewals.filter(renewal_decision=chosen)
    groups = renewal_groups(annotate_agreement_mrr(renewals, month), today)
    shown = [one for one in groups if group.value in ("", one.value)]
    rows = LateRows(
        renewals.filter(in_group(group.value, today)) if group.value else renewals,
        lambda rows: annotate_agreement_mrr(rows, month),
        late={"mrr_cents"},
        count=sum(one.agreement_count for one in shown),
    )
    table = RenewalTable(
        rows,
        today=today,
        may_decide=request.user.has_perm("contracts.change_agreement"),
        totals={"client": "Sum", "mrr_cents": sum(one.mrr_cents for one in shown)},
    )
    context = {
        "scope": scope,
        "today": today,
        "groups": groups,
        "group": group.value,
        "filters": [*scope.filters, group, decision],
        "is_limited": scope.is_limited,
    }
    return list_page(request, table, "contracts/renewal_list.html", context, name="renewals")


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_agreement", raise_exception=True)
def renewal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(agreements_seen_by(request.user), pk=pk)
    initial = {"decision": agreement.renewal_decision, "note": agreement.renewal_note}
    form = RenewalForm(request.POST or None, initial=initial)
    act = Act(
        forms=(form,),
        perform=lambda: operations.decide_renewal(agreement=agreement, **form.cleaned_data),
        done=lambda decided: f"The decision on {decided} of {agreement.client} is saved.",
        leads_to=lambda _: "renewal_list",
        agreement=agreement,
    )
    return act_page(request, act, "contracts/renewal_decide.html", {"agreement": agreement})
