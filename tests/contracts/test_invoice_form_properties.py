"""The invoice form against whatever a browser or a script may send: never a crash, never a half."""

from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contracts import operations
from contracts.models import InvoiceLine, Project
from contracts.operations import Charge
from metrics import verification
from tests.builders import day, make_client
from tests.pages import FINANCE, browse, person

SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
odd = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", " ", "\0", "é", "\u202e", "𝟙𝟚", "1e5", "NaN", "inf", "½", "x" * 600]),
)
amounts = st.one_of(
    odd,
    st.decimals(-10, 10**12, places=2).map(str),
    st.sampled_from(["1", "0.01", "1,000.50", "−3", "9" * 40, "1.005", "1,2,3", "٣"]),
)
dates = st.one_of(odd, st.dates().map(str), st.just("2024-02-10"))
kinds = st.one_of(odd, st.sampled_from(InvoiceLine.Kind.values))
names = st.one_of(odd, st.sampled_from(["Move", "move", "Theirs"]))
keys = st.one_of(odd, st.integers(-5, 12).map(str), st.just("9" * 30))
rows = st.fixed_dictionaries(
    {},
    optional={
        "kind": kinds,
        "description": odd,
        "amount": amounts,
        "project": names,
        "agreement": names,
        "line": keys,
        "DELETE": st.sampled_from(["on", ""]),
    },
)
good_rows = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(InvoiceLine.Kind.values),
        "amount": st.decimals(0, 10**6, places=2).map(str),
    }
)
counts = st.one_of(odd, st.integers(-2, 9).map(str), st.just("9" * 30))
heads = st.fixed_dictionaries(
    {},
    optional={
        "sort": st.one_of(odd, st.sampled_from(["invoice", "credit_note"])),
        "client": st.one_of(odd, st.just("Ash"), st.just("ASH")),
        "number": odd,
        "issued_on": dates,
        "another": odd,
        "seen": odd,
        "lines-TOTAL_FORMS": counts,
        "lines-INITIAL_FORMS": counts,
    },
)
GOOD = {"sort": "invoice", "client": "Ash", "number": "N-1", "issued_on": "2024-02-10"}


def fields(head, lines, *, doubled):
    """A form's fields; `doubled` rows come twice, as lists of values."""
    sent = {**GOOD, "lines-TOTAL_FORMS": str(len(lines)), "lines-INITIAL_FORMS": "0", **head}
    for at, line in enumerate(lines):
        for name, value in line.items():
            sent[f"lines-{at}-{name}"] = [value, value] if doubled else value
    return sent


def invoices():
    """What is stored of each invoice: its lines' positions, and one date."""
    return Counter(InvoiceLine.objects.values_list("client__name", "number"))


class InvoiceFormProperties(TestCase):
    def setup_example(self):
        super().setup_example()
        self.finance = browse(person(FINANCE))
        self.ash = make_client("Ash")
        Project.objects.create(client=self.ash, name="Move")
        Project.objects.create(client=make_client("Birch"), name="Theirs")
        self.lines = operations.record_invoice(
            client=self.ash,
            number="A-1",
            issued_on=day("2024-02-10"),
            charges=[Charge("hardware", 500, "Server"), Charge("project", 700)],
        )

    def send(self, address, sent):
        """Either the form again, with nothing written, or an invoice that is whole."""
        before = invoices()
        response = self.finance.post(address, sent)
        self.assertIn(response.status_code, (200, 302))
        if response.status_code == 200:
            self.assertEqual(invoices(), before)
        self.assertEqual(verification.differences(), [])
        for line in InvoiceLine.objects.select_related("project"):
            self.assertIn(line.project and line.project.client_id, (None, line.client_id))
        return response

    @given(heads, st.lists(st.one_of(rows, good_rows), max_size=4), st.booleans())
    @SLOW
    def test_whatever_is_entered(self, head, lines, doubled):
        self.send("/invoices/new/", fields(head, lines, doubled=doubled))

    @given(heads, st.lists(st.one_of(rows, good_rows), max_size=4), st.booleans())
    @SLOW
    def test_whatever_is_edited(self, head, lines, doubled):
        address = f"/invoices/{self.lines[0].pk}/edit/"
        seen = operations.invoice_state(self.lines[0])
        head = {"seen": seen, **head}
        mine = {"line": str(self.lines[0].pk), "kind": "hardware", "amount": "5"}
        self.send(address, fields(head, [mine, *lines], doubled=doubled))
        self.assertTrue(InvoiceLine.objects.filter(pk=self.lines[0].pk).exists())

    @given(st.lists(good_rows, min_size=1, max_size=4), st.booleans())
    @SLOW
    def test_what_is_right_is_stored_to_the_cent(self, lines, is_credit):
        head = {"sort": "credit_note" if is_credit else "invoice"}
        response = self.send("/invoices/new/", fields(head, lines, doubled=False))
        self.assertEqual(response.status_code, 302)
        stored = InvoiceLine.objects.filter(number="N-1").order_by("position")
        sign = -1 if is_credit else 1
        due = [(line["kind"], sign * Decimal(line["amount"]) * 100) for line in lines]
        self.assertEqual(list(stored.values_list("kind", "amount_cents")), due)

    @given(st.dictionaries(odd, odd, max_size=4))
    @SLOW
    def test_a_form_without_its_fields(self, sent):
        for address in ("/invoices/new/", f"/invoices/{self.lines[0].pk}/edit/"):
            self.assertEqual(self.send(address, sent).status_code, 200)
