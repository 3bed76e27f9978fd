"""Two random records of one client: merging moves no cent of any month."""

from collections import Counter
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from contracts import operations
from contracts.models import InvoiceLine, Project
from metrics import verification
from metrics.models import MonthTotal, MrrMovement
from tests.builders import add, invoice, make_client, make_service

days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
names = st.sampled_from(["MSA", "Backup", "MSA (from Birch)"])
prices = st.sampled_from(["10", "25.50", "0"])
# Which record, the name, the first day, how long, the price.
agreements = st.lists(
    st.tuples(st.booleans(), names, days, st.one_of(st.none(), st.dates()), prices), max_size=6
)
invoices = st.lists(
    st.tuples(st.booleans(), names, days, st.sampled_from(["project", "managed"])), max_size=6
)


def sums():
    """Cents by month: MRR from the movements, invoices from the totals."""
    mrr, invoiced = Counter(), Counter()
    for row in MrrMovement.objects.all():
        mrr[row.month] += row.amount_cents
    for row in MonthTotal.objects.filter(family="invoice"):
        invoiced[row.month, row.kind] += row.amount_cents
    return +mrr, -mrr, invoiced, InvoiceLine.objects.count()


class MergingProperties(TestCase):
    @given(agreements, invoices)
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_merging_moves_no_cent(self, agreements, invoices):
        both = [make_client("Ash"), make_client("Birch")]
        for second, name, start, end, price in agreements:
            self.sign(both[second], name, start, end, price)
        for second, name, day, kind in invoices:
            if not both[second].invoice_lines.filter(number=name).exists():
                invoice(both[second], day.isoformat(), kind, 12_34, number=name)
            Project.objects.get_or_create(client=both[second], name=name)
        before = sums()
        operations.merge_clients(surviving=both[0], absorbed=both[1], today=date(2026, 1, 1))
        self.assertEqual(sums(), before)
        self.assertEqual(verification.differences(), [])
        self.assertFalse(MrrMovement.objects.filter(client=both[1]).exists())
        self.assertEqual(Client.objects.get(pk=both[1].pk).surviving, both[0])

    def sign(self, client, name, start, end, price):
        if client.agreements.filter(name=name).exists():
            return
        ends_on = end if end and start <= end < date(2199, 1, 1) else None
        agreement = operations.sign_agreement(
            client=client, name=name, starts_on=start, ends_on=ends_on
        )
        add(agreement, on=start.isoformat(), price=price, service=make_service())
