"""The list of clients: what MRR is made of, client by client."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.tables import ClientTable
from config import exports, figure_keys, formats
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.queries.invoices import with_one_off
from metrics.months import Period
from metrics.queries import annotate_mrr, mrr_of
from metrics.revenue import SHARE_MONTHS
from metrics.rows.clients import ONLY, WITH, WITHOUT, ClientChoice, ClientSums, clients_at
from metrics.rows.sums import RowRatio, RowSum, added_up, named
from metrics.scopes import Scope
from metrics.windows import ONE_MONTH, read_month

MRR_CHOICES = [(WITH, "with"), (WITHOUT, "without")]
ARCHIVED_CHOICES = [(WITH, "with"), (ONLY, "only")]
TOP_CHOICES = [("1", "the largest"), ("5", "the 5 largest"), ("10", "the 10 largest")]
SECURITY_CHOICES = [(WITH, "in force"), (WITHOUT, "none")]


@require_safe
@permission_required("clients.view_client", raise_exception=True)
def client_list(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request, widths=ONE_MONTH)
    filters = _filters(request)
    values = {item.name: item.value for item in filters}
    choice = _choice(scope, values, search_words(request))
    clients = choice.of(clients_at(scope.month, scope.part))
    sums = _sums(scope, choice, clients)
    table = ClientTable(
        _rows(clients, scope, sums.client_count),
        month=scope.month if scope.month != scope.window.current else None,
        links=_links(scope),
        totals={
            "name": f"Sum of {formats.grouped(sums.client_count)}",
            "mrr_cents": sums.mrr_cents,
        },
    )
    context = {
        "scope": scope,
        "window": scope.window,
        "filters": [*scope.filters, *filters],
        "is_limited": scope.is_limited,
        "total": _total(scope, choice, sums),
        "ratios": _ratios(choice, sums),
    }
    return list_page(request, table, "clients/client_list.html", context, name="clients")


def _filters(request: HttpRequest) -> list[Filter]:
    """Those at the end are asked for by other pages; they appear once they are set."""
    rare = [
        Filter.read(request, "cohort", "First MRR in", _cohorts(request), blank="any month"),
        Filter.read(request, "top", "Only", TOP_CHOICES),
        Filter.read(request, "security", "Security service", SECURITY_CHOICES),
    ]
    return [
        Filter.read(request, "mrr", "MRR", MRR_CHOICES),
        Filter.read(request, "archived", "Archived", ARCHIVED_CHOICES, blank="left out"),
        *(item for item in rare if item.value),
    ]


def _cohorts(request: HttpRequest) -> list[tuple[str, str]]:
    """The month that the address names."""
    with suppress(ValueError):
        month = read_month(request.GET.get("cohort", ""))
        return [(exports.month(month), formats.month(month))]
    return []


def _choice(scope: Scope, values: dict[str, str], words: str) -> ClientChoice:
    cohort = values.get("cohort", "")
    return ClientChoice(
        scope.month,
        scope.part,
        words=words,
        mrr=values["mrr"],
        archived=values["archived"],
        cohort=read_month(cohort) if cohort else None,
        top=int(values.get("top") or 0),
        security=values.get("security", ""),
    )


def _sums(scope: Scope, choice: ClientChoice, clients: QuerySet[Any]) -> ClientSums:
    listed = added_up(clients, "mrr_cents")
    everyone = listed
    if choice.is_partial:
        paying = clients_at(scope.month, scope.part).exclude(mrr_cents=0)
        everyone = added_up(paying, "mrr_cents")
    return ClientSums(
        listed["count"], listed["mrr_cents"], everyone["count"], everyone["mrr_cents"]
    )


def _rows(clients: QuerySet[Any], scope: Scope, count: int) -> LateRows:
    year = Period.ending_with(scope.month, months=SHARE_MONTHS)

    def enrich(rows: Any) -> QuerySet[Any]:
        rows = annotate_mrr(rows, scope.month, scope.part.category)
        return with_one_off(rows, (year.start, year.end)).select_related("account_manager")

    return LateRows(clients, enrich, late={"one_off_cents"}, count=count)


def _links(scope: Scope) -> dict[str, Any]:
    """The addresses of the rows behind a client's figures."""
    since = Period.ending_with(scope.month, months=SHARE_MONTHS).start
    year = {"since": since, "month": scope.month, "kind": "one_off"}

    def lines(client: Client) -> str:
        return scope.link("line_list", client=client.pk, month=scope.month)

    def invoices(client: Client) -> str:
        return scope.link("invoice_list", client=client.pk, **year)

    return {"mrr_cents": lines, "one_off_cents": invoices}


def _total(scope: Scope, choice: ClientChoice, sums: ClientSums) -> RowSum:
    return RowSum(
        sums.client_count,
        "client",
        sums.mrr_cents,
        named("the MRR", scope, is_part=choice.is_partial),
        None if choice.is_partial else mrr_of(scope.part, scope.month),
    )


def _ratios(choice: ClientChoice, sums: ClientSums) -> list[RowRatio]:
    """What clients with MRR have on average, and what they are a part of."""
    if choice.mrr != WITH and not choice.top:
        return []
    each = figure_keys.ratio(sums.mrr_cents, sums.client_count)
    found = [RowRatio("On average", formats.exact(round(sums.arpa or 0)), each)]
    if choice.is_partial:
        clients = RowRatio.of("Of all clients with MRR", sums.client_count, sums.all_count)
        return [*found, clients, RowRatio.of("Of all MRR", sums.mrr_cents, sums.all_cents)]
    arr_cents = 12 * sums.mrr_cents
    return [
        *found,
        RowRatio("A year (ARR)", formats.exact(arr_cents), figure_keys.cents(arr_cents)),
    ]
