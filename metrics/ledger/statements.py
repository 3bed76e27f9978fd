"""The ledger in SQL: one text per table, the same on SQLite and PostgreSQL.

Months are stored columns and amounts are cents, so no decimal is needed, and of date functions the
two that `DATES` names. `{clients}` is empty for all, or a condition on `client_id`.
"""

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
# `{whose}` is the key of what moves: a client, or a service category of a client.
MOVEMENTS = """
insert into {table} ({whose}, month, until_month, kind, amount_cents, mrr_cents)
with changed as (
    select
        {whose}, month, cast(sum(amount_cents) as bigint) as amount_cents,
        sum(in_service_change) as in_service_change
    from metrics_linechange
    where 1 = 1 {clients}
    group by {whose}, month
),
running as (
    select
        {whose}, month, amount_cents,
        cast(sum(amount_cents) over so_far as bigint) as mrr_cents,
        sum(in_service_change) over so_far as in_service_count
    from changed
    window so_far as (partition by {whose} order by month)
),
dated as (
    select
        {whose}, month, amount_cents, mrr_cents, in_service_count,
        max(case when mrr_cents > 0 then month end) over earlier as last_paid_month,
        max(case when in_service_count = 0 then month end) over earlier as last_idle_month
    from running
    window earlier as (
        partition by {whose} order by month rows between unbounded preceding and 1 preceding
    )
),
final as (
    select
        {whose}, month, amount_cents, mrr_cents,
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
    {whose}, month, lead(month, 1, '9999-12-01') over (partition by {whose} order by month),
    kind, amount_cents, mrr_cents
from final
"""

# The same with what a line costs, which may change alone, and whose line it is.
LINE_STEPS = """
step as (
    select
        client_id, line_id, month, cost_change_cents, in_service_change,
        quantity_cents + price_cents + discount_cents + added_cents + dropped_cents as amount_cents
    from contracts_linerevision
    where month < until_month {clients}
    union all
    select client_id, line_id, until_month, -cost_cents, -1, -monthly_cents
    from contracts_linerevision
    where ends {clients}
),
line_step as (
    select
        client_id, agreement_id, service_id, month, amount_cents, cost_change_cents,
        in_service_change
    from step
    inner join contracts_agreementline as line on line.id = line_id
)
"""

AGREEMENT_MRR = f"""
insert into metrics_agreementmrr (
    agreement_id, month, until_month, client_id, mrr_cents, cost_cents, line_count
)
with {LINE_STEPS},
changed as (
    select
        agreement_id, client_id, month, sum(amount_cents) as amount_cents,
        sum(cost_change_cents) as cost_change_cents, sum(in_service_change) as in_service_change
    from line_step
    group by agreement_id, client_id, month
)
select
    agreement_id, month, lead(month, 1, '9999-12-01') over so_far, client_id,
    cast(sum(amount_cents) over so_far as bigint),
    cast(sum(cost_change_cents) over so_far as bigint),
    sum(in_service_change) over so_far
from changed
where amount_cents <> 0 or cost_change_cents <> 0 or in_service_change <> 0
window so_far as (partition by agreement_id order by month)
"""

# The tables that hold rows of clients, and what fills them.
FILLS = {
    "metrics_mrrmovement": MOVEMENTS.format(
        table="metrics_mrrmovement", whose="client_id", clients="{clients}"
    ),
    "metrics_categorymovement": MOVEMENTS.format(
        table="metrics_categorymovement", whose="client_id, category", clients="{clients}"
    ),
    "metrics_agreementmrr": AGREEMENT_MRR,
}
# How the rows of some clients are found, by the keys of those tables.
ROWS_OF = {
    "metrics_mrrmovement": "client_id in ({ids})",
    "metrics_categorymovement": "client_id in ({ids})",
    "metrics_agreementmrr": (
        "agreement_id in (select id from contracts_agreement where client_id in ({ids}))"
    ),
}
TABLES = (*FILLS, "metrics_monthtotal")

# The movements of the whole and of each category, told apart by what their families begin with.
PARTS = """
select client_id, '' as part, month, kind, amount_cents, mrr_cents
from metrics_mrrmovement
where 1 = 1 {clients}
union all
select client_id, category || '.', month, kind, amount_cents, mrr_cents
from metrics_categorymovement
where 1 = 1 {clients}
"""

# What is kept of the MRR of 12 months before: a client's MRR then and now change where it moves and
# 12 months later, nowhere else. A client whose MRR was 0 then is outside.
KEPT_12M = """
moved as (
    select client_id, part, month, amount_cents as now_cents, 0 as then_cents from movement
    union all
    select client_id, part, {year_later}, 0, amount_cents from movement
),
now_and_then as (
    select
        client_id, part, month, cast(sum(now_cents) over so_far as bigint) as now_cents,
        cast(sum(then_cents) over so_far as bigint) as then_cents
    from moved
    window so_far as (partition by client_id, part order by month)
),
kept as (
    select
        client_id, part, month,
        case when then_cents <> 0 then now_cents else 0 end as net_cents,
        case
            when then_cents = 0 then 0
            when then_cents < now_cents then then_cents
            else now_cents
        end as gross_cents,
        case when then_cents > 0 and now_cents > 0 then 1 else 0 end as client_count
    from now_and_then
),
kept_change as (
    select
        part, month, net_cents - coalesce(lag(net_cents) over so_far, 0) as net_cents,
        gross_cents - coalesce(lag(gross_cents) over so_far, 0) as gross_cents,
        client_count - coalesce(lag(client_count) over so_far, 0) as client_change
    from kept
    window so_far as (partition by client_id, part order by month)
),
kept_12m as (
    select
        part, month, cast(sum(net_cents) as bigint) as net_cents,
        cast(sum(gross_cents) as bigint) as gross_cents, sum(client_change) as client_change
    from kept_change
    group by part, month
)
"""

RETAINED_TOTALS = """
select
    month, part || 'retained' as family, 'net' as kind,
    cast(sum(amount_cents) as bigint) as amount_cents, 0 as row_count, 0 as client_change
from movement
where mrr_cents <> amount_cents
group by part, month
union all
select month, part || 'retained', 'gross', cast(sum(amount_cents) as bigint), 0, 0
from movement
where mrr_cents <> amount_cents and amount_cents < 0
group by part, month
union all
select month, part || 'retained', 'net_12m', net_cents, 0, client_change from kept_12m
union all
select month, part || 'retained', 'gross_12m', gross_cents, 0, 0 from kept_12m
"""

# The change of the number of clients with MRR, of a movement.
CLIENT_CHANGE = """
sum(
    case when mrr_cents > 0 then 1 else 0 end
    - case when mrr_cents > amount_cents then 1 else 0 end
)
"""

# Before its first MRR a category can have been below 0: a cohort begins with what it reaches then.
PART_TOTALS = f"""
select
    month, part || 'movement', kind, cast(sum(amount_cents) as bigint), count(*), {CLIENT_CHANGE}
from movement
group by part, month, kind
union all
select
    month, part || 'cohort', {{cohort}},
    cast(sum(case when month = cohort_month then mrr_cents else amount_cents end) as bigint),
    count(*), {CLIENT_CHANGE}
from cohort
where month >= cohort_month
group by part, month, cohort_month
"""

# A category's MRR, with its number of clients.
CATEGORY_TOTALS = f"""
select
    month, 'category', category, cast(sum(amount_cents) as bigint), count(*), {CLIENT_CHANGE}
from metrics_categorymovement
where 1 = 1 {{clients}}
group by month, category
"""

LINE_TOTALS = """
select
    month, 'service', cast(service_id as text), cast(sum(amount_cents) as bigint),
    sum(in_service_change), 0
from line_step
group by month, service_id
union all
select
    month, 'service_cost', cast(service_id as text), cast(sum(cost_change_cents) as bigint), 0, 0
from line_step
group by month, service_id
"""

# Month, family, kind, cents, rows, change of the number of clients with MRR; never all nothing.
LEDGER_TOTALS = f"""
with movement as ({PARTS}),
cohort as (
    select
        part, month, amount_cents, mrr_cents,
        min(case when mrr_cents > 0 then month end) over (partition by client_id, part)
            as cohort_month
    from movement
),
{LINE_STEPS},
{KEPT_12M},
final as (
    {RETAINED_TOTALS} union all {PART_TOTALS} union all {CATEGORY_TOTALS} union all {LINE_TOTALS}
)
select month, family, kind, amount_cents, row_count, client_change
from final
where amount_cents <> 0 or row_count <> 0 or client_change <> 0
"""

INVOICE_TOTALS = """
select month, 'invoice', kind, cast(sum(amount_cents) as bigint), count(*), 0
from contracts_invoiceline
group by month, kind
"""

# What is retained of some movements, which `{movements}` selects in these columns, up to a month.
RETAINED_OF = f"""
with movement (client_id, part, month, amount_cents, mrr_cents) as ({{movements}}),
{KEPT_12M},
final as ({RETAINED_TOTALS})
select month, family, kind, amount_cents, row_count, client_change from final where month < %s
"""

INSERT_TOTALS = """
insert into metrics_monthtotal (month, family, kind, amount_cents, row_count, client_change)
"""

ADD_TO_TOTALS = (
    INSERT_TOTALS
    + """
values {rows}
on conflict (family, month, kind) do update set
    amount_cents = metrics_monthtotal.amount_cents + excluded.amount_cents,
    row_count = metrics_monthtotal.row_count + excluded.row_count,
    client_change = metrics_monthtotal.client_change + excluded.client_change
"""
)

# What the databases write differently.
DATES = {
    "sqlite": {
        "year_later": "date(month, '+1 year')",
        "cohort": "substr(cohort_month, 1, 7)",
    },
    "postgresql": {
        "year_later": "cast(month + interval '1 year' as date)",
        "cohort": "to_char(cohort_month, 'YYYY-MM')",
    },
}
