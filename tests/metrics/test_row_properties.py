"""Rows of random companies: what they add up to is what the definitions say, read aloud."""

from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase

from metrics.months import NEVER, Period, add_months
from metrics.parts import Part
from metrics.queries import moved_in, mrr_of
from metrics.rows.changes import Cause, changes_of
from metrics.rows.clients import clients_at
from metrics.rows.lines import lines_in_force
from metrics.rows.movements import movement_sums, movements_of
from metrics.rows.retained import Retained, clients_retained, is_lost, retained_sums
from metrics.rows.sums import added_up
from tests.metrics.test_ledger_properties import (
    Firm,
    edits,
    month_ends,
    movements_by_hand,
    mrr_by_hand,
)

PARTS = [Part(), *(Part(category=name) for name in ("managed", "security", "resale"))]
SLOW = {"max_examples": 25, "deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


def firm_after(edits):
    firm = Firm()
    for edit in edits:
        firm.apply(*edit)
    return firm


class RowProperties(TestCase):
    @given(edits)
    @settings(**SLOW)
    def test_lines_and_clients_add_up_to_mrr(self, edits):
        firm = firm_after(edits)
        for month, last_day in month_ends():
            by_hand = sum(mrr_by_hand(client.pk, last_day)[0] for client in firm.clients)
            self.assertEqual(mrr_of(Part(), month), by_hand)
            for part in PARTS:
                known = mrr_of(part, month)
                rows = added_up(lines_in_force(month, part), "monthly_cents")
                self.assertEqual(rows["monthly_cents"], known)
                self.assertEqual(added_up(clients_at(month, part), "mrr_cents")["mrr_cents"], known)

    @given(edits)
    @settings(**SLOW)
    def test_movements_and_line_changes_add_up_to_what_moved(self, edits):
        firm_after(edits)
        for month, _ in month_ends():
            period = Period.ending_with(month, months=3)
            for part in PARTS:
                known = moved_in(period, part)
                rows = movements_of(period, part)
                self.assertEqual(movement_sums(rows, 0).net_cents, known)
                changed = [
                    added_up(changes_of(period, part, cause=cause), "shown_cents")["shown_cents"]
                    for cause in ("", *Cause.values)
                ]
                self.assertEqual(changed[0], known)
                self.assertEqual(sum(changed[1:]), known)

    @given(edits)
    @settings(**SLOW)
    def test_retained_clients_are_those_with_mrr_at_the_start(self, edits):
        firm = firm_after(edits)
        told = [movements_by_hand(client.pk) for client in firm.clients]
        for month, _ in month_ends():
            for over in (1, 12):
                start = add_months(month, -over)
                pairs = [(standing_at(rows, start), standing_at(rows, month)) for rows in told]
                pairs = [pair for pair in pairs if pair[0] > 0]
                churned = [rows for rows in told for row in rows if row[:2] == (month, "churn")]
                lost = churned if over == 1 else [pair for pair in pairs if pair[1] == 0]
                sums = retained_sums(clients_retained(month, over), is_lost(month, over))
                self.assertEqual(
                    sums,
                    Retained(
                        client_count=len(pairs),
                        lost_count=len(lost),
                        start_cents=sum(then for then, _ in pairs),
                        net_cents=sum(now for _, now in pairs),
                        gross_cents=sum(map(min, pairs)),
                    ),
                )


def standing_at(movements, month):
    """MRR of the month-end, as the movements told by hand leave it."""
    ends = [*(row[0] for row in movements[1:]), NEVER]
    found = (row[3] for row, end in zip(movements, ends, strict=False) if row[0] <= month < end)
    return next(found, 0)
