"""Where known tools differ, by their own documentation. The table of docs/definitions.md says the
same, row by row.
"""

from metrics.definitions.base import Other, Point

BASIS = Point(
    "Basis of MRR",
    "contracted terms in force",
    (
        Other("contracted or plan price", "Stripe, Kill Bill", same=True),
        Other("invoice lines", "ChartMogul, Recurly"),
    ),
)
DAY = Point(
    "Day of the month",
    "last calendar day",
    (
        Other("last day", "Recurly, Fivetran's Stripe package", same=True),
        Other("every day", "Kill Bill, Paddle"),
    ),
)
START = Point(
    "Start in mid-month",
    "counts in full",
    (Other("in full", "Recurly, Fivetran", same=True),),
)
END = Point(
    "End",
    "last day of service inclusive",
    (
        Other("kept to the end of the paid period", "ProfitWell"),
        Other("by a setting at cancellation or at the end of service", "ChartMogul"),
        Other("exclusive", "mrr-playbook, Kill Bill"),
    ),
)
TAX = Point(
    "Tax",
    "excluded",
    (Other("excluded", "all but Paddle", same=True), Other("included", "Paddle")),
)
DISCOUNTS = Point(
    "Discounts",
    "any discount in force lowers MRR",
    (
        Other("the same", "ChartMogul, ProfitWell, Maxio", same=True),
        Other("only those without an end", "Stripe"),
        Other("before discount", "Paddle"),
    ),
)
FREE_PERIOD = Point(
    "Free period",
    "stays a client, no churn",
    (Other("the same by default", "ChartMogul", same=True),),
)
NETTING = Point(
    "Up and down in one month",
    "netted per client",
    (
        Other("netted", "Recurly, mrr-playbook", same=True),
        Other("each event", "ChartMogul"),
    ),
)
IN_AND_OUT = Point(
    "Signed and ended in one month",
    "no movement, listed",
    (
        Other("ignored", "ProfitWell", same=True),
        Other("both counted", "Stripe, Maxio"),
    ),
)
REACTIVATION = Point(
    "Reactivation",
    "any gap",
    (
        Other("any gap", "ChartMogul, ProfitWell", same=True),
        Other("within 90 days, later as new", "Maxio"),
        Other("inside expansion", "Chargebee"),
        Other("none", "Lago"),
    ),
)
USAGE = Point(
    "Usage above a commitment",
    "excluded",
    (
        Other("excluded", "Stripe, Recurly, Paddle", same=True),
        Other("a setting", "Chargebee"),
    ),
)
PAST_DUE = Point(
    "Past due",
    "still counts",
    (
        Other("counts", "Stripe, Polar", same=True),
        Other("a setting", "Recurly, ChartMogul"),
        Other("0 while on hold", "ProfitWell"),
    ),
)
ONE_OFF = Point(
    "One-off revenue",
    "counted beside MRR, for the recurring share",
    (Other("left out altogether", "ChartMogul, ProfitWell"),),
)
RETENTION = Point(
    "Span of retention",
    "a month or 12 months, each client's start against its end",
    (
        Other("the last 30 days", "Baremetrics"),
        Other("each cohort since its first month", "ChartMogul"),
    ),
)
CLIENT_CHURN = Point(
    "Client churn rate",
    "clients lost over a month or 12 months ÷ clients at its start",
    (
        Other("the same over a month, or day by day by a setting", "ChartMogul"),
        Other("over 30 days, ÷ those at the start and those new since", "Stripe"),
        Other("over 30 days, with those who came and went within them", "Baremetrics"),
    ),
)
NET_CHURN = Point(
    "Net revenue churn",
    "contraction + churn − expansion, over opening",
    (Other("also minus reactivation", "ChartMogul"),),
)
QUICK_RATIO = Point(
    "Quick ratio",
    "with reactivation",
    (Other("without", "Baremetrics, GrowPanel"),),
)
AVERAGE = Point(
    "Average per client",
    "MRR ÷ clients with MRR",
    (Other("the same", "ChartMogul", same=True),),
)
COHORT = Point(
    "Client who comes back",
    "counts in its first cohort again",
    (Other("the same", "ChartMogul, Stripe", same=True),),
)

POINTS = (
    BASIS,
    DAY,
    START,
    END,
    TAX,
    DISCOUNTS,
    FREE_PERIOD,
    NETTING,
    IN_AND_OUT,
    REACTIVATION,
    USAGE,
    PAST_DUE,
    ONE_OFF,
    RETENTION,
    CLIENT_CHURN,
    NET_CHURN,
    QUICK_RATIO,
    AVERAGE,
    COHORT,
)
