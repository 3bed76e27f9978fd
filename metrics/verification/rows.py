"""The rows of clients: what their agreements say, from the typed columns alone, beside the ledger.

Nothing derived is read to work out what is due.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F

from clients.models import Client
from contracts.billing import Drivers
from contracts.models import AgreementLine, LineRevision
from metrics.models import AgreementMrr, CategoryMovement, LineChange, Movement, MrrMovement
from metrics.months import NEVER, Period, add_months, month_of
from metrics.movements import (
    Change,
    Line,
    Signed,
    Standing,
    agreement_steps,
    line_changes,
    movements,
    standings,
)
from metrics.verification.comparing import compare

# Rows by the key of their client.
Rows = Mapping[int, Sequence[Hashable]]
Walk = Callable[[Iterable[Line], Period], Iterator[tuple[Any, ...]]]


def differences_of(client_ids: Sequence[int]) -> Iterator[str]:
    signed = _lines_by_client(client_ids)
    changes, stored = _kept_changes(client_ids), _stored_standings(client_ids)
    moved = _kept_movements(MrrMovement, client_ids)
    moved_within = _kept_movements(CategoryMovement, client_ids, "category")
    agreements = _kept_agreements(client_ids)
    for client_id, who in Client.objects.filter(pk__in=client_ids).values_list("pk", "name"):
        lines = signed[client_id]
        period = _period_of(lines)
        due = [change for line in lines for change in line_changes(line, period)]
        yield from compare(f"{who}, line", due, changes[client_id])
        standing = [row for line in lines for row in standings(line, period)]
        yield from compare(f"{who}, revision", standing, stored[client_id])
        yield from compare(who, _dated(movements(lines, period)), moved[client_id])
        categories = _walked(movements, _by(lines, "category"), period)
        yield from compare(f"{who}, category", categories, moved_within[client_id])
        steps = _walked(agreement_steps, _by(lines, "agreement"), period)
        yield from compare(f"{who}, agreement", steps, agreements[client_id])


def _by(lines: Iterable[Line], what: str) -> dict[Any, list[Line]]:
    found: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        found[getattr(line, what)].append(line)
    return found


def _walked(walk: Walk, groups: Mapping[Any, list[Line]], period: Period) -> Iterator[Hashable]:
    for key, lines in groups.items():
        for row in _dated(walk(lines, period)):
            yield (key, *row)


def _dated(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows that begin with their month, each with the month of the next one."""
    rows = list(rows)
    ends = [row[0] for row in rows[1:]] + [NEVER]
    for row, end in zip(rows, ends, strict=False):
        yield (*row, end)


def _lines_by_client(client_ids: Sequence[int]) -> dict[int, list[Line]]:
    """The lines as signed."""
    revisions: dict[int, list[LineRevision]] = defaultdict(list)
    for revision in LineRevision.objects.filter(line__agreement__client_id__in=client_ids).order_by(
        "line_id", "effective_on"
    ):
        revisions[revision.line_id].append(revision)
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in AgreementLine.objects.filter(agreement__client_id__in=client_ids).select_related(
        "agreement", "service"
    ):
        lines[line.agreement.client_id].append(
            Line(
                key=line.pk,
                agreement=line.agreement_id,
                category=line.service.category,
                is_per_user=line.pricing == AgreementLine.Pricing.PER_USER,
                starts_on=line.agreement.starts_on,
                last_days=(line.ends_on, line.agreement.ends_on),
                revisions=[
                    Signed(r.effective_on, r.terms, r.unit_cost) for r in revisions[line.pk]
                ],
            )
        )
    return lines


def _period_of(lines: list[Line]) -> Period:
    """The months from the first start to one past the last date that anything carries."""
    days = [line.starts_on for line in lines]
    days += [day for line in lines for day in line.last_days if day]
    days += [revision.effective_on for line in lines for revision in line.revisions]
    if not days:
        return Period(NEVER, NEVER)
    return Period(month_of(min(days)), add_months(month_of(max(days)), 2))


def _stored_standings(client_ids: Sequence[int]) -> Rows:
    stored: dict[int, list[Standing]] = defaultdict(list)
    rows = LineRevision.objects.filter(
        line__agreement__client_id__in=client_ids, month__lt=F("until_month"), quantity__gt=0
    )
    for row in rows.select_related("line__agreement"):
        stored[row.line.agreement.client_id].append(
            Standing(
                row.line_id,
                row.month,
                row.until_month,
                row.monthly_cents,
                row.cost_cents,
                row.cost_change_cents,
                row.user_count,
            )
        )
    return stored


def _kept_changes(client_ids: Sequence[int]) -> Rows:
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


def _kept_movements(model: type[Movement], client_ids: Sequence[int], *key: str) -> Rows:
    columns = (*key, "month", "kind", "amount_cents", "mrr_cents", "until_month")
    return _kept_rows(model, client_ids, columns)


def _kept_agreements(client_ids: Sequence[int]) -> Rows:
    columns = ("agreement_id", "month", "mrr_cents", "cost_cents", "line_count", "until_month")
    return _kept_rows(AgreementMrr, client_ids, columns)


def _kept_rows(model: Any, client_ids: Sequence[int], columns: Sequence[str]) -> Rows:
    kept: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = model.objects.filter(client_id__in=client_ids)
    for client_id, *row in rows.values_list("client_id", *columns):
        kept[client_id].append(tuple(row))
    return kept
