"""A month of revenue, and how month totals add up to it. Pure: no Django, no clock."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
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


def revenue_months(period: Period, rows: Iterable[TotalRow]) -> list[RevenueMonth]:
    """Each month of the period, without gaps, from all totals up to its end, in any order."""
    cents: dict[date, Counter[tuple[str, str]]] = defaultdict(Counter)
    clients: Counter[date] = Counter()
    unclassified: Counter[date] = Counter()
    for month, family, kind, amount, row_count, client_change in rows:
        cents[month][family, kind] += amount
        clients[month] += client_change
        if (family, kind) == ("invoice", "unclassified"):
            unclassified[month] += row_count
    found: list[RevenueMonth] = []
    standing: Counter[str] = Counter()
    mrr = client_count = 0
    shares: deque[Share] = deque(maxlen=SHARE_MONTHS)
    start = min([*cents, add_months(period.start, 1 - SHARE_MONTHS)])
    for month in Period(start, period.end):
        moved = {kind: cents[month]["movement", kind] for kind in MOVEMENT_KINDS}
        one_off = {kind: cents[month]["invoice", kind] for kind in ONE_OFF_KINDS}
        loose = cents[month]["invoice", "unclassified"]
        standing.update({kind: cents[month]["category", kind] for kind in CATEGORIES})
        opening, mrr = mrr, mrr + sum(moved.values())
        client_count += clients[month]
        managed = standing["managed"] + standing["security"]
        shares.append(Share(managed, mrr, sum(one_off.values()), loose))
        if month >= period.start:
            found.append(
                RevenueMonth(
                    month=month,
                    opening_cents=opening,
                    closing_cents=mrr,
                    client_count=client_count,
                    unclassified_cents=loose,
                    unclassified_count=unclassified[month],
                    share_12m=reduce(add, shares),
                    **{f"{kind}_cents": abs(amount) for kind, amount in moved.items()},
                    **{f"{kind}_cents": standing[kind] for kind in CATEGORIES},
                    **{f"{kind}_cents": amount for kind, amount in one_off.items()},
                )
            )
    return found
