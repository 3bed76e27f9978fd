"""Who stays, and with how much."""

from metrics.definitions import points
from metrics.definitions.base import Definition, Unit

NO_START = "no MRR at the start"
NO_START_12M = "no MRR 12 months before"

RETENTION = (
    Definition(
        key="nrr",
        name="NRR, month",
        rule="Net revenue retention: the MRR that the clients with MRR at the start of the month "
        "have at its end, over what they had. New clients and those who come back are outside.",
        formula="({opening_cents} + {kept_expansion_cents} − {contraction_cents} − {churn_cents})"
        " ÷ {opening_cents}",
        result="nrr",
        unit=Unit.SHARE,
        undefined=NO_START,
        points=(points.RETENTION, points.NETTING),
    ),
    Definition(
        key="grr",
        name="GRR, month",
        rule="Gross revenue retention: the same without expansion. Of each client the smaller of "
        "its MRR at the start and at the end counts, so it is never above 100%.",
        formula="({opening_cents} − {contraction_cents} − {churn_cents}) ÷ {opening_cents}",
        result="grr",
        unit=Unit.SHARE,
        undefined=NO_START,
        points=(points.RETENTION, points.NETTING),
    ),
    Definition(
        key="nrr_12m",
        name="NRR, 12 months",
        rule="Net revenue retention over a year, point to point: the MRR now of the clients who "
        "had MRR 12 months before, over what they had then. Who left and came back within the "
        "year counts with what it has now.",
        formula="{retained_net_12m_cents} ÷ {opening_12m_cents}",
        result="nrr_12m",
        unit=Unit.SHARE,
        undefined=NO_START_12M,
        points=(points.RETENTION,),
    ),
    Definition(
        key="grr_12m",
        name="GRR, 12 months",
        rule="Gross revenue retention over a year, point to point: of each client who had MRR 12 "
        "months before, the smaller of its MRR then and now.",
        formula="{retained_gross_12m_cents} ÷ {opening_12m_cents}",
        result="grr_12m",
        unit=Unit.SHARE,
        undefined=NO_START_12M,
        points=(points.RETENTION,),
    ),
    Definition(
        key="client_churn",
        name="Client churn, month",
        rule="Clients that went to churn in the month, over the clients with MRR at its start.",
        formula="{churned_count} ÷ {opening_count}",
        result="client_churn",
        unit=Unit.SHARE,
        undefined="no client with MRR at the start",
        points=(points.CLIENT_CHURN, points.FREE_PERIOD, points.IN_AND_OUT),
    ),
    Definition(
        key="client_churn_12m",
        name="Client churn, 12 months",
        rule="Of the clients with MRR 12 months before, those without MRR now.",
        formula="{lost_12m_count} ÷ {client_count_12m}",
        result="client_churn_12m",
        unit=Unit.SHARE,
        undefined="no client with MRR 12 months before",
        points=(points.CLIENT_CHURN,),
    ),
    Definition(
        key="revenue_churn",
        name="Revenue churn",
        rule="All MRR lost in the month, to clients who pay less and to clients who leave, over "
        "the MRR at its start.",
        formula="({contraction_cents} + {churn_cents}) ÷ {opening_cents}",
        result="revenue_churn",
        unit=Unit.SHARE,
        undefined=NO_START,
        points=(points.NETTING, points.DISCOUNTS),
    ),
    Definition(
        key="revenue_churn_12m",
        name="Revenue churn, 12 months",
        rule="All MRR lost in each of the 12 months, added up, over the MRR at their start. What "
        "clients lose who came in between counts too, and what is lost and won back.",
        formula="{lost_12m_cents} ÷ {opening_12m_cents}",
        result="revenue_churn_12m",
        unit=Unit.SHARE,
        undefined=NO_START_12M,
        points=(points.NETTING, points.DISCOUNTS),
    ),
    Definition(
        key="net_revenue_churn",
        name="Net revenue churn",
        rule="The MRR lost in the month less what other clients expanded, over the MRR at its "
        "start. Below 0 when expansion is larger.",
        formula="({contraction_cents} + {churn_cents} − {expansion_cents}) ÷ {opening_cents}",
        result="net_revenue_churn",
        unit=Unit.SHARE,
        undefined=NO_START,
        points=(points.NET_CHURN, points.NETTING),
    ),
    Definition(
        key="quick_ratio",
        name="Quick ratio",
        rule="How many times the MRR gained covers the MRR lost. Below 1 MRR shrinks.",
        formula="({new_cents} + {reactivation_cents} + {expansion_cents})"
        " ÷ ({contraction_cents} + {churn_cents})",
        result="quick_ratio",
        unit=Unit.TIMES,
        undefined="no losses",
        points=(points.QUICK_RATIO, points.NETTING),
    ),
    Definition(
        key="quick_ratio_12m",
        name="Quick ratio, 12 months",
        rule="How many times the MRR gained in twelve months covers the MRR lost in them. "
        "Below 1 MRR shrank.",
        formula="{gained_12m_cents} ÷ {lost_12m_cents}",
        result="quick_ratio_12m",
        unit=Unit.TIMES,
        undefined="no losses",
        points=(points.QUICK_RATIO, points.NETTING),
    ),
    Definition(
        key="cohort",
        name="Cohort retention",
        rule="Clients by the month of their first MRR. Each cell is the MRR they have in a later "
        "month over that of their first one; or, of clients, how many of them have MRR.",
        formula="{cohort_cents} ÷ {cohort_start_cents}",
        result="cohort_share",
        unit=Unit.SHARE,
        undefined="no MRR in the first month",
        points=(points.COHORT,),
    ),
)
