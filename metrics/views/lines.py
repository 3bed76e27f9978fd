"""The lines in force: what MRR is made of."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config import exports, figure_keys, formats
from config.lists import Filter, is_download, list_page, search_words
from config.rows import LateRows
from contracts.addresses import agreement_asked_for
from contracts.models import Agreement, LineRevision, Service
from metrics.day_one import day_one_cents
from metrics.key_figures import seat_price
from metrics.months import Period, add_months
from metrics.queries import mrr_of
from metrics.rows import lines
from metrics.rows.sums import RowRatio, RowSum, added_up, named
from metrics.scopes import Scope
from metrics.tables.lines import LineFile, LineTable
from metrics.windows import ONE_MONTH, read_month

NOTICE_MONTHS = 18


@require_safe
@permission_required("metrics.view_mrrmovement", raise_exception=True)
def line_list(request: HttpRequest) -> HttpResponseBase:
    scope = Scope.of(request, widths=ONE_MONTH)
    filters = _filters(request, scope)
    choice = _choice(request, filters)
    on_the_first = bool(_value(filters, "day1"))
    found = choice.of(_lines(scope, on_the_first))
    sums = added_up(found, "monthly_cents", "cost_cents")
    is_file = is_download(request)
    table = (LineFile if is_file else LineTable)(
        LateRows(lines.with_margin(found), lines.with_records, count=sums["count"]),
        scope=scope,
        totals=_totals(sums),
    )
    context = {
        "scope": scope,
        "window": scope.window,
        "is_limited": scope.is_limited,
        "agreement": choice.agreement,
        "filters": [*scope.filters, *filters],
        "total": _total(scope, choice, sums, on_the_first),
        "ratios": [_margin(sums), *(_seats(scope, found) if choice.with_users else [])],
        "on_the_first": on_the_first,
    }
    return list_page(request, table, "metrics/line_list.html", context, name="lines")


def _totals(sums: dict[str, int]) -> dict[str, Any]:
    mrr_cents, cost_cents = sums["monthly_cents"], sums["cost_cents"]
    earned = {"cost_cents": cost_cents, "earned_cents": mrr_cents - cost_cents}
    return {"line": "Sum", "mrr_cents": mrr_cents, **earned}


def _lines(scope: Scope, on_the_first: bool) -> QuerySet[LineRevision]:
    if on_the_first:
        return lines.lines_in_force_on_the_first(scope.month, scope.part)
    return lines.lines_in_force(scope.month, scope.part)


def _total(
    scope: Scope, choice: lines.LineChoice, sums: dict[str, int], on_the_first: bool
) -> RowSum:
    """The ledger knows the MRR of a month's last day, of clients and categories."""
    figure = "the day-1 income" if on_the_first else "the MRR"
    return RowSum(
        sums["count"],
        "line",
        sums["monthly_cents"],
        named(figure, scope, is_part=choice.narrows),
        None if choice.narrows else _known(scope, on_the_first),
    )


def _known(scope: Scope, on_the_first: bool) -> int:
    if on_the_first:
        before = mrr_of(scope.part, scope.window.before)
        return day_one_cents(scope.month, before, scope.part)
    return mrr_of(scope.part, scope.month)


def _margin(sums: dict[str, int]) -> RowRatio:
    mrr_cents = sums["monthly_cents"]
    return RowRatio.of("Gross margin", mrr_cents - sums["cost_cents"], mrr_cents)


def _seats(scope: Scope, found: QuerySet[LineRevision]) -> list[RowRatio]:
    """The users that these lines count, and what a seat costs with all lines together."""
    users, mrr_cents = lines.users_of(found), mrr_of(scope.part, scope.month)
    price = seat_price(mrr_cents, users)
    key = figure_keys.ratio(mrr_cents, users)
    return [
        RowRatio("Users under agreement", formats.grouped(users), figure_keys.count(users)),
        RowRatio("Seat price", formats.NOTHING if price is None else formats.exact(price), key),
    ]


def _filters(request: HttpRequest, scope: Scope) -> list[Filter]:
    """Those at the end are asked for by other pages; they appear once they are set."""
    services = Service.objects.values_list("pk", "name")
    found = [
        Filter.read(request, "service", "Service", services),
        Filter.read(request, "commitment", "Commitment", Agreement.Commitment.choices),
    ]
    rare = [
        Filter.read(request, "notice", "Notice by", _notice_months(request, scope.window.current)),
        Filter.read(request, "users", "Lines", [("1", "per user")]),
        Filter.read(request, "cost", "Cost", [("without", "not recorded")]),
        Filter.read(request, "day1", "In force on", [("1", "the first day")], blank="the last day"),
    ]
    return [*found, *(item for item in rare if item.value)]


def _notice_months(request: HttpRequest, current: date) -> list[tuple[str, str]]:
    """The coming ones, and any other month that the address names."""
    months = set(Period(current, add_months(current, NOTICE_MONTHS)))
    with suppress(ValueError):
        months.add(read_month(request.GET.get("notice", "")))
    return [(exports.month(month), formats.month(month)) for month in sorted(months)]


def _choice(request: HttpRequest, filters: list[Filter]) -> lines.LineChoice:
    notice = _value(filters, "notice")
    return lines.LineChoice(
        words=search_words(request),
        agreement=agreement_asked_for(request),
        service=_value(filters, "service"),
        commitment=_value(filters, "commitment"),
        notice_month=read_month(notice) if notice else None,
        with_users=bool(_value(filters, "users")),
        lacks_cost=bool(_value(filters, "cost")),
    )


def _value(filters: list[Filter], name: str) -> str:
    return next((item.value for item in filters if item.name == name), "")
