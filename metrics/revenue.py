"""A month of revenue, and how month totals add up to it. Pure: no Django, no clock."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from metrics.figures import Share, churn, quick_ratio, ratio, retention
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
    What is retained is of the clients who had MRR at the month-end before (12 months before).
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
    opening_count: int
    churned_count: int
    retained_net_cents: int
    retained_gross_cents: int
    opening_12m_cents: int
    client_count_12m: int
    lost_12m_count: int
    retained_net_12m_cents: int
    retained_gross_12m_cents: int
    gained_12m_cents: int
    lost_12m_cents: int
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
    def kept_expansion_cents(self) -> int:
        """Expansion of clients with MRR at the opening: not that out of a free month."""
        return self.retained_net_cents - self.retained_gross_cents

    @property
    def has_losses(self) -> bool:
        return self.lost_cents > 0

    @property
    def has_losses_12m(self) -> bool:
        return self.lost_12m_cents > 0

    @property
    def nrr(self) -> Fraction | None:
        return retention(self.retained_net_cents, self.opening_cents)

    @property
    def grr(self) -> Fraction | None:
        return retention(self.retained_gross_cents, self.opening_cents)

    @property
    def nrr_12m(self) -> Fraction | None:
        return retention(self.retained_net_12m_cents, self.opening_12m_cents)

    @property
    def grr_12m(self) -> Fraction | None:
        return retention(self.retained_gross_12m_cents, self.opening_12m_cents)

    @property
    def client_churn(self) -> Fraction | None:
        return churn(self.churned_count, self.opening_count)

    @property
    def client_churn_12m(self) -> Fraction | None:
        """Of the clients with MRR 12 months before, those without MRR now."""
        return churn(self.lost_12m_count, self.client_count_12m)

    @property
    def revenue_churn(self) -> Fraction | None:
        return churn(self.lost_cents, self.opening_cents)

    @property
    def revenue_churn_12m(self) -> Fraction | None:
        """Contraction and churn of the 12 months, over the MRR they opened with."""
        return churn(self.lost_12m_cents, self.opening_12m_cents)

    @property
    def net_revenue_churn(self) -> Fraction | None:
        """What was lost less what expanded; below 0 when more was gained than lost."""
        return churn(self.lost_cents - self.expansion_cents, self.opening_cents)

    @property
    def quick_ratio(self) -> Fraction | None:
        return quick_ratio(self.gained_cents, self.lost_cents)

    @property
    def quick_ratio_12m(self) -> Fraction | None:
        return quick_ratio(self.gained_12m_cents, self.lost_12m_cents)

    @property
    def arr_cents(self) -> int:
        return 12 * self.closing_cents

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


class _Trailing(NamedTuple):
    """A month as the figures of the 12 months that end with a later one need it."""

    share: Share
    opening_cents: int
    opening_count: int
    gained_cents: int
    lost_cents: int

    @classmethod
    def of(
        cls, share: Share, opening: int, opening_count: int, moved: Mapping[str, int]
    ) -> "_Trailing":
        gained = moved["new"] + moved["reactivation"] + moved["expansion"]
        return cls(share, opening, opening_count, gained, moved["contraction"] + moved["churn"])


@dataclass(slots=True)
class Standing:
    """What runs on from month to month.

    `kept` is what is left of the MRR of 12 months before, by kind; `kept_count` the clients with
    MRR both then and now.
    """

    mrr: int = 0
    client_count: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    kept_count: int = 0
    year: deque[_Trailing] = field(default_factory=lambda: deque(maxlen=SHARE_MONTHS))

    def add(self, family: str, kind: str, amount: int, client_change: int) -> None:
        if family == "movement":
            self.mrr += amount
            self.client_count += client_change
        elif family == "category":
            self.categories[kind] += amount
        elif family == "retained":
            self.kept[kind] += amount
            self.kept_count += client_change

    def share(self, one_off: int, unclassified: int) -> Share:
        """The recurring share of the month that was added last."""
        managed = self.categories["managed"] + self.categories["security"]
        return Share(managed, self.mrr, one_off, unclassified)

    @property
    def fields(self) -> dict[str, Any]:
        """What a RevenueMonth says of where things stand, and of the 12 months up to there."""
        year = self.year
        return {
            "closing_cents": self.mrr,
            "client_count": self.client_count,
            **{f"{kind}_cents": self.categories[kind] for kind in CATEGORIES},
            "opening_12m_cents": year[0].opening_cents,
            "client_count_12m": year[0].opening_count,
            "lost_12m_count": year[0].opening_count - self.kept_count,
            "retained_net_12m_cents": self.kept["net_12m"],
            "retained_gross_12m_cents": self.kept["gross_12m"],
            "gained_12m_cents": sum(month.gained_cents for month in year),
            "lost_12m_cents": sum(month.lost_cents for month in year),
            "share_12m": reduce(add, (month.share for month in year)),
        }


def reach(period: Period) -> Period:
    """The months whose own totals a period needs: with the year before it; of earlier ones the sums
    are enough.
    """
    return Period(add_months(period.start, 1 - SHARE_MONTHS), period.end)


def revenue_months(period: Period, rows: Iterable[TotalRow]) -> list[RevenueMonth]:
    """Each month of the period, without gaps, from all totals up to its end, in any order."""
    months = reach(period)
    totals: dict[date, list[TotalRow]] = {month: [] for month in months}
    standing = Standing()
    for row in rows:
        if row[0] >= months.start:
            totals[row[0]].append(row)
        else:
            standing.add(row[1], row[2], row[3], row[5])
    found = [_revenue_month(month, totals[month], standing) for month in totals]
    return found[SHARE_MONTHS - 1 :]


def _revenue_month(month: date, rows: list[TotalRow], standing: Standing) -> RevenueMonth:
    """One month; carries `standing` along."""
    opening, opening_count = standing.mrr, standing.client_count
    for _, family, kind, amount, _, client_change in rows:
        standing.add(family, kind, amount, client_change)
    cents = {(family, kind): amount for _, family, kind, amount, _, _ in rows}
    counts = {(family, kind): count for _, family, kind, _, count, _ in rows}
    moved = {kind: abs(cents.get(("movement", kind), 0)) for kind in MOVEMENT_KINDS}
    one_off = {f"{kind}_cents": cents.get(("invoice", kind), 0) for kind in ONE_OFF_KINDS}
    unclassified = cents.get(("invoice", "unclassified"), 0)
    share = standing.share(sum(one_off.values()), unclassified)
    standing.year.append(_Trailing.of(share, opening, opening_count, moved))
    fields: dict[str, Any] = {
        **standing.fields,
        **{f"{kind}_cents": amount for kind, amount in moved.items()},
        **one_off,
    }
    return RevenueMonth(
        month=month,
        opening_cents=opening,
        opening_count=opening_count,
        churned_count=counts.get(("movement", "churn"), 0),
        retained_net_cents=opening + cents.get(("retained", "net"), 0),
        retained_gross_cents=opening + cents.get(("retained", "gross"), 0),
        unclassified_cents=unclassified,
        unclassified_count=counts.get(("invoice", "unclassified"), 0),
        **fields,
    )
