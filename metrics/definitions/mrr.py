"""MRR and what is told of it at once."""

from metrics.definitions import points
from metrics.definitions.base import Definition, Unit

MRR_ARTICLE = "an article on calculating MRR"
MSP_ARTICLE = "an article on building recurring revenue as an MSP"

MRR = (
    Definition(
        key="mrr",
        name="MRR",
        rule="The monthly amounts in force on the month's last day, added up. A line's monthly "
        "amount is its quantity × unit price, less its discount, ÷ the months one charge covers, "
        "rounded to the cent, without tax.",
        formula="{managed_cents} + {security_cents} + {resale_cents}",
        result="closing_cents",
        points=(
            points.BASIS,
            points.DAY,
            points.START,
            points.END,
            points.TAX,
            points.DISCOUNTS,
            points.FREE_PERIOD,
            points.USAGE,
            points.PAST_DUE,
        ),
        source=MRR_ARTICLE,
    ),
    Definition(
        key="agreement_mrr",
        name="MRR of an agreement",
        rule="The monthly amounts of its lines that are in force on the month's last day, added "
        "up. What the discounts take off stands beside it.",
        formula="monthly amounts of the lines in force, added up",
        result="mrr_cents",
        points=(points.DAY, points.END, points.DISCOUNTS),
    ),
    Definition(
        key="arr",
        name="ARR",
        rule="Twelve months of the MRR in force on the month's last day, as if nothing changed.",
        formula="12 × {closing_cents}",
        result="arr_cents",
        points=(points.BASIS, points.DISCOUNTS),
    ),
    Definition(
        key="day_one",
        name="Day-1 income",
        rule="The monthly amounts in force on the 1st of the month, added up: what the month "
        "begins with before anybody sells an hour.",
        formula="monthly amounts in force on the 1st, added up",
        result="day_one_cents",
        source=MSP_ARTICLE,
    ),
    Definition(
        key="clients",
        name="Clients with MRR",
        rule="Clients whose MRR on the month's last day is above 0. A client in a free month stays "
        "managed but is not counted here.",
        formula="clients whose MRR is above 0, counted",
        result="client_count",
        unit=Unit.COUNT,
        points=(points.FREE_PERIOD, points.PAST_DUE),
    ),
    Definition(
        key="arpa",
        name="ARPA",
        rule="The average MRR per client: MRR divided by the clients with MRR, to the cent.",
        formula="{closing_cents} ÷ {client_count}",
        result="arpa_cents",
        undefined="no client with MRR",
        points=(points.AVERAGE,),
    ),
    Definition(
        key="seat_price",
        name="Seat price",
        rule="MRR per user under agreement. The users of a client are the largest quantity among "
        "its lines priced per user, so that a user with three services is one seat.",
        formula="{closing_cents} ÷ {user_count}",
        result="seat_price_cents",
        undefined="no line is priced per user",
        source=MSP_ARTICLE,
    ),
    Definition(
        key="ecosystem",
        name="Ecosystem revenue",
        rule="Repeat purchases without a contract, as an estimate: average revenue per user times "
        "users. Never added to contracted MRR.",
        formula="{arpu_cents} × {ecosystem_user_count}",
        result="ecosystem_cents",
        undefined="no estimate is entered",
        source=MRR_ARTICLE,
    ),
)
