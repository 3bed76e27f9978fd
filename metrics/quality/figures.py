"""What stands on a month's last day, looked at for its quality. Pure: no Django, no clock.

Amounts are cents a month, shares and averages fractions; clients, agreements and services are keys.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from heapq import nsmallest
from itertools import accumulate
from typing import NamedTuple

from metrics.figures import ratio
from metrics.months import Period, month_of, months_from

# One client above this share of MRR is a risk of its own.
HEAVY = Fraction(15, 100)
TOPS = (1, 5, 10)


class Standing(NamedTuple):
    """An agreement with a line in service.

    `notice_on` is its last day for notice; none without a term, nor once a last day is agreed.
    `decision` is what has been decided about its renewal, empty for nothing yet.
    """

    agreement: int
    client: int
    commitment: str
    term_ends_on: date | None
    notice_on: date | None
    decision: str
    mrr_cents: int
    cost_cents: int


def months_left(term_ends_on: date | None, month: date) -> Fraction:
    """Calendar months from the end of `month` to the last day of a term; 0 when it has passed.

    Days of the term's last month count as their part of it: from the end of October 2026 there are
    2 months to 31 December, and half a month to 15 November.
    """
    if term_ends_on is None:
        return Fraction(0)
    last_month = month_of(term_ends_on)
    whole = months_from(month, last_month) - 2
    part = Fraction(term_ends_on.day, monthrange(last_month.year, last_month.month)[1])
    return max(whole + part, Fraction(0))


@dataclass(frozen=True, slots=True)
class Promise:
    """The MRR under one commitment, or under any for an empty one.

    `fixed_cents` is the MRR of agreements with a term, `remaining` that times the months left of
    each, added up: a term that has passed counts with 0.
    """

    commitment: str
    mrr_cents: int
    total_cents: int
    client_count: int
    fixed_cents: int
    remaining: Fraction

    @property
    def share(self) -> Fraction | None:
        return ratio(self.mrr_cents, self.total_cents)

    @property
    def months_remaining(self) -> Fraction | None:
        """The average until the terms end, weighted by MRR; None where no MRR has a term."""
        return self.remaining / self.fixed_cents if self.fixed_cents else None

    @property
    def remaining_cents(self) -> int:
        return round(self.remaining)


def promises(
    standings: Sequence[Standing], month: date, commitments: Iterable[str]
) -> list[Promise]:
    """One for each commitment, the last one for all."""
    total = sum(row.mrr_cents for row in standings)
    found = [
        _promise(kind, [row for row in standings if row.commitment == kind], month, total)
        for kind in commitments
    ]
    every = Promise(
        "",
        total,
        total,
        _client_count(standings),
        sum(one.fixed_cents for one in found),
        sum((one.remaining for one in found), Fraction(0)),
    )
    return [*found, every]


def _promise(commitment: str, rows: Sequence[Standing], month: date, total: int) -> Promise:
    by_term: Counter[date | None] = Counter()
    for row in rows:
        by_term[row.term_ends_on] += row.mrr_cents
    return Promise(
        commitment,
        sum(by_term.values()),
        total,
        _client_count(rows),
        sum(cents for term, cents in by_term.items() if term),
        sum((months_left(term, month) * cents for term, cents in by_term.items()), Fraction(0)),
    )


def _client_count(rows: Iterable[Standing]) -> int:
    """Those with MRR."""
    return len({row.client for row in rows if row.mrr_cents})


def by_notice_month(
    standings: Iterable[Standing], period: Period, decisions: Iterable[str]
) -> list[int]:
    """MRR whose last day for notice lies in each month of the period, so decided."""
    wanted = set(decisions)
    cents: Counter[date] = Counter()
    for row in standings:
        if row.notice_on and row.decision in wanted:
            cents[month_of(row.notice_on)] += row.mrr_cents
    return [cents[month] for month in period]


@dataclass(frozen=True, slots=True)
class Missed:
    """Agreements whose last day for notice has passed while nobody decided."""

    agreement_count: int
    mrr_cents: int


def missed(standings: Iterable[Standing], today: date) -> Missed:
    gone = [
        row.mrr_cents
        for row in standings
        if row.notice_on and row.notice_on < today and not row.decision
    ]
    return Missed(len(gone), sum(gone))


@dataclass(frozen=True, slots=True)
class Margin:
    """What a client or a service brings in and costs; labour is in no cost."""

    key: int
    mrr_cents: int
    cost_cents: int
    name: str = ""

    @property
    def margin_cents(self) -> int:
        return self.mrr_cents - self.cost_cents

    @property
    def margin(self) -> Fraction | None:
        """Gross margin over MRR; of a credit there is none."""
        return ratio(self.margin_cents, max(self.mrr_cents, 0))

    @property
    def rank(self) -> float:
        """The margin to sort by: comparing fractions takes ten times as long."""
        return self.margin_cents / self.mrr_cents if self.mrr_cents > 0 else float("-inf")


def by_client(standings: Iterable[Standing]) -> dict[int, tuple[int, int]]:
    """(MRR, cost) of each client with MRR or a cost."""
    sums: dict[int, tuple[int, int]] = {}
    for row in standings:
        mrr, cost = sums.get(row.client, (0, 0))
        sums[row.client] = (mrr + row.mrr_cents, cost + row.cost_cents)
    return {client: pair for client, pair in sums.items() if any(pair)}


def margins(sums: Mapping[int, tuple[int, int]]) -> list[Margin]:
    """Of each client's (MRR, cost); the thinnest first, of equal ones the largest."""
    found = [Margin(key, *pair) for key, pair in sums.items()]
    return sorted(found, key=lambda row: (row.rank, -row.mrr_cents, row.key))


def total_margin(rows: Iterable[Margin]) -> Margin:
    """All of them added up."""
    listed = list(rows)
    mrr, cost = sum(row.mrr_cents for row in listed), sum(row.cost_cents for row in listed)
    return Margin(0, mrr, cost)


@dataclass(frozen=True, slots=True)
class Holder:
    """A client among the largest; `cumulative_cents` is its MRR and that of all larger ones.

    `largest_cents` is that of the very largest, `total_cents` that of all clients.
    """

    key: int
    mrr_cents: int
    cumulative_cents: int
    largest_cents: int
    total_cents: int
    name: str = ""

    @property
    def share(self) -> Fraction:
        return Fraction(self.mrr_cents, self.total_cents)

    @property
    def cumulative(self) -> Fraction:
        return Fraction(self.cumulative_cents, self.total_cents)

    @property
    def is_heavy(self) -> bool:
        return self.share > HEAVY


def largest(clients: Sequence[Margin], count: int = TOPS[-1]) -> list[Holder]:
    """The clients with the most MRR, the largest first."""
    total = sum(row.mrr_cents for row in clients)
    found = nsmallest(count, clients, key=lambda row: (-row.mrr_cents, row.key))
    found = [row for row in found if row.mrr_cents > 0]
    held = accumulate(row.mrr_cents for row in found)
    return [
        Holder(row.key, row.mrr_cents, so_far, found[0].mrr_cents, total)
        for row, so_far in zip(found, held, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Top:
    """What the `count` largest clients hold together."""

    count: int
    mrr_cents: int
    total_cents: int

    @property
    def share(self) -> Fraction | None:
        return ratio(self.mrr_cents, self.total_cents)


def tops(holders: Sequence[Holder]) -> list[Top]:
    """The share of MRR of the top 1, 5 and 10 clients, as far as there are so many."""
    return [
        Top(count, holders[count - 1].cumulative_cents, holders[count - 1].total_cents)
        for count in TOPS
        if count <= len(holders)
    ]
