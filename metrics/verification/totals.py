"""The month totals beside the rows they add up; those rows have been compared by then."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.db.models import F

from contracts.models import InvoiceLine, LineRevision
from metrics.models import CategoryMovement, LineChange, MonthTotal, MrrMovement
from metrics.months import month_of
from metrics.movements import MovementRow, kept
from metrics.verification.comparing import compare

# (month, family, kind, what) → sum
Sums = Counter[tuple[date, str, str, str]]
MOVED = ("month", "kind", "amount_cents", "mrr_cents")


def total_differences() -> Iterator[str]:
    due: Sums = Counter()
    for category, moved in _moved():
        _add_movements(due, category, moved)
        _add_retained(due, category, moved)
        _add_cohort(due, category, moved)
    _add_lines(due)
    _add_invoices(due)
    stored: Sums = Counter()
    for row in MonthTotal.objects.all():
        key = (row.month, row.family, row.kind)
        _add(stored, key, row.amount_cents, row.row_count, row.client_change)
    yield from compare("Month totals", _nonzero(due), _nonzero(stored))


def _moved() -> Iterator[tuple[str, list[MovementRow]]]:
    """(category, movements in order) of each client, as a whole (no category) and within each."""
    whole = MrrMovement.objects.order_by("client_id", "month").values_list("client_id", *MOVED)
    for _, rows in groupby(whole.iterator(), key=lambda row: row[0]):
        yield "", [MovementRow(*row[1:]) for row in rows]
    parts = CategoryMovement.objects.order_by("client_id", "category", "month")
    within = parts.values_list("client_id", "category", *MOVED)
    for (_, category), rows in groupby(within.iterator(), key=lambda row: row[:2]):
        yield category, [MovementRow(*row[2:]) for row in rows]


def _add_movements(due: Sums, category: str, moved: list[MovementRow]) -> None:
    family = MonthTotal.Family.MOVEMENT.within(category)
    for row in moved:
        _add(due, (row.month, family, row.kind), row.amount_cents, 1, _client_change(row))
        if category:
            key = (row.month, "category", category)
            _add(due, key, row.amount_cents, 1, _client_change(row))


def _client_change(row: MovementRow) -> int:
    return (row.mrr_cents > 0) - (row.mrr_cents > row.amount_cents)


def _add_retained(due: Sums, category: str, moved: list[MovementRow]) -> None:
    family = MonthTotal.Family.RETAINED.within(category)
    for row in kept([(row.month, row.mrr_cents) for row in moved]):
        _add(due, (row.month, family, row.kind), row.cents, 0, row.clients)


def _add_cohort(due: Sums, category: str, moved: list[MovementRow]) -> None:
    """From the month of a client's first MRR on, what its MRR changes from month to month."""
    family, cohort, before = MonthTotal.Family.COHORT.within(category), "", 0
    for row in moved:
        if cohort or row.mrr_cents > 0:
            cohort = cohort or f"{row.month:%Y-%m}"
            change = row.mrr_cents - before
            _add(due, (row.month, family, cohort), change, 1, _client_change(row))
            before = row.mrr_cents


def _add_lines(due: Sums) -> None:
    columns = ("month", "line__service_id", "amount_cents", "in_service_change")
    for month, service, cents, change in LineChange.objects.values_list(*columns).iterator():
        _add(due, (month, "service", str(service)), cents, change)
    for row in LineRevision.objects.filter(month__lt=F("until_month")).values_list(
        "month", "until_month", "line__service_id", "cost_cents", "cost_change_cents", "ends"
    ):
        month, until_month, service, cost, change, ends = row
        _add(due, (month, "service_cost", str(service)), change)
        if ends:
            _add(due, (until_month, "service_cost", str(service)), -cost)


def _add_invoices(due: Sums) -> None:
    rows = InvoiceLine.objects.values_list("issued_on", "kind", "amount_cents")
    for issued_on, kind, cents in rows.iterator():
        _add(due, (month_of(issued_on), "invoice", kind), cents, 1)


def _add(
    sums: Sums, key: tuple[date, str, str], cents: int, rows: int = 0, clients: int = 0
) -> None:
    sums[(*key, "cents")] += cents
    sums[(*key, "rows")] += rows
    sums[(*key, "clients")] += clients


def _nonzero(sums: Sums) -> set[tuple[object, ...]]:
    return {(*key, value) for key, value in sums.items() if value}
