"""A month of revenue, and how month totals add up to it. Pure: no Django, no clock."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import add

from metrics.figures import Share, ratio
from metrics.months import Period, add_months

SHARE_MONTHS = 12

MOVEMENT_KINDS = ("new", "reactivation", "expansion", "contraction", "churn")
CATEGORIES = ("managed", "security", "resale")
ONE_OFF_KINDS = ("project", "professional_services", "hardware", "break_fix")

# A row of totals: month, family, kind, cents, rows, change of the number of clients with MRR.
TotalRow = tuple[date, str, str, int, int, int]


@dataclass(frozen=True, slots=True)
class RevenueMonth:
    """One month of the company, or of some clients. Movements are magnitudes, never negative.

    opening + new + reactivation + expansion − contraction − churn = closing = Σ of the categories.
    """

    month: date
    opening_cents: int
    new_cents: int
    reactivation_cents: int
    expansion_cents: int
    contraction_cents: int
    churn_cents: int
    closing_cents: int
    client_count: int
    managed_cents: int
    security_cents: int
    resale_cents: int
    project_cents: int
    professional_services_cents: int
    hardware_cents: int
    break_fix_cents: int
    unclassified_cents: int
    unclassified_count: int
    share_12m: Share

    @property
    def net_cents(self) -> int:
        return self.closing_cents - self.opening_cents

    @property
    def growth(self) -> Fraction | None:
        """The net change over the opening MRR."""
        return ratio(self.net_cents, self.opening_cents)

    @property
    def gained_cents(self) -> int:
        return self.new_cents + self.reactivation_cents + self.expansion_cents

    @property
    def seed_new_cents(self) -> int:
        """Seed B's three-term view counts who came back as new."""
        return self.new_cents + self.reactivation_cents

    @property
    def lost_cents(self) -> int:
        return self.contraction_cents + self.churn_cents

    @property
    def arpa_cents(self) -> int | None:
        """MRR over the clients with MRR, to the nearest cent."""
        average = ratio(self.closing_cents, self.client_count)
        return None if average is None else round(average)

    @property
    def revenue_cents(self) -> int:
        """Recurring and one-off; unclassified lines may be either, so they stay beside it."""
        return self.closing_cents + self.one_off_cents

    @property
    def one_off_cents(self) -> int:
        return (
            self.project_cents
            + self.professional_services_cents
            + self.hardware_cents
            + self.break_fix_cents
        )

    @property
    def share(self) -> Share:
        return Share(
            self.managed_cents + self.security_cents,
            self.closing_cents,
            self.one_off_cents,
            self.unclassified_cents,
        )


@dataclass(slots=True)
class Standing:
    """What runs on from month to month: MRR, its categories, the number of clients with MRR."""

    mrr: int = 0
    client_count: int = 0
    categories: Counter[str] = field(default_factory=Counter)

    def add(self, family: str, kind: str, amount: int, client_change: int) -> None:
        if family == "movement":
            self.mrr += amount
            self.client_count += client_change
        elif family == "category":
            self.categories[kind] += amount


def revenue_months(period: Period, rows: Iterable[TotalRow]) -> list[RevenueMonth]:
    """Each month of the period, without gaps, from all totals up to its end, in any order.

    A year before the period is needed for the trailing shares; of what came before that, the sums.
    """
    start = add_months(period.start, 1 - SHARE_MONTHS)
    totals: dict[date, list[TotalRow]] = {month: [] for month in Period(start, period.end)}
    standing = Standing()
    for row in rows:
        if row[0] >= start:
            totals[row[0]].append(row)
        else:
            standing.add(row[1], row[2], row[3], row[5])
    shares: deque[Share] = deque(maxlen=SHARE_MONTHS)
    found = [_revenue_month(month, totals[month], standing, shares) for month in totals]
    return found[SHARE_MONTHS - 1 :]


def _revenue_month(
    month: date, rows: list[TotalRow], standing: Standing, shares: deque[Share]
) -> RevenueMonth:
    """One month; carries `standing` and `shares` along."""
    opening = standing.mrr
    for _, family, kind, amount, _, client_change in rows:
        standing.add(family, kind, amount, client_change)
    cents = {(family, kind): amount for _, family, kind, amount, _, _ in rows}
    one_off = {f"{kind}_cents": cents.get(("invoice", kind), 0) for kind in ONE_OFF_KINDS}
    moved = {f"{kind}_cents": abs(cents.get(("movement", kind), 0)) for kind in MOVEMENT_KINDS}
    unclassified = cents.get(("invoice", "unclassified"), 0)
    managed = standing.categories["managed"] + standing.categories["security"]
    shares.append(Share(managed, standing.mrr, sum(one_off.values()), unclassified))
    return RevenueMonth(
        month=month,
        opening_cents=opening,
        closing_cents=standing.mrr,
        client_count=standing.client_count,
        unclassified_cents=unclassified,
        unclassified_count=sum(row[4] for row in rows if row[2] == "unclassified"),
        share_12m=reduce(add, shares),
        **moved,
        **one_off,
        **{f"{kind}_cents": standing.categories[kind] for kind in CATEGORIES},
    )
