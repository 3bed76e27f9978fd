"""What movements add to the month totals. Pure: no Django, no clock."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from metrics.months import NEVER, add_months
from metrics.revenue import TotalRow

# A movement: its month, its kind, its signed cents, the MRR it leads to.
Moved = tuple[date, str, int, int]
# By client and service category, none for the client's whole MRR.
Movements = dict[tuple[int, str], list[Moved]]
# What a revision does to its line: service, month, until which month, whether it ends then; change
# of cents, cents, change of lines in service, change of cost, cost.
LineStep = tuple[int, date, date, bool, int, int, int, int, int]
Key = tuple[date, str, str]


class Sums(defaultdict[Key, list[int]]):
    """(month, family, kind) → cents, rows, change of the number of clients with MRR."""

    def __init__(self) -> None:
        super().__init__(lambda: [0, 0, 0])

    def add(self, key: Key, cents: int, rows: int = 0, clients: int = 0) -> None:
        sums = self[key]
        sums[0] += cents
        sums[1] += rows
        sums[2] += clients

    def rows(self) -> Iterator[TotalRow]:
        """What is not nothing, in the order of the keys."""
        for (month, family, kind), (cents, rows, clients) in sorted(self.items()):
            if cents or rows or clients:
                yield month, family, kind, cents, rows, clients


def add_difference(sums: Sums, before: Movements, after: Movements) -> None:
    """Add what movements change of the totals when they replace others."""
    gone = Sums()
    for whose in before.keys() | after.keys():
        old, new = before.get(whose, []), after.get(whose, [])
        if old != new:
            add_movements(gone, whose[1], old)
            add_movements(sums, whose[1], new)
    for key, (cents, rows, clients) in gone.items():
        sums.add(key, -cents, -rows, -clients)


def add_movements(sums: Sums, category: str, moved: Sequence[Moved]) -> None:
    """Add one client's movements, in order: of its whole MRR, or of a service category of it."""
    prefix = f"{category}." if category else ""
    _add_kinds(sums, f"{prefix}movement", category, moved)
    add_retained(sums, f"{prefix}retained", moved)
    _add_cohort(sums, f"{prefix}cohort", moved)


def _add_kinds(sums: Sums, family: str, category: str, moved: Sequence[Moved]) -> None:
    for month, kind, cents, mrr in moved:
        clients = (mrr > 0) - (mrr > cents)
        sums.add((month, family, kind), cents, 1, clients)
        if category:
            sums.add((month, "category", category), cents, 1, clients)


def add_retained(sums: Sums, family: str, moved: Sequence[Moved]) -> None:
    """Add what is kept of the MRR of the month-end before, and of 12 months before.

    A client's MRR then and now changes where it moves and 12 months later, nowhere else; where its
    MRR was 0 then it is outside. The first movement may be any from which on MRR is of interest.
    """
    for month, _, cents, mrr in moved:
        if mrr != cents:
            sums.add((month, family, "net"), cents)
            sums.add((month, family, "gross"), min(cents, 0))
    before = (0, 0, 0)
    for month, then, now in _then_and_now(moved):
        kept = (now, min(then, now), int(then > 0 and now > 0)) if then else (0, 0, 0)
        if kept != before:
            sums.add((month, family, "net_12m"), kept[0] - before[0], 0, kept[2] - before[2])
            sums.add((month, family, "gross_12m"), kept[1] - before[1])
            before = kept


def _then_and_now(moved: Sequence[Moved]) -> Iterator[tuple[date, int, int]]:
    """(month, MRR 12 months before, MRR) of each month in which one of both changes."""
    months = [month for month, *_ in moved]
    later = [_year_later(month) for month in months] + [NEVER]
    months.append(NEVER)
    now = then = new = old = 0
    while old < len(moved):
        month = min(months[new], later[old])
        if months[new] == month:
            now, new = moved[new][3], new + 1
        if later[old] == month:
            then, old = moved[old][3], old + 1
        yield month, then, now


@lru_cache(maxsize=4096)
def _year_later(month: date) -> date:
    return add_months(month, 12)


def _add_cohort(sums: Sums, family: str, moved: Sequence[Moved]) -> None:
    """Add the changes from the month of the first MRR on, under that month.

    Before it a category can have been below 0: the cohort begins with what it reaches then.
    """
    cohort = ""
    for month, _, cents, mrr in moved:
        if cohort:
            sums.add((month, family, cohort), cents, 1, (mrr > 0) - (mrr > cents))
        elif mrr > 0:
            cohort = f"{month:%Y-%m}"
            sums.add((month, family, cohort), mrr, 1, 1)


def add_lines(sums: Sums, steps: Mapping[LineStep, int]) -> None:
    """Add what services earn and cost, of revisions counted; what is to go is counted below 0."""
    for step, count in steps.items():
        if not count:
            continue
        service, month, until_month, ends, change, cents, lines, cost_change, cost = step
        kind = str(service)
        sums.add((month, "service", kind), count * change, count * lines)
        sums.add((month, "service_cost", kind), count * cost_change)
        if ends:
            sums.add((until_month, "service", kind), -count * cents, -count)
            sums.add((until_month, "service_cost", kind), -count * cost)
