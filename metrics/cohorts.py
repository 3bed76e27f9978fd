"""Cohorts: clients by the month of their first MRR, and what is left of it. Pure: no Django.

A cohort begins with its MRR at the end of its month, age 0; at age k it is looked at k months
later. Who joins later is in no earlier cohort, who comes back is in the first one again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from operator import add
from typing import NamedTuple

from metrics.figures import ratio
from metrics.months import Period, add_months

# How many months of cohorts go into a row, and lie between its columns.
STEPS = {"month": 1, "quarter": 3, "year": 12}


class Change(NamedTuple):
    """What a month changes of a cohort's MRR, in cents, and of its number of clients with MRR."""

    cohort: date
    month: date
    cents: int
    client_count: int


@dataclass(frozen=True, slots=True)
class Held:
    """MRR in cents at a month-end, and how many clients it comes from."""

    cents: int = 0
    client_count: int = 0

    def __add__(self, other: "Held") -> "Held":
        return Held(self.cents + other.cents, self.client_count + other.client_count)


@dataclass(frozen=True, slots=True)
class Cell:
    """The cohorts from `since` to `until`: what they began with, what is left `age` months on."""

    age: int
    since: date
    until: date
    first: Held
    now: Held

    @property
    def share(self) -> Fraction | None:
        """MRR retained: the cohorts' MRR at this age over the same cohorts' MRR at age 0."""
        return ratio(self.now.cents, self.first.cents)

    @property
    def client_share(self) -> Fraction | None:
        """Clients retained: those with MRR at this age over those with MRR at age 0."""
        return ratio(self.now.client_count, self.first.client_count)

    @property
    def last_month(self) -> date:
        """The latest month-end that it looks at."""
        return add_months(self.until, self.age)


@dataclass(frozen=True, slots=True)
class Row:
    """The cohorts of a month, quarter or year; a cell is None when none is that old."""

    start: date
    cells: Sequence[Cell | None]

    @property
    def first(self) -> Held:
        """What all its cohorts began with: every one has reached age 0."""
        start = next(iter(self.cells), None)
        return start.first if start else Held()


@dataclass(frozen=True, slots=True)
class Grid:
    """`ages` are the columns, in months; `total` adds up all rows, age by age."""

    step: int
    ages: Sequence[int]
    rows: Sequence[Row]
    total: Row

    def at(self, age: int) -> Cell | None:
        """All cohorts together at an age, where there is a column for it."""
        return self.total.cells[self.ages.index(age)] if age in self.ages else None


def step_for(width: int) -> str:
    """Rows that can be read at once: months up to a year, quarters up to three, else years."""
    if width <= 12:
        return "month"
    return "quarter" if width <= 36 else "year"


def start_of(month: date, step: int) -> date:
    """The first month of the quarter (3) or year (12) that a month lies in."""
    return date(month.year, month.month - (month.month - 1) % step, 1)


def whole_rows(period: Period, step: int) -> Period:
    """The period from the beginning of the row that its first month lies in."""
    return Period(start_of(period.start, step), period.end)


def cohort_grid(changes: Iterable[Change], period: Period, step: int) -> Grid:
    """The cohorts of a period's months, `step` months in a row, up to the period's last month.

    Several cohorts are added up by age: a cell holds those of its row that have reached the age,
    and compares them with what the same ones began with.
    """
    courses = _courses(changes, period)
    ages = range(0, max(map(len, courses.values()), default=0), step)
    rows = [
        Row(start, [_cell({cohort: courses[cohort] for cohort in cohorts}, age) for age in ages])
        for start, cohorts in _by_row(courses, step).items()
    ]
    return Grid(step, ages, rows, Row(period.start, [_cell(courses, age) for age in ages]))


def _by_row(cohorts: Iterable[date], step: int) -> dict[date, list[date]]:
    found: dict[date, list[date]] = {}
    for cohort in sorted(cohorts):
        found.setdefault(start_of(cohort, step), []).append(cohort)
    return found


def _courses(changes: Iterable[Change], period: Period) -> dict[date, list[Held]]:
    """Each cohort's MRR and clients at each age, from 0 to the period's last month."""
    moved: dict[date, dict[date, Held]] = {}
    for cohort, month, cents, client_count in changes:
        if period.start <= cohort and month < period.end:
            months = moved.setdefault(cohort, {})
            months[month] = months.get(month, Held()) + Held(cents, client_count)
    return {cohort: list(_course(cohort, months, period)) for cohort, months in moved.items()}


def _course(cohort: date, moved: Mapping[date, Held], period: Period) -> Iterator[Held]:
    months = Period(cohort, period.end)
    return accumulate(moved.get(month, Held()) for month in months)


def _cell(courses: Mapping[date, list[Held]], age: int) -> Cell | None:
    """Of those cohorts that have reached the age."""
    reached = [cohort for cohort, course in courses.items() if age < len(course)]
    if not reached:
        return None
    return Cell(
        age,
        min(reached),
        max(reached),
        first=reduce(add, (courses[cohort][0] for cohort in reached)),
        now=reduce(add, (courses[cohort][age] for cohort in reached)),
    )
