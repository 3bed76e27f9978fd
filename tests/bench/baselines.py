"""What users would run instead, on the same data: a dense grid of months, and the bare floor."""

from django.db import connection

from metrics.ledger import emptying, statements
from metrics.months import Period, add_months, last_day_of
from tests.bench.loading import load

GRID_TABLES = [
    "create table bench_month (month date not null, last_day date not null)",
    """
    create table bench_grid (
        client_id bigint not null, month date not null, mrr_cents bigint not null,
        amount_cents bigint not null, kind varchar(20), primary key (client_id, month)
    )
    """,
]

# Every client × every month, as the usual modelling of MRR in SQL goes: join each line to the
# month-ends it is in force on, sum, compare with the month before.
GRID = """
insert into bench_grid (client_id, month, mrr_cents, amount_cents, kind)
with span as (
    select
        agreement.client_id, agreement.starts_on, agreement.ends_on as agreement_ends_on,
        line.ends_on, revision.quantity, revision.monthly_cents, revision.effective_on,
        lead(revision.effective_on, 1, '9999-12-01')
            over (partition by revision.line_id order by revision.effective_on) as next_on
    from contracts_linerevision as revision
    inner join contracts_agreementline as line on line.id = revision.line_id
    inner join contracts_agreement as agreement on agreement.id = line.agreement_id
),
in_force as (
    select span.client_id, bench_month.month, span.monthly_cents
    from bench_month
    inner join span
        on span.effective_on <= bench_month.last_day and span.next_on > bench_month.last_day
    where
        span.quantity > 0 and span.starts_on <= bench_month.last_day
        and (span.ends_on is null or span.ends_on >= bench_month.last_day)
        and (span.agreement_ends_on is null or span.agreement_ends_on >= bench_month.last_day)
),
summed as (
    select client_id, month, sum(monthly_cents) as mrr_cents from in_force group by client_id, month
),
grid as (
    select client.id as client_id, bench_month.month, coalesce(summed.mrr_cents, 0) as mrr_cents
    from clients_client as client
    cross join bench_month
    left join summed on summed.client_id = client.id and summed.month = bench_month.month
),
compared as (
    select
        client_id, month, mrr_cents,
        lag(mrr_cents, 1, 0) over (partition by client_id order by month) as before_cents,
        max(mrr_cents) over (
            partition by client_id order by month rows between unbounded preceding and 1 preceding
        ) as highest_before
    from grid
)
select
    client_id, month, cast(mrr_cents as bigint), cast(mrr_cents - before_cents as bigint),
    case
        when mrr_cents = before_cents then null
        when mrr_cents = 0 then 'churn'
        when mrr_cents < before_cents then 'contraction'
        when before_cents > 0 then 'expansion'
        when coalesce(highest_before, 0) = 0 then 'new'
        else 'reactivation'
    end
from compared
"""

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
    load("bench_month", ["month", "last_day"], [(m, last_day_of(m)) for m in months])


def _twin(cursor, table: str) -> list[str]:
    name = table.replace("metrics_", "bench_")
    if connection.vendor == "postgresql":
        return [f"create table {name} (like {table} including all)"]
    cursor.execute("select sql from sqlite_master where tbl_name = %s and sql is not null", [table])
    made = [row[0].replace(table, name) for row in cursor.fetchall()]
    return [sql.replace('CREATE INDEX "', 'CREATE INDEX "bench_') for sql in made]


def rebuild_grid() -> None:
    with connection.cursor() as cursor:
        cursor.execute(emptying("bench_grid"))
        cursor.execute(GRID)


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
    """The grid and the ledger hold the same movements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select client_id, month, kind, amount_cents, mrr_cents from bench_grid "
            "where amount_cents <> 0 order by client_id, month"
        )
        grid = cursor.fetchall()
        cursor.execute(
            "select client_id, month, kind, amount_cents, mrr_cents from metrics_mrrmovement "
            "order by client_id, month"
        )
        return grid == cursor.fetchall()
