"""The recurring share of the revenue, and the way to a target."""

from metrics.definitions import points
from metrics.definitions.base import Definition, Unit
from metrics.definitions.mrr import MSP_ARTICLE

NO_REVENUE = "no revenue"

SHARES = (
    Definition(
        key="one_off",
        name="One-off revenue",
        rule="Invoice lines for projects, professional services, hardware and break-fix by their "
        "date; credit notes count negative, tax is left out. What nobody has classified stands "
        "beside it.",
        formula="{project_cents} + {professional_services_cents} + {hardware_cents}"
        " + {break_fix_cents}",
        result="one_off_cents",
        points=(points.ONE_OFF,),
    ),
    Definition(
        key="one_off_12m",
        name="One-off revenue, 12 months",
        rule="Invoice lines for projects, professional services, hardware and break-fix of 12 "
        "months by their date; credit notes count negative, tax is left out.",
        formula="projects + professional services + hardware + break-fix of 12 months",
        result="share_12m.one_off",
        points=(points.ONE_OFF,),
    ),
    Definition(
        key="revenue",
        name="Revenue",
        rule="MRR and one-off revenue of the month. A year paid in advance counts with a twelfth "
        "a month.",
        formula="{closing_cents} + {one_off_cents}",
        result="revenue_cents",
        points=(points.ONE_OFF,),
    ),
    Definition(
        key="share",
        name="Recurring share, month",
        rule="The part of the month's revenue that managed and security services bring under "
        "agreement. Licence resale is recurring revenue, but not part of the share.",
        formula="{share.managed} ÷ ({share.recurring} + {share.one_off})",
        result="share.value",
        unit=Unit.SHARE,
        undefined=NO_REVENUE,
        points=(points.ONE_OFF,),
        source=MSP_ARTICLE,
    ),
    Definition(
        key="share_12m",
        name="Recurring share, 12 months",
        rule="The part of 12 months' revenue that managed and security services bring under "
        "agreement: the headline, told of complete months, because a month in progress has all "
        "of its MRR and only part of its one-off work.",
        formula="{share_12m.managed} ÷ ({share_12m.recurring} + {share_12m.one_off})",
        result="share_12m.value",
        unit=Unit.SHARE,
        undefined=NO_REVENUE,
        points=(points.ONE_OFF,),
        source=MSP_ARTICLE,
    ),
    Definition(
        key="share_with_resale",
        name="Recurring share with resale, 12 months",
        rule="The same with the resale of licences counted as recurring: all MRR over all revenue.",
        formula="{share_12m.recurring} ÷ ({share_12m.recurring} + {share_12m.one_off})",
        result="share_12m.with_resale",
        unit=Unit.SHARE,
        undefined=NO_REVENUE,
        points=(points.ONE_OFF,),
    ),
    Definition(
        key="share_range",
        name="Range of the share",
        rule="While invoice lines are unclassified the share is a range: all of them one-off at "
        "one end, none of them at the other.",
        formula="{share_12m.managed} ÷ ({share_12m.recurring} + {share_12m.one_off}"
        " + {share_12m.unclassified})"
        " to {share_12m.managed} ÷ ({share_12m.recurring} + {share_12m.one_off})",
        result="share_12m.low to share_12m.high",
        unit=Unit.SHARE,
        undefined=NO_REVENUE,
    ),
    Definition(
        key="band",
        name="Band",
        rule="Where the share of 12 months stands, before it is rounded: below 40% still a "
        "break-fix shop, to 60% in transition, above 60% mature, above 70% among the strongest. "
        "Exactly 60% is not above 60%.",
        formula="{share_12m.value} against 40%, 60% and 70%",
        result="share_12m.band.value",
        unit=Unit.TEXT,
        undefined=NO_REVENUE,
        source=MSP_ARTICLE,
    ),
    Definition(
        key="gap_new",
        name="New MRR to a target",
        rule="The MRR to add for a share at the target with one-off revenue as it is, of an "
        "average month and rounded up, so that it is enough. Turning projects away would raise the "
        "share too, and lower the business.",
        formula="({target} × {position.revenue_cents} − {position.recurring_cents})"
        " ÷ (1 − {target})",
        result="mrr_cents",
        undefined="already there",
        source=MSP_ARTICLE,
    ),
    Definition(
        key="gap_convert",
        name="Break-fix to convert to a target",
        rule="The break-fix revenue a month to turn into agreements for a share at the target, "
        "rounded up. The conversion ratio is the new fee ÷ what was spent before: an assumption, "
        "never a price.",
        formula="({target} × {position.revenue_cents} − {position.recurring_cents})"
        " ÷ ({plan.ratio} × (1 − {target}) + {target})",
        result="spend_cents",
        undefined="already there",
        source=MSP_ARTICLE,
    ),
    Definition(
        key="volatility",
        name="Volatility",
        rule="How far the months of a year lie from their mean: the standard deviation of its "
        "complete months (all of them, not a sample) over their mean, of recurring and of one-off "
        "revenue side by side. The lower, the steadier.",
        formula="{deviation_cents} ÷ {mean_cents}",
        result="volatility",
        unit=Unit.SHARE,
        undefined="fewer than two months with revenue",
    ),
)
