"""Imports against random files: damaged ones, and the same rows in other portions."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from contracts import importing
from metrics import verification
from tests.builders import told
from tests.contracts.csv_files import agreement_file, everything, import_agreements, invoice_file

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
AGREEMENTS = agreement_file(
    {"ends_on": "2026-03-31", "discount_percent": "12.5", "agreement_ends_on": "2026-12-31"},
    {"effective_on": "2026-06-01", "quantity": "0.5"},
    {"line": "Credit", "unit_price": "-20.25", "ends_on": "2026-02-15", "category": "resale"},
    {"client": "Café “Nord”", "agreement": "A, B", "billing_months": "12"},
)
INVOICES = invoice_file(
    {"line": "1", "description": "Switch\nand cables", "project": "Network"},
    {"line": "", "amount": "-17"},
    {"client": "Birch", "issued_on": "2024-02-29", "kind": "unclassified"},
)
# What turns up in files: other signs, other forms of numbers and dates, other encodings.
SNIPPETS = (
    """, " ; - . _ ' 0 1e9 NaN 99999999999999999999 2026-02-30 2026-01-01 client line, é １"""
)
CONTROLS = ["\n", "\r", "\0", "\t", " ", "\u202e", "\ufeff"]
snippets = st.sampled_from([text.encode() for text in [*SNIPPETS.split(), *CONTROLS]] + [b"\xff"])
damages = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(snippets, st.binary(max_size=3))),
    min_size=1,
    max_size=4,
)


def damaged(data, damages):
    """Replace some bytes at some places, each given as a share of the length."""
    for place, length, instead in damages:
        at = round(place * len(data))
        data = data[:at] + instead + data[at + length :]
    return data


@st.composite
def histories(draw):
    """The rows of one line, their ends in order, and an order to bring them in."""
    days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    starts = sorted(draw(st.lists(days, min_size=1, max_size=5, unique=True)))
    rows = []
    for start, following in zip(starts, [*starts[1:], date(2027, 3, 1)], strict=True):
        last = following - timedelta(days=1)
        end = draw(st.one_of(st.none(), st.just(last), st.dates(start, last)))
        rows.append(
            {
                "effective_on": str(start),
                "ends_on": str(end or ""),
                "quantity": draw(st.sampled_from(["0", "1", "2.5", "7"])),
            }
        )
    return rows, draw(st.permutations(rows))


class ImportProperties(TestCase):
    def take(self, take, data):
        before = everything()
        try:
            take(data)
        except importing.Refused as refused:
            self.assertTrue(all(str(error).isprintable() for error in refused.errors))
            self.assertEqual(everything(), before)
        else:
            self.assertEqual(verification.differences(), [])
            again = take(data)
            self.assertEqual((again.created, again.changed), (0, 0))

    @given(damages)
    @SLOW
    def test_a_damaged_file_of_agreements_is_taken_or_refused(self, damages):
        importing.import_agreements(AGREEMENTS)
        self.take(importing.import_agreements, damaged(AGREEMENTS, damages))

    @given(damages)
    @SLOW
    def test_a_damaged_file_of_invoices_is_taken_or_refused(self, damages):
        importing.import_invoices(INVOICES)
        self.take(importing.import_invoices, damaged(INVOICES, damages))

    @given(histories())
    @SLOW
    def test_rows_one_by_one_give_the_same_as_all_at_once(self, history):
        rows, order = history
        import_agreements(*({"client": "Together", **row} for row in rows))
        for row in order:
            import_agreements({"client": "Apart", **row})
        together, apart = Client.objects.order_by("-name")
        self.assertEqual(told(apart), told(together))
        self.assertEqual(verification.differences(), [])
