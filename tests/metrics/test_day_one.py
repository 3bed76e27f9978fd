"""Day-1 income: what is in force on the first day of a month."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase

from clients.models import Client
from metrics.day_one import day_one_cents
from metrics.months import Period
from metrics.parts import Part
from metrics.queries import revenue_by_month
from metrics.rows.lines import lines_in_force_on_the_first
from tests.builders import add, day, make_client, revise, sign
from tests.metrics.test_ledger_properties import Firm, edits, month_ends, mrr_by_hand


def day_one(month, clients=None):
    part = Part(clients)
    row = revenue_by_month(Period.ending_with(month, months=1), part)[0]
    return day_one_cents(month, row.opening_cents, part)


@pytest.mark.django_db
def test_the_first_day_differs_from_the_month_ends_around_it():
    line = sign(on="2026-01-15", price="100")  # in force at the end of January
    add(line.agreement, on="2026-02-01", name="From the first", price="20")
    add(line.agreement, on="2026-02-02", name="A day late", price="3")
    add(line.agreement, on="2026-01-01", name="To the last", price="0.40", ends="2026-01-31")
    add(line.agreement, on="2026-01-01", name="A day on", price="0.05", ends="2026-02-01")
    assert day_one(day("2026-02-01")) == 120_05


@pytest.mark.django_db
def test_a_change_on_the_first_counts_as_changed():
    line = sign(price="100")
    revise(line, "2026-02-01", price="80")
    revise(line, "2026-02-15", price="70")
    assert [day_one(day(first)) for first in ("2026-02-01", "2026-03-01")] == [80_00, 70_00]


@pytest.mark.django_db
def test_of_some_clients():
    sign(make_client("Ours"), price="100", on="2026-02-01")
    sign(make_client("Theirs"), price="900", on="2026-02-01")
    assert day_one(day("2026-02-01"), Client.objects.filter(name="Ours")) == 100_00


class DayOneProperties(TestCase):
    @given(edits)
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_it_is_what_the_definition_read_aloud_gives(self, edits):
        firm = Firm()
        for edit in edits:
            firm.apply(*edit)
        for month, _ in month_ends():
            by_hand = sum(mrr_by_hand(client.pk, month)[0] for client in firm.clients)
            rows = lines_in_force_on_the_first(month)
            self.assertEqual(day_one(month), by_hand)
            self.assertEqual(sum(row.monthly_cents for row in rows), by_hand)
