"""What moves MRR: the kinds of movements, and their causes."""

from metrics.definitions import points
from metrics.definitions.base import Definition
from metrics.definitions.mrr import MRR_ARTICLE

MOVEMENTS = (
    Definition(
        key="bridge",
        name="Movements",
        rule="The change of one client's MRR from one month-end to the next, netted: one movement "
        "at most per client and month. They lead from the opening MRR to the closing, to the cent.",
        formula="{opening_cents} + {new_cents} + {reactivation_cents} + {expansion_cents}"
        " − {contraction_cents} − {churn_cents}",
        result="closing_cents",
        points=(points.NETTING, points.IN_AND_OUT, points.REACTIVATION),
    ),
    Definition(
        key="net_new",
        name="Net new MRR",
        rule="What the month added to MRR: all that was gained less all that was lost.",
        formula="{new_cents} + {reactivation_cents} + {expansion_cents}"
        " − {contraction_cents} − {churn_cents}",
        result="net_cents",
        points=(points.NETTING, points.IN_AND_OUT),
    ),
    Definition(
        key="new",
        name="New MRR",
        rule="The MRR of clients whose MRR was never above 0 before. “Converted” are those who "
        "had one-off invoices before their first agreement.",
        formula="rises of clients never above 0 before, added up",
        result="new_cents",
        points=(points.IN_AND_OUT, points.REACTIVATION),
    ),
    Definition(
        key="reactivation",
        name="Reactivation",
        rule="The MRR of clients who had left and are back, after a gap of any length.",
        formula="rises of clients who had churned, added up",
        result="reactivation_cents",
        points=(points.REACTIVATION,),
    ),
    Definition(
        key="expansion",
        name="Expansion",
        rule="What clients who were managed at the month-end before pay more: users, prices, "
        "services added, a discount that ended, the end of a free month.",
        formula="rises of managed clients, added up",
        result="expansion_cents",
        points=(points.NETTING, points.DISCOUNTS),
    ),
    Definition(
        key="contraction",
        name="Contraction",
        rule="What clients pay less while a line is still in service, down to 0 in a free month.",
        formula="falls of clients still in service, added up",
        result="contraction_cents",
        points=(points.NETTING, points.FREE_PERIOD),
    ),
    Definition(
        key="churn",
        name="Churn",
        rule="The MRR of clients of whom no line is in service any more. A last day of service at "
        "a month's end still counts in that month; the client leaves in the next.",
        formula="falls to 0 of clients without a line in service, added up",
        result="churn_cents",
        points=(points.END, points.PAST_DUE),
    ),
    Definition(
        key="three_terms",
        name="Growth in three terms",
        rule="The same change of MRR told shorter: who comes back counts as new, who pays less as "
        "churn.",
        formula="{seed_new_cents} + {expansion_cents} − {lost_cents}",
        result="net_cents",
        source=MRR_ARTICLE,
    ),
)

DRIVERS = (
    Definition(
        key="drivers",
        name="Drivers",
        rule="The same change by cause, line by line, between the terms of two month-ends. Where "
        "several change at once quantity comes first, then discount; price is the rest. They add "
        "up to the movements to the cent.",
        formula="{quantity_cents} + {price_cents} + {discount_cents}"
        " + {added_cents} + {dropped_cents}",
        result="net_cents",
    ),
    Definition(
        key="quantity",
        name="Quantity",
        rule="More or fewer users, devices or units on lines that stay, at the old unit amount.",
        formula="change of quantity × old unit amount, added up",
        result="quantity_cents",
    ),
    Definition(
        key="price",
        name="Price",
        rule="Other unit prices on lines that stay: what is left of a change once quantity and "
        "discount are taken out.",
        formula="change of lines that stay, less quantity and discount, added up",
        result="price_cents",
    ),
    Definition(
        key="discount",
        name="Discount",
        rule="Discounts given, ended or changed on lines that stay, at the old price.",
        formula="change of discount at the old price, added up",
        result="discount_cents",
        points=(points.DISCOUNTS,),
    ),
    Definition(
        key="added",
        name="Service added",
        rule="Lines that were not in service at the month-end before. A security service added for "
        "a managed client is a cross-sell.",
        formula="monthly amounts of lines that began, added up",
        result="added_cents",
    ),
    Definition(
        key="dropped",
        name="Service dropped",
        rule="Lines that are in service no more, with a minus sign.",
        formula="monthly amounts of lines that ended, added up",
        result="dropped_cents",
    ),
)
