"""The ledger in SQL: one text per table, the same on SQLite and PostgreSQL.

Months are stored columns and amounts are cents, so no date function and no decimal is needed.
`{clients}` is empty for all, or a condition on `client_id`.
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

# Costs may change alone, so the revisions are read and not the view.
AGREEMENT_MRR = """
insert into metrics_agreementmrr (
    agreement_id, month, until_month, client_id, mrr_cents, cost_cents, line_count
)
with step as (
    select
        client_id, line_id, month, in_service_change, cost_change_cents,
        quantity_cents + price_cents + discount_cents + added_cents + dropped_cents as amount_cents
    from contracts_linerevision
    where month < until_month {clients}
    union all
    select client_id, line_id, until_month, -1, -cost_cents, -monthly_cents
    from contracts_linerevision
    where ends {clients}
),
changed as (
    select
        agreement_id, client_id, month, sum(amount_cents) as amount_cents,
        sum(cost_change_cents) as cost_change_cents, sum(in_service_change) as in_service_change
    from step
    inner join contracts_agreementline as line on line.id = line_id
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

# Movements of the whole and of each category, those of one after the other.
MOVED = """
select client_id, '' as category, month, kind, amount_cents, mrr_cents
from metrics_mrrmovement
where 1 = 1 {clients}
union all
select client_id, category, month, kind, amount_cents, mrr_cents
from metrics_categorymovement
where 1 = 1 {clients}
order by 1, 2, 3
"""

# Lines as their revisions change them: from `month` on, and at `until_month` where one ends.
LINES = """
select
    service_id, month, until_month, ends,
    quantity_cents + price_cents + discount_cents + added_cents + dropped_cents, monthly_cents,
    in_service_change, cost_change_cents, cost_cents
from contracts_linerevision
inner join contracts_agreementline as line on line.id = line_id
where month < until_month {clients}
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
on conflict (family, month, kind) do update set
    amount_cents = metrics_monthtotal.amount_cents + excluded.amount_cents,
    row_count = metrics_monthtotal.row_count + excluded.row_count,
    client_change = metrics_monthtotal.client_change + excluded.client_change
"""
)
