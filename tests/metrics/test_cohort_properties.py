"""The cohort grid of random clients, from their agreements down to the last cell."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from metrics.cohorts import Held, cohort_grid, whole_rows
from metrics.months import Period, add_months
from metrics.parts import WHOLE, Part
from metrics.rows.cohorts import cohort_changes, cohort_clients, cohort_sums, seen_later
from tests.builders import make_client, revise, sign

JAN = date(2026, 1, 1)
# For each client the month of its agreement and the MRR from there on, in units; 0 is a gap.
courses = st.lists(
    st.tuples(st.integers(0, 14), st.lists(st.integers(0, 4), min_size=1, max_size=9)), max_size=4
)


def enter(start, course):
    client = make_client(f"Client {Client.objects.count()}")
    line = None
    for offset, units in enumerate(course):
        day = add_months(JAN, start + offset).isoformat()
        terms = {"quantity": str(int(units > 0)), "price": str(units)}
        line = revise(line, day, **terms) and line if line else sign(client, on=day, **terms)


def mrr(start, course, offset):
    """In units, `offset` months after January."""
    if offset < start:
        return 0
    return course[min(offset - start, len(course) - 1)]


def by_hand(courses, cohorts, age):
    """What the clients of some cohorts began with and have left, asked one by one."""
    first, now, clients, staying = 0, 0, 0, 0
    for start, course in courses:
        begun = next((o for o in range(40) if mrr(start, course, o)), None)
        if begun in cohorts:
            left = mrr(start, course, begun + age)
            first, now = first + mrr(start, course, begun), now + left
            clients, staying = clients + 1, staying + (left > 0)
    return Held(first * 100, clients), Held(now * 100, staying)


def offset_of(month):
    return (month.year - JAN.year) * 12 + month.month - 1


class CohortProperties(TestCase):
    @given(courses, st.integers(0, 12), st.integers(0, 14), st.sampled_from([1, 3, 12]))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_every_cell_and_the_rows_behind_it(self, courses, since, width, step):
        for start, course in courses:
            enter(start, course)
        months = Period(add_months(JAN, since), add_months(JAN, since + width + 1))
        period = whole_rows(months, step)
        for part in (WHOLE, Part(Client.objects.all()), Part(None, "managed")):
            grid = cohort_grid(cohort_changes(period, part), period, step)
            for row in [*grid.rows, grid.total]:
                for cell in filter(None, row.cells):
                    self.check(cell, courses, part)

    def check(self, cell, courses, part):
        cohorts = range(offset_of(cell.since), offset_of(cell.until) + 1)
        first, now = by_hand(courses, cohorts, cell.age)
        self.assertEqual((cell.first, cell.now), (first, now))
        reached = Period(cell.since, add_months(cell.until, 1))
        began = cohort_clients(reached, part)
        sums = cohort_sums(seen_later(began, cell.age, part))
        self.assertEqual(sums, (first.cents, first.client_count, now.cents, now.client_count))
