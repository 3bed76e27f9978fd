"""The only writer of the ledger: rebuilt as a whole, refreshed client by client.

One SQL text per table, the same on SQLite and PostgreSQL: months are stored columns and amounts
are cents, so no date function and no decimal is needed. A refresh runs inside the transaction of
the change it follows; a page therefore never disagrees with the agreements.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from clients.models import Client
from contracts import operations
from contracts.signals import agreements_changing, invoices_changed

# A client list longer than this is refreshed in parts: SQLite bounds the parameters of a statement.
CLIENTS_A_STATEMENT = 500

# What each line changes from one month-end to the next: derived columns of its revisions, its end.
# A view, made anew after every migration: SQLite cannot alter a table that a view stands on.
LINE_CHANGES = """
create view metrics_linechange as
select
    client_id, month, line_id, id as revision_id, category, quantity_cents, price_cents,
    discount_cents, added_cents, dropped_cents,
    quantity_cents + price_cents + discount_cents + added_cents + dropped_cents as amount_cents,
    in_service_change
from contracts_linerevision
where
    month < until_month and (
        quantity_cents <> 0 or price_cents <> 0 or discount_cents <> 0 or added_cents <> 0
        or dropped_cents <> 0 or in_service_change <> 0
    )
union all
select
    client_id, until_month, line_id, id, category, 0, 0, 0, 0, -monthly_cents, -monthly_cents, -1
from contracts_linerevision
where ends
"""

# A client is managed from the month its MRR rises above 0 until a month-end with no line in
# service: the last paid month against the last idle one tells, without walking the months between.
MOVEMENTS = """
insert into metrics_mrrmovement (client_id, month, until_month, kind, amount_cents, mrr_cents)
with client_month as (
    select
        client_id, month, cast(sum(amount_cents) as bigint) as amount_cents,
        sum(in_service_change) as in_service_change
    from metrics_linechange
    where 1 = 1 {clients}
    group by client_id, month
),
running as (
    select
        client_id, month, amount_cents,
        cast(sum(amount_cents) over so_far as bigint) as mrr_cents,
        sum(in_service_change) over so_far as in_service_count
    from client_month
    window so_far as (partition by client_id order by month)
),
dated as (
    select
        client_id, month, amount_cents, mrr_cents, in_service_count,
        max(case when mrr_cents > 0 then month end) over earlier as last_paid_month,
        max(case when in_service_count = 0 then month end) over earlier as last_idle_month
    from running
    window earlier as (
        partition by client_id order by month rows between unbounded preceding and 1 preceding
    )
),
final as (
    select
        client_id, month, amount_cents, mrr_cents,
        case
            when amount_cents < 0 and in_service_count = 0 then 'churn'
            when amount_cents < 0 then 'contraction'
            when last_paid_month is null then 'new'
            when last_idle_month is null or last_paid_month > last_idle_month then 'expansion'
            else 'reactivation'
        end as kind
    from dated
    where amount_cents <> 0
)
select
    client_id, month, lead(month, 1, '9999-12-01') over (partition by client_id order by month),
    kind, amount_cents, mrr_cents
from final
"""

LEDGER_TOTALS = """
select
    month, 'movement' as family, kind, cast(sum(amount_cents) as bigint) as amount_cents,
    count(*) as row_count,
    sum(
        case when mrr_cents > 0 then 1 else 0 end
        - case when mrr_cents > amount_cents then 1 else 0 end
    ) as client_change
from metrics_mrrmovement
where 1 = 1 {clients}
group by month, kind
union all
select month, 'category', category, cast(sum(amount_cents) as bigint), count(*), 0
from metrics_linechange
where 1 = 1 {clients}
group by month, category
"""

INVOICE_TOTALS = """
select month, 'invoice', kind, cast(sum(amount_cents) as bigint), count(*), 0
from contracts_invoiceline
group by month, kind
"""

INSERT_TOTALS = """
insert into metrics_monthtotal (month, family, kind, amount_cents, row_count, client_change)
"""

ADD_TO_TOTALS = (
    INSERT_TOTALS
    + """
values {rows}
on conflict (month, family, kind) do update set
    amount_cents = metrics_monthtotal.amount_cents + excluded.amount_cents,
    row_count = metrics_monthtotal.row_count + excluded.row_count,
    client_change = metrics_monthtotal.client_change + excluded.client_change
"""
)

# (month, family, kind) → (cents, rows, change of the number of clients with MRR)
Key = tuple[Any, str, str]
Totals = dict[Key, tuple[int, int, int]]


def drop_view(**_: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop view if exists metrics_linechange")


def create_view(**_: object) -> None:
    drop_view()
    with connection.cursor() as cursor:
        cursor.execute(LINE_CHANGES)


def listen() -> None:
    """Follow every change of agreements and invoices, in its own transaction."""
    agreements_changing.connect(_on_agreements_changing, dispatch_uid="metrics.ledger")
    invoices_changed.connect(_on_invoices_changed, dispatch_uid="metrics.ledger")


def _on_agreements_changing(*, client_ids: Sequence[int], **_: object) -> Callable[[], None]:
    return begin_refresh(client_ids)


def _on_invoices_changed(
    *, changes: Mapping[tuple[date, str], tuple[int, int]], **_: object
) -> None:
    _share_ledger()
    adapt = connection.ops.adapt_datefield_value
    _add_to_totals(
        {
            (adapt(month), "invoice", kind): (cents, lines, 0)
            for (month, kind), (cents, lines) in changes.items()
        }
    )


@transaction.atomic
def rebuild_from_terms() -> int:
    """Derive revisions and ledger from what people signed; return how many revisions were wrong."""
    _own_ledger()
    mended = operations.derive_all()
    rebuild()
    return mended


@transaction.atomic
def rebuild() -> None:
    """Derive the whole ledger afresh from the revisions; everyone waits until it is done."""
    _own_ledger()
    with connection.cursor() as cursor:
        for table in ("metrics_mrrmovement", "metrics_monthtotal"):
            cursor.execute(emptying(table))
        cursor.execute(MOVEMENTS.format(clients=""))
        cursor.execute(INSERT_TOTALS + LEDGER_TOTALS.format(clients=""))
        cursor.execute(INSERT_TOTALS + INVOICE_TOTALS)


def begin_refresh(client_ids: Sequence[int]) -> Callable[[], None]:
    """Read what these clients add to the totals; return what to call once they are changed.

    That derives their movements afresh and carries the net difference into the month totals. The
    clients are locked first, in order: writers of one client follow each other, and the one upsert
    at the end takes the locks of the totals in key order, so that writers cannot deadlock.
    """
    locked = Client.objects.select_for_update().filter(pk__in=client_ids).order_by("pk")
    list(locked.values_list("pk"))
    _share_ledger()
    difference: Totals = {}
    for part in _parts(client_ids):
        _accumulate(difference, _totals_of(part), sign=-1)

    def finish() -> None:
        for part in _parts(client_ids):
            _rewrite(part)
            _accumulate(difference, _totals_of(part), sign=1)
        _add_to_totals(difference)

    return finish


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CLIENTS_A_STATEMENT):
        yield ids[start : start + CLIENTS_A_STATEMENT]


def emptying(table: str) -> str:
    """Dead rows would slow the new ones down, and the readers after them."""
    return f"truncate {table}" if connection.vendor == "postgresql" else f"delete from {table}"


def _own_ledger() -> None:
    """Let nobody read or write the ledger until this transaction is done."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("lock table metrics_mrrmovement, metrics_monthtotal")


def _share_ledger() -> None:
    """Let a running rebuild finish first, and keep the next one waiting for this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("lock table metrics_mrrmovement in row exclusive mode")


def _rewrite(ids: Sequence[int]) -> None:
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"delete from metrics_mrrmovement where client_id in ({marks})", ids)
        cursor.execute(MOVEMENTS.format(clients=f"and client_id in ({marks})"), ids)


def _totals_of(ids: Sequence[int]) -> list[tuple[Any, ...]]:
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(LEDGER_TOTALS.format(clients=f"and client_id in ({marks})"), [*ids, *ids])
        return cursor.fetchall()


def _accumulate(totals: Totals, rows: Iterable[tuple[Any, ...]], *, sign: int) -> None:
    for month, family, kind, cents, count, clients in rows:
        key = (month, family, kind)
        old = totals.get(key, (0, 0, 0))
        totals[key] = (old[0] + sign * cents, old[1] + sign * count, old[2] + sign * clients)


def _add_to_totals(difference: Totals) -> None:
    rows = [(*key, *values) for key, values in sorted(difference.items()) if any(values)]
    if not rows:
        return
    marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(ADD_TO_TOTALS.format(rows=marks), [value for row in rows for value in row])
