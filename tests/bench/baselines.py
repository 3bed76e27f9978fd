"""What users would run instead, on the same data: a dense grid of months, and the bare floor."""

from collections import defaultdict
from datetime import date
from itertools import accumulate
from typing import Any

from django.db import connection

from metrics.ledger import emptying, statements
from metrics.models import MonthTotal
from metrics.months import Period, add_months, last_day_of
from tests.bench.loading import load

GRID_TABLES = [
    "create table bench_month (number integer not null, month date not null, last_day date)",
    """
    create table bench_grid (
        client_id bigint not null, category varchar(20) not null, number integer not null,
        month date not null, mrr_cents bigint not null, amount_cents bigint not null,
        kind varchar(20), primary key (client_id, category, number)
    )
    """,
    """
    create table bench_agreement (
        agreement_id bigint not null, month date not null, mrr_cents bigint not null,
        cost_cents bigint not null, primary key (agreement_id, month)
    )
    """,
    """
    create table bench_total (
        category varchar(20) not null, kind varchar(20) not null, month date not null,
        cents bigint not null, primary key (category, kind, month)
    )
    """,
]

# Each line on each month-end it is in force on, as the usual modelling of MRR in SQL begins.
IN_FORCE = """
with span as (
    select
        agreement.client_id, revision.category, line.agreement_id, line.service_id,
        agreement.starts_on, agreement.ends_on as agreement_ends_on, line.ends_on,
        revision.quantity, revision.monthly_cents, revision.cost_cents, revision.effective_on,
        lead(revision.effective_on, 1, '9999-12-01')
            over (partition by revision.line_id order by revision.effective_on) as next_on
    from contracts_linerevision as revision
    inner join contracts_agreementline as line on line.id = revision.line_id
    inner join contracts_agreement as agreement on agreement.id = line.agreement_id
),
in_force as (
    select
        span.client_id, span.category, span.agreement_id, span.service_id, bench_month.month,
        span.monthly_cents, span.cost_cents
    from bench_month
    inner join span
        on span.effective_on <= bench_month.last_day and span.next_on > bench_month.last_day
    where
        span.quantity > 0 and span.starts_on <= bench_month.last_day
        and (span.ends_on is null or span.ends_on >= bench_month.last_day)
        and (span.agreement_ends_on is null or span.agreement_ends_on >= bench_month.last_day)
)
"""

# Every client × every month, as a whole and in each category: sum, compare with the month before.
GRID = f"""
insert into bench_grid (client_id, category, number, month, mrr_cents, amount_cents, kind)
{IN_FORCE},
within as (
    select client_id, category, month, sum(monthly_cents) as mrr_cents
    from in_force
    group by client_id, category, month
),
summed as (
    select client_id, category, month, mrr_cents from within
    union all
    select client_id, '', month, sum(mrr_cents) from within group by client_id, month
),
part as (
    select '' as category union all select 'managed' union all select 'security'
    union all select 'resale'
),
grid as (
    select
        client.id as client_id, part.category, bench_month.number, bench_month.month,
        coalesce(summed.mrr_cents, 0) as mrr_cents
    from clients_client as client
    cross join part
    cross join bench_month
    left join summed
        on summed.client_id = client.id and summed.category = part.category
        and summed.month = bench_month.month
),
compared as (
    select
        client_id, category, number, month, mrr_cents,
        lag(mrr_cents, 1) over (partition by client_id, category order by month) as before_cents,
        max(mrr_cents) over (
            partition by client_id, category order by month
            rows between unbounded preceding and 1 preceding
        ) as highest_before
    from grid
)
select
    client_id, category, number, month, cast(mrr_cents as bigint),
    cast(mrr_cents - coalesce(before_cents, 0) as bigint),
    case
        when mrr_cents = coalesce(before_cents, 0) then null
        when mrr_cents = 0 then 'churn'
        when mrr_cents < before_cents then 'contraction'
        when before_cents > 0 then 'expansion'
        when coalesce(highest_before, 0) = 0 then 'new'
        else 'reactivation'
    end
from compared
"""

AGREEMENTS = f"""
insert into bench_agreement (agreement_id, month, mrr_cents, cost_cents)
{IN_FORCE}
select agreement_id, month, cast(sum(monthly_cents) as bigint), cast(sum(cost_cents) as bigint)
from in_force
group by agreement_id, month
"""

# What is kept of the MRR of 12 months before, and of each cohort: the grid beside itself.
TOTALS = [
    """
    insert into bench_total (category, kind, month, cents)
    select now.category, 'net_12m', now.month, cast(sum(now.mrr_cents) as bigint)
    from bench_grid as now
    inner join bench_grid as earlier
        on earlier.client_id = now.client_id and earlier.category = now.category
        and earlier.number = now.number - 12
    where earlier.mrr_cents > 0
    group by now.category, now.month
    """,
    """
    insert into bench_total (category, kind, month, cents)
    select
        now.category, 'gross_12m', now.month,
        cast(sum(case when now.mrr_cents < earlier.mrr_cents then now.mrr_cents
            else earlier.mrr_cents end) as bigint)
    from bench_grid as now
    inner join bench_grid as earlier
        on earlier.client_id = now.client_id and earlier.category = now.category
        and earlier.number = now.number - 12
    where earlier.mrr_cents > 0
    group by now.category, now.month
    """,
    """
    insert into bench_total (category, kind, month, cents)
    select grid.category, cast(first.month as text), grid.month, cast(sum(grid.mrr_cents) as bigint)
    from bench_grid as grid
    inner join bench_grid as first
        on first.client_id = grid.client_id and first.category = grid.category
    where first.kind = 'new' and grid.month >= first.month
    group by grid.category, first.month, grid.month
    """,
]

LEDGER_TABLES = statements.TABLES


def prepare(period: Period) -> None:
    """Make the grid's tables and empty twins of the ledger's tables."""
    with connection.cursor() as cursor:
        for statement in GRID_TABLES:
            cursor.execute(statement)
        for table in LEDGER_TABLES:
            for statement in _twin(cursor, table):
                cursor.execute(statement)
    months = Period(period.start, add_months(period.end, 2))
    rows = [(number, month, last_day_of(month)) for number, month in enumerate(months)]
    load("bench_month", ["number", "month", "last_day"], rows)


def _twin(cursor, table: str) -> list[str]:
    name = table.replace("metrics_", "bench_")
    if connection.vendor == "postgresql":
        return [f"create table {name} (like {table} including all)"]
    cursor.execute("select sql from sqlite_master where tbl_name = %s and sql is not null", [table])
    made = [row[0].replace(table, name) for row in cursor.fetchall()]
    return [sql.replace('CREATE INDEX "', 'CREATE INDEX "bench_') for sql in made]


def rebuild_grid() -> None:
    with connection.cursor() as cursor:
        for table in ("bench_grid", "bench_agreement", "bench_total"):
            cursor.execute(emptying(table))
        for statement in (GRID, AGREEMENTS, *TOTALS):
            cursor.execute(statement)


def write_finished_rows() -> None:
    """The floor: read the finished ledger and write it again.

    The condition keeps SQLite from copying whole pages instead of rows.
    """
    with connection.cursor() as cursor:
        for table in LEDGER_TABLES:
            name = table.replace("metrics_", "bench_")
            cursor.execute(emptying(name))
            cursor.execute(f"insert into {name} select * from {table} where month is not null")


def grid_agrees() -> bool:
    """The grid and the ledger hold the same movements, agreements and running sums."""
    return _same(
        "select client_id, category, month, kind, amount_cents, mrr_cents from bench_grid "
        "where amount_cents <> 0",
        "select client_id, '', month, kind, amount_cents, mrr_cents from metrics_mrrmovement "
        "union all "
        "select client_id, category, month, kind, amount_cents, mrr_cents "
        "from metrics_categorymovement",
    ) and _same(
        "select agreement_id, bench_agreement.month, mrr_cents, cost_cents from bench_agreement",
        "select agreement_id, bench_month.month, mrr_cents, cost_cents from bench_month "
        "inner join metrics_agreementmrr as step "
        "on step.month <= bench_month.month and step.until_month > bench_month.month "
        "where line_count > 0",
    ) and _grid_totals() == _ledger_totals()  # fmt: skip


def _same(one: str, other: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(one)
        found = sorted(cursor.fetchall())
        cursor.execute(other)
        return found == sorted(cursor.fetchall())


def _grid_totals() -> dict[tuple[str, str, date], int]:
    with connection.cursor() as cursor:
        cursor.execute("select category, kind, month, cents from bench_total where cents <> 0")
        return {(category, kind, _day(month)): cents for category, kind, month, cents in cursor}


def _ledger_totals() -> dict[tuple[str, str, date], int]:
    """The running sums of what is retained over 12 months and of the cohorts."""
    with connection.cursor() as cursor:
        cursor.execute("select month from bench_month order by month")
        months = [_day(month) for (month,) in cursor.fetchall()]
    changes: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for row in MonthTotal.objects.all():
        category, _, family = row.family.rpartition(".")
        if family == "cohort":
            changes[category, f"{row.kind}-01"][row.month] = row.amount_cents
        elif family == "retained" and row.kind.endswith("_12m"):
            changes[category, row.kind][row.month] = row.amount_cents
    sums = {}
    for (category, kind), changed in changes.items():
        running = accumulate(changed.get(month, 0) for month in months)
        sums |= {(category, kind, m): cents for m, cents in zip(months, running, strict=True)}
    return {key: cents for key, cents in sums.items() if cents}


def _day(month: Any) -> date:
    return month if isinstance(month, date) else date.fromisoformat(month)
