"""Random agreements, edited in random order: the ledger agrees with a walk over days."""

from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from contracts import operations
from contracts.billing import Terms
from contracts.models import Agreement, AgreementLine, LineRevision, Service
from contracts.operations import NewTerms, Uplift, uplifted_lines
from metrics import ledger, verification
from metrics.models import MrrMovement

FIRST, LAST = date(2023, 11, 1), date(2025, 4, 30)
# Ends and starts fall on month-ends, leap days and firsts more often than not.
EDGES = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 1, 31), FIRST]
days = st.one_of(
    st.sampled_from(EDGES), st.sampled_from(EDGES), st.dates(FIRST, date(2024, 12, 31))
)
some_terms = st.builds(
    Terms,
    quantity=st.sampled_from([Decimal(0), Decimal(1), Decimal("2.5"), Decimal(7)]),
    unit_price=st.decimals(-20, 200, places=4),
    discount=st.sampled_from([Decimal(0), Decimal("0.1"), Decimal(1)]),
    billing_months=st.sampled_from([1, 3, 12, 36]),
)
ACTIONS = [
    "sign", "add", "add", "revise", "change", "change", "end line", "end agreement", "cancel",
    "reinstate", "renew", "uplift", "correct", "remove", "correct start", "recategorise", "merge",
]  # fmt: skip
# An edit: what to do, to which client and line, on which day, with which terms.
edits = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, 5),
        days,
        some_terms,
    ),
    min_size=1,
    max_size=14,
)


class Firm:
    """Applies edits through the operations, as a person would; refused ones change nothing."""

    def __init__(self):
        self.clients = [Client.objects.create(name=name) for name in ("Ash", "Birch")]
        self.services = [
            Service.objects.create(name=name, category=category)
            for name, category in (("Monitoring", "managed"), ("Filter", "security"))
        ]
        self.agreements, self.lines = [], []

    def apply(self, action, pick, day, terms):
        with suppress(ValidationError):
            getattr(self, action.replace(" ", "_"))(pick, day, terms)

    def sign(self, pick, day, terms):
        client = self.clients[pick % 2]
        agreement = operations.sign_agreement(
            client=client, name=f"A{len(self.agreements)}", starts_on=day
        )
        self.agreements.append(agreement)

    def add(self, pick, day, terms):
        if not self.agreements:
            self.sign(pick, day, terms)
        line = operations.add_line(
            agreement=self.agreements[pick % len(self.agreements)],
            name=f"L{len(self.lines)}",
            service=self.services[day.day % 2],
            effective_on=day,
            terms=terms,
            pricing="per_user" if pick % 2 else "flat",
            unit_cost=terms.unit_price / 3,
        )
        self.lines.append(line)

    def revise(self, pick, day, terms):
        if self.lines:
            line = self.lines[pick % len(self.lines)]
            operations.revise_line(
                line=line, effective_on=day, terms=terms, unit_cost=Decimal(day.day % 5)
            )

    def end_line(self, pick, day, terms):
        if self.lines:
            line = self.lines[pick % len(self.lines)]
            operations.end_line(line=line, ends_on=day if day.day % 4 else None)

    def end_agreement(self, pick, day, terms):
        if self.agreements:
            agreement = self.agreements[pick % len(self.agreements)]
            operations.end_agreement(agreement=agreement, ends_on=day if day.day % 4 else None)

    def _agreement(self, pick):
        agreement = self.agreements[pick % len(self.agreements)] if self.agreements else None
        return agreement and Agreement.objects.get(pk=agreement.pk)

    def _revision(self, pick):
        revisions = LineRevision.objects.select_related("line__agreement").order_by("pk")
        return revisions[pick % len(revisions)] if revisions else None

    def change(self, pick, day, terms):
        if self.lines:
            line = AgreementLine.objects.get(pk=self.lines[pick % len(self.lines)].pk)
            values = {"quantity": terms.quantity, "discount": terms.discount}
            until = day + timedelta(days=45) if pick % 2 else None
            changes = [NewTerms(line, values, until)]
            operations.change_lines(agreement=line.agreement, effective_on=day, changes=changes)

    def cancel(self, pick, day, terms):
        if agreement := self._agreement(pick):
            operations.cancel_agreement(agreement=agreement, ends_on=day, reason="price")

    def reinstate(self, pick, day, terms):
        if agreement := self._agreement(pick):
            operations.reinstate_agreement(agreement=agreement)

    def renew(self, pick, day, terms):
        if agreement := self._agreement(pick):
            uplift = Uplift(Decimal("0.04"), step=Decimal("0.05"))
            operations.renew_agreement(
                agreement=agreement, term_ends_on=None, effective_on=day, uplift=uplift
            )

    def uplift(self, pick, day, terms):
        uplift = Uplift(amount=terms.unit_price / 10)
        found = uplifted_lines(
            AgreementLine.objects.select_related("agreement__client", "service"),
            effective_on=day, uplift=uplift,
        )  # fmt: skip
        prices = {row.line.pk: row.old_price for row in found}
        operations.uplift_agreements(prices=prices, effective_on=day, uplift=uplift)

    def correct(self, pick, day, terms):
        if revision := self._revision(pick):
            values = {"effective_on": day, "unit_price": terms.unit_price}
            operations.correct_revision(revision=revision, values=values, reason="Misread")

    def remove(self, pick, day, terms):
        if revision := self._revision(pick):
            operations.remove_revision(revision=revision, reason="Never was")

    def correct_start(self, pick, day, terms):
        if agreement := self._agreement(pick):
            operations.correct_start(agreement=agreement, starts_on=day, reason="Misread")

    def recategorise(self, pick, day, terms):
        service = Service.objects.get(pk=self.services[day.day % 2].pk)
        operations.edit_service(
            service=service, name=service.name, pricing="flat", default_price=None,
            category=["managed", "security", "resale"][pick % 3], default_cost=None, is_active=True,
        )  # fmt: skip

    def merge(self, pick, day, terms):
        if pick == 5:
            surviving, absorbed = self.clients
            operations.merge_clients(surviving=surviving, absorbed=absorbed, today=day)


def mrr_by_hand(client_id, day):
    """The definition read aloud, from the typed columns: nothing shared with the product."""
    total, lines = 0, 0
    for line in AgreementLine.objects.filter(agreement__client_id=client_id):
        agreement = line.agreement
        in_force = None
        for revision in LineRevision.objects.filter(line=line):
            latest = in_force is None or revision.effective_on > in_force.effective_on
            if revision.effective_on <= day and latest:
                in_force = revision
        over = [end for end in (line.ends_on, agreement.ends_on) if end and end < day]
        if not in_force or over or agreement.starts_on > day or in_force.quantity <= 0:
            continue
        exact = in_force.quantity * in_force.unit_price * (1 - in_force.discount)
        cents = (exact / in_force.billing_months * 100).quantize(Decimal(1), ROUND_HALF_UP)
        total, lines = total + int(cents), lines + 1
    return total, lines


def month_ends():
    month = FIRST
    while month < LAST:
        following = (month + timedelta(days=31)).replace(day=1)
        yield month, following - timedelta(days=1)
        month = following


def movements_by_hand(client_id):
    found, before, was_above, managed = [], 0, False, False
    for month, day in month_ends():
        now, lines = mrr_by_hand(client_id, day)
        if now > before:
            kind = "new" if not was_above else "expansion" if managed else "reactivation"
            found.append((month, kind, now - before, now))
        elif now < before:
            found.append((month, "contraction" if lines else "churn", now - before, now))
        was_above = was_above or now > 0
        managed = lines > 0 and (managed or now > 0)
        before = now
    return found


class LedgerProperties(TestCase):
    @given(edits)
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_every_edit_leaves_the_ledger_at_the_definitions(self, edits):
        firm = Firm()
        for edit in edits:
            firm.apply(*edit)
            self.assertEqual(verification.differences(), [], edit)
        kept = defaultdict(list)
        for row in MrrMovement.objects.order_by("month"):
            kept[row.client_id].append((row.month, row.kind, row.amount_cents, row.mrr_cents))
        for client in firm.clients:
            self.assertEqual(kept[client.pk], movements_by_hand(client.pk))
        self.assertEqual(verification.differences(), [])
        ledger.rebuild()
        self.assertEqual(verification.differences(), [])
