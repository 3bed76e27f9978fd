"""Cohorts: by hand, and against a walk over clients and months."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.cohorts import Change, Held, cohort_grid, start_of, step_for
from metrics.months import Period, add_months

JAN = date(2026, 1, 1)
YEAR = Period(JAN, date(2027, 1, 1))


def changes(*courses: tuple[int, list[int]]) -> list[Change]:
    """What the ledger says of clients: (first month after January, MRR in cents from there on)."""
    found = []
    for start, course in courses:
        cohort = add_months(JAN, start)
        for age, (before, now) in enumerate(zip([0, *course], course, strict=False)):
            moved = Change(cohort, add_months(cohort, age), now - before, (now > 0) - (before > 0))
            found.append(moved)
    return found


def shares(row) -> list[Fraction | None]:
    return [cell and cell.share for cell in row.cells]


def test_months_by_hand():
    """January: 100 + 300; one shrinks, one leaves and returns. March: 200, growing by a quarter."""
    period = Period(JAN, date(2026, 5, 1))
    found = changes((0, [100, 50, 50, 50]), (0, [300, 300, 0, 330]), (2, [200, 250]))
    january, march = cohort_grid(found, period, 1).rows
    assert shares(january) == [1, Fraction(350, 400), Fraction(50, 400), Fraction(380, 400)]
    assert [cell.now.client_count for cell in january.cells] == [2, 2, 1, 2]
    assert shares(march) == [1, Fraction(250, 200), None, None]


def test_the_last_row_weighs_cohorts_by_what_they_began_with():
    """At age 1 the 400 of January and the 200 of March; at age 2 January alone has got there."""
    period = Period(JAN, date(2026, 5, 1))
    grid = cohort_grid(changes((0, [400, 300, 200, 200]), (2, [200, 250])), period, 1)
    assert shares(grid.total) == [1, Fraction(550, 600), Fraction(1, 2), Fraction(1, 2)]
    assert (grid.at(1).until, grid.at(2).until) == (date(2026, 3, 1), JAN)
    assert grid.at(5) is None


def test_a_quarter_adds_up_by_age_those_that_have_reached_it():
    """Until May: at age 3 January (100 → 90) and February (200 → 150) are there, March is not."""
    found = changes((0, [100, 100, 100, 90, 90]), (1, [200, 200, 200, 150]), (2, [700, 700, 700]))
    (quarter,) = cohort_grid(found, Period(JAN, date(2026, 6, 1)), 3).rows
    start, later = quarter.cells
    assert (start.first, start.until) == (Held(1000, 3), date(2026, 3, 1))
    assert (later.first, later.now, later.until) == (
        Held(300, 2),
        Held(240, 2),
        date(2026, 2, 1),
    )


def test_cohorts_before_the_period_and_changes_after_it_stay_out():
    found = changes((0, [100, 100]), (1, [50, 70, 0]))
    grid = cohort_grid(found, Period(date(2026, 2, 1), date(2026, 4, 1)), 1)
    assert [(row.start.month, shares(row)) for row in grid.rows] == [(2, [1, Fraction(7, 5)])]


def test_no_clients():
    grid = cohort_grid([], YEAR, 1)
    assert (list(grid.ages), grid.rows, grid.total.first) == ([], [], Held())


@pytest.mark.parametrize(
    ("width", "step"), [(1, "month"), (12, "month"), (13, "quarter"), (36, "quarter"), (37, "year")]
)
def test_rows_that_can_be_read_at_once(width, step):
    assert step_for(width) == step


def test_starts_of_quarters_and_years():
    months = [date(2026, number, 1) for number in (1, 3, 4, 12)]
    assert [start_of(month, 3).month for month in months] == [1, 1, 4, 10]
    assert {start_of(month, 12) for month in months} == {JAN}


# Clients: the month of the first MRR, which is above 0, and what follows.
clients = st.lists(
    st.tuples(
        st.integers(0, 15),
        st.builds(
            lambda first, rest: [first, *rest],
            st.integers(1, 9),
            st.lists(st.integers(0, 9), max_size=18),
        ),
    ),
    max_size=6,
)


def by_hand(courses, since, last, start, step, age):
    """(first, now, client counts) of one cell, asked client by client; the last month counts."""
    first, now, counts = 0, 0, [0, 0]
    for begins, course in courses:
        in_row = start <= begins < start + step and since <= begins <= last
        if in_row and begins + age <= last:
            then = course[age] if age < len(course) else course[-1]
            first, now = first + course[0], now + then
            counts = [counts[0] + 1, counts[1] + (then > 0)]
    return Held(first, counts[0]), Held(now, counts[1])


@given(clients, st.integers(0, 15), st.integers(0, 20), st.sampled_from([1, 3, 12]))
def test_each_cell_is_what_asking_every_client_gives(courses, since, width, step):
    last = since + width
    period = Period(add_months(JAN, since), add_months(JAN, last + 1))
    grid = cohort_grid(changes(*courses), period, step)
    for row in grid.rows:
        start = (row.start.year - JAN.year) * 12 + row.start.month - 1
        for age, cell in zip(grid.ages, row.cells, strict=True):
            expected = by_hand(courses, since, last, start, step, age)
            assert (cell and (cell.first, cell.now)) == (expected if expected[0].cents else None)
    begun = [begins for begins, _ in courses if since <= begins <= last]
    assert sum(row.first.client_count for row in grid.rows) == len(begun)
