"""Holds the ledger against the definitions: every client, line and month-end, worked out afresh."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest, TruncMonth

from clients.models import Client
from contracts.billing import Drivers
from contracts.models import AgreementLine, InvoiceLine, LineRevision
from metrics.models import LineChange, MonthTotal, MrrMovement
from metrics.months import NEVER, Period, add_months, month_of
from metrics.movements import Change, Line, Standing, line_changes, movements, standings

CLIENTS_AT_ONCE = 500


def differences() -> list[str]:
    """Every row in which the ledger and the definitions differ, as a sentence; empty is good.

    Reads one state of the database, so that an edit in between is no difference.
    """
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not is_nested:
            _take_snapshot()
        return list(_differences())


def _take_snapshot() -> None:
    """The lock comes first: a rebuild empties tables in a way that snapshots do not see."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("lock table metrics_mrrmovement, metrics_monthtotal in access share mode")


def _differences() -> Iterator[str]:
    ids = list(Client.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CLIENTS_AT_ONCE):
        yield from _differences_of(ids[start : start + CLIENTS_AT_ONCE])
    yield from _strays()
    yield from _misplaced()
    yield from _total_differences()


def _differences_of(client_ids: list[int]) -> Iterator[str]:
    lines = _lines_by_client(client_ids)
    changes = _kept_changes(client_ids)
    stored = _stored_standings(client_ids)
    kept_movements = _kept_movements(client_ids)
    names = dict(Client.objects.filter(pk__in=client_ids).values_list("pk", "name"))
    for client_id, who in names.items():
        period = _period_of(lines[client_id])
        due = {change for line in lines[client_id] for change in line_changes(line, period)}
        yield from _compare(f"{who}, line", due, changes[client_id])
        standing = {row for line in lines[client_id] for row in standings(line, period)}
        yield from _compare(f"{who}, revision", standing, stored[client_id])
        due_movements = list(movements(lines[client_id], period))
        ends = [movement.month for movement in due_movements[1:]] + [NEVER]
        due_rows = {(*row, end) for row, end in zip(due_movements, ends, strict=False)}
        yield from _compare(who, due_rows, kept_movements[client_id])


def _compare(what: str, due: Iterable[Hashable], kept: Iterable[Hashable]) -> Iterator[str]:
    due, kept = set(due), set(kept)
    for row in sorted(due - kept, key=str):
        yield f"{what}: the ledger lacks {_written(row)}."
    for row in sorted(kept - due, key=str):
        yield f"{what}: the ledger holds without cause {_written(row)}."


def _written(row: Hashable) -> str:
    """A row on one line, months as 2026-10."""
    parts = row if isinstance(row, tuple) else (row,)
    return " ".join(f"{p:%Y-%m}" if isinstance(p, date) else str(p) for p in parts)


def _lines_by_client(client_ids: list[int]) -> dict[int, list[Line]]:
    """The lines as signed, from the typed columns alone: nothing derived is read."""
    revisions: dict[int, list[LineRevision]] = defaultdict(list)
    for revision in LineRevision.objects.filter(line__agreement__client_id__in=client_ids).order_by(
        "line_id", "effective_on"
    ):
        revisions[revision.line_id].append(revision)
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in AgreementLine.objects.filter(agreement__client_id__in=client_ids).select_related(
        "agreement"
    ):
        lines[line.agreement.client_id].append(
            Line(
                key=line.pk,
                starts_on=line.agreement.starts_on,
                last_days=(line.ends_on, line.agreement.ends_on),
                revisions=[(r.effective_on, r.terms) for r in revisions[line.pk]],
            )
        )
    return lines


def _period_of(lines: list[Line]) -> Period:
    """The months from the first start to one past the last date that anything carries."""
    days = [line.starts_on for line in lines]
    days += [day for line in lines for day in line.last_days if day]
    days += [day for line in lines for day, _ in line.revisions]
    if not days:
        return Period(NEVER, NEVER)
    return Period(month_of(min(days)), add_months(month_of(max(days)), 2))


def _stored_standings(client_ids: list[int]) -> dict[int, list[Standing]]:
    stored: dict[int, list[Standing]] = defaultdict(list)
    rows = LineRevision.objects.filter(
        line__agreement__client_id__in=client_ids, month__lt=F("until_month"), quantity__gt=0
    )
    for row in rows.select_related("line__agreement"):
        stored[row.line.agreement.client_id].append(
            Standing(row.line_id, row.month, row.until_month, row.monthly_cents)
        )
    return stored


def _kept_changes(client_ids: list[int]) -> dict[int, list[Change]]:
    kept: dict[int, list[Change]] = defaultdict(list)
    for row in LineChange.objects.filter(client_id__in=client_ids):
        drivers = Drivers(
            quantity=row.quantity_cents,
            price=row.price_cents,
            discount=row.discount_cents,
            added=row.added_cents,
            dropped=row.dropped_cents,
        )
        kept[row.client_id].append(Change(row.month, row.line_id, drivers, row.in_service_change))
    return kept


def _kept_movements(client_ids: list[int]) -> dict[int, list[tuple[date, str, int, int, date]]]:
    kept: dict[int, list[tuple[date, str, int, int, date]]] = defaultdict(list)
    for row in MrrMovement.objects.filter(client_id__in=client_ids):
        kept[row.client_id].append(
            (row.month, row.kind, row.amount_cents, row.mrr_cents, row.until_month)
        )
    return kept


def _strays() -> Iterator[str]:
    """Rows whose client is gone: the ledger's keys carry no database check."""
    known = Client.objects.values("pk")
    for model in (LineChange, MrrMovement):
        count = model.objects.exclude(client_id__in=known).count()
        if count:
            yield f"{count} rows of {model.__name__} belong to no client."


def _misplaced() -> Iterator[str]:
    """Stored columns that repeat something else and differ from it."""
    months = InvoiceLine.objects.exclude(month=TruncMonth("issued_on"))
    categories = LineRevision.objects.exclude(category=F("line__service__category"))
    clients = LineRevision.objects.exclude(client_id=F("line__agreement__client_id"))
    # What never reached a month-end is in no sum, but the month's in-and-out list reads it.
    overtaken = LineRevision.objects.filter(month=F("until_month")).exclude(
        month=TruncMonth(Greatest("effective_on", "line__agreement__starts_on"))
    )
    for rows, what in (
        (months, "invoice lines are kept under another month than their date's"),
        (categories, "revisions carry another category than their service"),
        (clients, "revisions carry another client than their agreement"),
        (overtaken, "revisions are kept under another month than they take effect in"),
    ):
        if count := rows.count():
            yield f"{count} {what}."


def _total_differences() -> Iterator[str]:
    due: Counter[tuple[date, str, str, str]] = Counter()
    for month, kind, cents, mrr in MrrMovement.objects.values_list(
        "month", "kind", "amount_cents", "mrr_cents"
    ).iterator():
        _add(due, month, "movement", kind, cents)
        due[month, "movement", kind, "clients"] += (mrr > 0) - (mrr > cents)
    for month, category, cents in LineChange.objects.values_list(
        "month", "line__service__category", "amount_cents"
    ).iterator():
        _add(due, month, "category", category, cents)
    for issued_on, kind, cents in InvoiceLine.objects.values_list(
        "issued_on", "kind", "amount_cents"
    ).iterator():
        _add(due, month_of(issued_on), "invoice", kind, cents)
    kept: Counter[tuple[date, str, str, str]] = Counter()
    for row in MonthTotal.objects.all():
        kept[row.month, row.family, row.kind, "cents"] = row.amount_cents
        kept[row.month, row.family, row.kind, "rows"] = row.row_count
        kept[row.month, row.family, row.kind, "clients"] = row.client_change
    yield from _compare("Month totals", _nonzero(due), _nonzero(kept))


def _add(
    sums: Counter[tuple[date, str, str, str]], month: date, family: str, kind: str, cents: int
) -> None:
    sums[month, family, kind, "cents"] += cents
    sums[month, family, kind, "rows"] += 1


def _nonzero(sums: Counter[tuple[date, str, str, str]]) -> set[tuple[object, ...]]:
    return {(*key, value) for key, value in sums.items() if value}
