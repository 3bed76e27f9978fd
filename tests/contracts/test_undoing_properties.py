"""Taking imports back, whatever was stored and whatever the file said."""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from contracts import operations
from contracts.importing.obstacles import obstacles
from contracts.importing.undoing import take_back
from contracts.models import InvoiceLine
from metrics import verification
from tests.contracts.takings import agreements, clients, invoices, take
from tests.contracts.test_undoing import everything

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.sampled_from(["Acme", "acme", "Birch", "Café Nord"])
days = st.sampled_from([date(2026, 1, 1), date(2026, 2, 15), date(2026, 3, 31), date(2026, 6, 1)])
revisions = st.fixed_dictionaries(
    {
        "client": names,
        "agreement": st.sampled_from(["MSA", "Vault"]),
        "line": st.sampled_from(["Help desk", "Backup"]),
        "effective_on": days,
        "quantity": st.sampled_from([Decimal(0), Decimal(1), Decimal("2.5")]),
        "unit_price": st.sampled_from([Decimal(100), Decimal("80.25"), Decimal(-5)]),
        "billing_months": st.sampled_from([1, 12]),
    },
    optional={
        "ends_on": st.one_of(st.none(), days),
        "service": st.sampled_from([None, "Care", "Security"]),
        "pricing": st.sampled_from([None, "per_user"]),
        "discount_percent": st.sampled_from([None, Decimal("12.5")]),
        "commitment": st.sampled_from([None, "fixed_term"]),
        "agreement_starts_on": st.sampled_from([None, date(2025, 12, 1)]),
        "agreement_ends_on": st.sampled_from([None, date(2026, 12, 31)]),
        "term_ends_on": st.sampled_from([None, date(2026, 9, 30)]),
        "notice_days": st.sampled_from([None, 30]),
    },
)
charges = st.fixed_dictionaries(
    {
        "client": names,
        "number": st.sampled_from(["1", "2", "A\\3"]),
        "issued_on": st.sampled_from(["2026-01-15", "2026-02-15"]),
        "kind": st.sampled_from(["project", "hardware", "unclassified"]),
        "amount": st.integers(-10_000, 10_000),
        "description": st.sampled_from(["", "Switch", "Switch and cables"]),
    },
    optional={"project": st.sampled_from([None, "Move"])},
)
listed = st.fixed_dictionaries({"client": names}, optional={"segment": st.just("Large")})


def some(rows):
    return st.lists(rows, max_size=6)


class UndoingProperties(TestCase):
    def come_and_go(self, reading) -> None:
        before = everything()
        journal = json.loads(json.dumps(take(reading).journal))
        if not journal:
            return
        self.assertEqual((obstacles(journal), take_back(journal)), ([], []))
        self.assertEqual(everything(), before)
        self.assertEqual(verification.differences(), [])

    @given(some(revisions), some(revisions), st.booleans())
    @SLOW
    def test_agreements_come_and_go(self, stored, rows, archived):
        take(agreements(*stored))
        for client in Client.objects.all() if archived else ():
            with suppress(operations.StillServed):
                operations.archive_client(client=client, today=date(2027, 1, 1))
        self.come_and_go(agreements(*rows))

    @given(some(charges), some(charges))
    @SLOW
    def test_invoices_come_and_go(self, stored, rows):
        operations.create_rule(contains="cables", kind="break_fix")
        take(invoices(*stored))
        self.come_and_go(invoices(*rows))

    @given(some(listed), some(listed))
    @SLOW
    def test_clients_come_and_go(self, stored, rows):
        take(clients(*stored))
        self.come_and_go(clients(*rows))

    @given(st.lists(charges, min_size=1, max_size=6))
    @SLOW
    def test_an_edited_invoice_stands_in_the_way(self, rows):
        journal = take(invoices(*rows)).journal
        line = InvoiceLine.objects.first()
        if line is None:
            return
        operations.edit_invoice(
            line=line,
            number=line.number,
            issued_on=line.issued_on,
            charges=[operations.Charge(kind="managed", amount_cents=-1, line_id=line.pk)],
        )
        before = everything()
        self.assertEqual(len(obstacles(journal)), 1)
        self.assertEqual(everything(), before)
