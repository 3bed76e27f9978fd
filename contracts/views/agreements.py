"""The agreement pages."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.queries import clients_seen_by
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.models import Agreement
from contracts.queries.agreements import (
    agreements_of,
    agreements_on,
    monthly_amounts_of,
    search_agreements,
    with_monthly_amounts,
)
from contracts.tables.agreements import AgreementTable
from metrics.months import last_day_of
from metrics.queries import mrr_of_company
from metrics.windows import Window

STATES = [("in_force", "In force"), ("upcoming", "Not started"), ("ended", "Ended")]


@require_safe
@permission_required("contracts.view_agreement", raise_exception=True)
def agreement_list(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    window = Window.from_query(request.GET, today)
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
    mrr = monthly_amounts_of(agreements, window.month) if narrowed else mrr_of_company(window.month)
    rows = LateRows(
        agreements,
        lambda rows: with_monthly_amounts(rows, window.month),
        late={"mrr_cents", "line_count"},
    )
    table = AgreementTable(rows, totals={"name": "Sum", "mrr_cents": mrr})
    context = {
        "window": window,
        "day": day,
        "filters": [state, commitment],
        "is_limited": clients is not None,
    }
    return list_page(request, table, "contracts/agreement_list.html", context, name="agreements")
