"""The list of invoice lines."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config import exports, formats
from config.lists import Filter, list_page, search_words
from config.rows import LateRows
from contracts.addresses import project_asked_for, rule_asked_for
from contracts.models import InvoiceLine
from contracts.queries.invoices import Invoiced
from contracts.tables.invoices import InvoiceLineTable
from metrics.months import Period, months_from
from metrics.queries import invoiced_by_company
from metrics.rows.invoices import ONE_OFF, InvoiceChoice
from metrics.rows.sums import RowSum, months_named, named
from metrics.scopes import Scope
from metrics.windows import ONE_MONTH, Window, read_month

KINDS = [(ONE_OFF, "One-off, all four"), *InvoiceLine.Kind.choices]
YEARS_BACK = 3


@require_safe
@permission_required("contracts.view_invoiceline", raise_exception=True)
def invoice_list(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request, widths=ONE_MONTH, with_category=False)
    filters = _filters(request, scope)
    window = _window(scope, filters)
    choice = _choice(request, scope, window, kind=filters[0].value)
    sums, known = choice.sums()
    table = InvoiceLineTable(
        LateRows(choice.lines, _with_client, count=sums.line_count),
        totals={
            "number": f"Sum of {formats.grouped(sums.line_count)}",
            "amount_cents": sums.amount_cents,
        },
    )
    context = {
        "client": scope.client,
        "number": choice.number,
        "project": choice.project,
        "rule": choice.rule,
        "filters": [*scope.filters, *filters],
        "is_limited": scope.is_limited,
        "unclassified_count": _unclassified_count(request),
        "total": _total(scope, choice, window, sums, known),
    }
    return list_page(request, table, "contracts/invoice_list.html", context, name="invoices")


def _with_client(lines: QuerySet[Any]) -> QuerySet[Any]:
    return lines.select_related("client")


def _choice(
    request: HttpRequest, scope: Scope, window: Window | None, *, kind: str
) -> InvoiceChoice:
    return InvoiceChoice(
        scope.part,
        window.period if window else None,
        kind,
        words=search_words(request),
        number=_number_asked_for(request),
        project=project_asked_for(request),
        rule=rule_asked_for(request),
    )


def _total(
    scope: Scope,
    choice: InvoiceChoice,
    window: Window | None,
    sums: Invoiced,
    known: Invoiced | None,
) -> RowSum:
    label = dict(KINDS).get(choice.kind, "").lower()
    figures = {"": "all invoices", ONE_OFF: "the one-off revenue"}
    figure = figures.get(choice.kind, f"all {label} invoices")
    months = months_named(window) if window else ""
    return RowSum(
        sums.line_count,
        "invoice line",
        sums.amount_cents,
        named(figure, scope, months=months, is_part=choice.is_partial),
        known.amount_cents if known else None,
    )


def _filters(request: HttpRequest, scope: Scope) -> list[Filter]:
    """Without a month all of them are listed."""
    months = _months_to_choose(request, scope.window.current)
    return [
        Filter.read(request, "kind", "Kind", KINDS),
        Filter.read(request, "since", "From", months, blank="the month itself"),
        Filter.read(request, "month", "Month", months),
    ]


def _window(scope: Scope, filters: list[Filter]) -> Window | None:
    """The month, or the months up to it; up to the current one when only the first is chosen."""
    since, month = (item.value for item in filters[1:])
    if not (since or month):
        return None
    last = read_month(month) if month else scope.window.current
    first = min(read_month(since), last) if since else last
    return Window(last, months_from(first, last), scope.window.current, choice="")


def _months_to_choose(request: HttpRequest, current: date) -> list[tuple[str, str]]:
    """Three years back, and any other months the address names."""
    months = set(Period.ending_with(current, months=12 * YEARS_BACK))
    for name in ("since", "month"):
        with suppress(ValueError):
            months.add(read_month(request.GET.get(name, "")))
    return [(exports.month(month), formats.month(month)) for month in sorted(months, reverse=True)]


def _unclassified_count(request: HttpRequest) -> int:
    """How long the worklist is, for those who have it."""
    if not request.user.has_perm("contracts.change_invoiceline"):
        return 0
    return invoiced_by_company(kinds=[InvoiceLine.Kind.UNCLASSIFIED]).line_count


def _number_asked_for(request: HttpRequest) -> str:
    """The invoice of `?number=A-1`. PostgreSQL refuses NUL bytes in texts, so they go."""
    return request.GET.get("number", "").replace("\0", "")[:200]
