"""One-off work month by month: as much as leaves the recurring share where the story wants it.

The agreements come first; from their MRR and the share told in `SHARES` follows how much one-off
work a month may bring. Jobs are drawn until that is used up; what the last one exceeds it by is
missing in the next month, so that single months swing and the trailing year does not.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from contracts.billing import monthly_cents
from contracts.demo.jobs import BREAK_FIX, HARDWARE, PROFESSIONAL_SERVICES, PROJECTS, Job
from contracts.demo.records import Agreement
from contracts.demo.timeline import last_day_at, month_at
from contracts.demo.worklog import Worklog

# The recurring share of single months: flat, then the decision to sell agreements, then the climb.
SHARES = (
    (-71, 0.09),
    (-60, 0.25),
    (-48, 0.375),
    (-36, 0.388),
    (-30, 0.40),
    (-24, 0.44),
    (-18, 0.51),
    (-12, 0.58),
    (-6, 0.638),
    (0, 0.672),
)
FIRST = SHARES[0][0]


class Kind(NamedTuple):
    """A kind of one-off work and its part of all such work when the story begins and now."""

    jobs: Sequence[Job]
    then: float
    now: float


KINDS = {
    "break_fix": Kind(BREAK_FIX, 0.44, 0.16),
    "hardware": Kind(HARDWARE, 0.22, 0.28),
    "project": Kind(PROJECTS, 0.24, 0.42),
    "professional_services": Kind(PROFESSIONAL_SERVICES, 0.10, 0.14),
}
# January to December: budgets are spent before the year ends, August is quiet.
SEASON = (0.86, 0.92, 1.08, 1.0, 1.02, 1.08, 0.9, 0.8, 1.06, 1.08, 1.06, 1.14)
# Months that went their own way: a flooded server room, a school's summer works, a slow spring.
ODD_MONTHS = {-40: 1.2, -33: 0.82, -27: 1.32, -22: 0.85, -14: 1.24, -9: 0.84, -5: 1.2}


def work(agreements: Sequence[Agreement], today: date) -> Worklog:
    """All one-off work up to the end of the current month."""
    log = Worklog(agreements, today)
    owed: dict[str, float] = defaultdict(float)
    for offset in range(FIRST, 1):
        budget = _budget(agreements, today, offset)
        for kind, amount in log.openers(offset):
            owed[kind] -= amount
        for kind, (jobs, then, now) in KINDS.items():
            owed[kind] += budget * (then + (now - then) * _progress(offset))
            while owed[kind] > 0:
                owed[kind] -= log.do(kind, jobs, offset)
    return log


def _budget(agreements: Sequence[Agreement], today: date, offset: int) -> float:
    """One-off cents of a month."""
    day = last_day_at(today, offset)
    managed = recurring = 0
    for agreement in agreements:
        for line, terms in agreement.in_force(day):
            recurring += monthly_cents(terms)
            managed += monthly_cents(terms) if line.offer.category != "resale" else 0
    season = SEASON[month_at(today, offset).month - 1] * ODD_MONTHS.get(offset, 1)
    return (managed / _share(offset) - recurring) * season


def _share(offset: int) -> float:
    for (start, low), (end, high) in pairwise(SHARES):
        if offset <= end:
            return low + (high - low) * (offset - start) / (end - start)
    return SHARES[-1][1]


def _progress(offset: int) -> float:
    """0 until three years ago, 1 now."""
    return max(0.0, 1 + offset / 36)
