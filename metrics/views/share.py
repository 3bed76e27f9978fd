"""The recurring share: where it stands, how it came about, what reaching a target takes."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from clients.models import Client
from clients.queries import search_clients
from config import formats
from config.lists import list_page, search_words
from config.rows import LateListRows
from metrics.conversions import complete_candidates
from metrics.forms import GapForm
from metrics.models import Scenario
from metrics.queries import revenue_by_month
from metrics.scenarios import kept_scenarios
from metrics.scopes import Scope
from metrics.shares import ShareNow
from metrics.tables.share import CandidateTable, invoices_at
from metrics.years import reach_of

# The sliders change a part of the page, which htmx asks for.
PAGE, PART = "metrics/recurring_share.html", "metrics/gap_answer.html"


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
@vary_on_headers("HX-Request")
def recurring_share(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request, with_category=False)
    form = GapForm.of(request.GET, scope.window.current)
    rows = revenue_by_month(reach_of(scope.window), scope.part)
    now = ShareNow(rows, scope, form.plan, with_resale=request.GET.get("with") == "resale")
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        # Asked only where there is no revenue.
        "has_clients": Client.objects.visible_to(request.user).exists,
        "now": now,
        "form": form,
        "scenarios": kept_scenarios(_scenarios(request), now, request.GET),
    }
    htmx = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    template = PART if htmx and not htmx.history_restore_request else PAGE
    table = _table(request, now)
    return list_page(request, table, template, context, name="conversion-candidates")


def _table(request: HttpRequest, now: ShareNow) -> CandidateTable:
    words, rows = search_words(request), list(now.candidates)
    if words:
        named = set(search_clients(Client.objects.all(), words).values_list("pk", flat=True))
        rows = [row for row in rows if row.pk in named]
    may_draft = request.user.has_perm("contracts.add_agreement")
    # The sum of those that are found is no figure of any other page.
    sum_at = "" if words or not rows else invoices_at(now.scope, now.year.period, "break_fix")
    complete = partial(complete_candidates, month=now.scope.month)
    return CandidateTable(
        LateListRows(rows, complete, late=("client", "mrr_cents")),
        scope=now.scope,
        year=now.year,
        totals={
            "client": f"Sum of {formats.grouped(len(rows))}",
            "spend_cents": sum(row.spend_cents for row in rows),
        },
        totals_at={"spend_cents": sum_at},
        exclude=() if may_draft else ("draft",),
    )


def _scenarios(request: HttpRequest) -> QuerySet[Scenario]:
    return Scenario.objects.visible_to(request.user).select_related("created_by")
