"""How often something is billed, in the words of programs, as billing months."""

import re

from contracts.importing.cells import BadCell

# Months that one charge covers.
CYCLES = {
    1: "monthly month m mo per month every month 1 month",
    2: "bi-monthly bimonthly every two months every 2 months 2 months",
    3: "quarterly quarter q per quarter every quarter every 3 months 3 months",
    4: "every 4 months every four months 4 months",
    6: "semi-annual semiannual semi-annually semi annual half-yearly half yearly biannual "
    "s every 6 months 6 months",
    12: "annual annually yearly year y a per year every year 12 months every 12 months 1 year",
    24: "biennial every two years every 2 years 2 years 24 months bi-yearly",
    36: "triennial every three years every 3 years 3 years 36 months",
    48: "every 4 years 4 years 48 months",
    60: "every 5 years 5 years 60 months",
}
ONE_OFF = {
    "one time", "one-time", "onetime", "once", "one off", "one-off", "notrecurring",
    "not recurring", "non-recurring", "none", "never",
}  # fmt: skip
WEEKLY = {"weekly", "week", "w", "biweekly", "bi-weekly", "fortnightly", "every two weeks", "daily"}


def _by_name() -> dict[str, int]:
    """Names of several words are told apart by what belongs to them."""
    names: dict[str, int] = {}
    several = re.compile(
        r"(?:per|every) (?:\w+ )?(?:months?|quarter|years?)|\d+ (?:months?|years?)|"
        r"(?:semi|half) (?:annual|yearly)|\S+"
    )
    for months, text in CYCLES.items():
        names |= dict.fromkeys(several.findall(text), months)
    return names


NAMES = _by_name()


def billing_months(text: str) -> int | None:
    """1 of Monthly, 3 of Quarterly; None of what is billed once.

    Raises BadCell for weeks, which are no months, and for words that are not known.
    """
    name = " ".join(text.casefold().split())
    if not name:
        raise BadCell("a value is missing")
    if name in ONE_OFF:
        return None
    if name in WEEKLY:
        raise BadCell("is billed by week: write what it comes to in a month, as Monthly")
    if name in NAMES:
        return NAMES[name]
    if name.isascii() and name.isdigit() and len(name) < 4 and 1 <= int(name) <= 120:
        return int(name)
    raise BadCell("is no known billing period; write Monthly, Quarterly, Yearly or the months")
