"""One rule for many prices: to the cent, whole or not at all."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import AgreementLine, LineRevision
from contracts.operations import Uplift, uplifted_lines
from contracts.signals import agreements_changing
from metrics import verification
from tests.builders import add, day, drivers, make_client, revise, sign, told
from tests.metrics.test_ledger_properties import Firm, edits

FOUR_PER_CENT = Uplift(Decimal("0.04"))


def lines():
    return AgreementLine.objects.select_related("agreement__client", "service").order_by("pk")


def uplift(rule=FOUR_PER_CENT, on="2027-01-01", seen=None):
    """Raise what the preview lists; `seen` are prices that somebody saw besides."""
    prices = {row.line.pk: row.old_price for row in preview(rule, on)} | (seen or {})
    return operations.uplift_agreements(prices=prices, effective_on=day(on), uplift=rule)


def preview(rule=FOUR_PER_CENT, on="2027-01-01"):
    return uplifted_lines(lines(), effective_on=day(on), uplift=rule)


def told_prices(line):
    """A line's prices: "2026-01-01 100"."""
    return [
        f"{row.effective_on} {row.unit_price.normalize():f}"
        for row in line.revisions.order_by("effective_on")
    ]


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        (Uplift(Decimal("0.04")), "100", "104"),
        (Uplift(Decimal("0.04")), "85.10", "88.50"),  # 88.504
        (Uplift(Decimal("0.05")), "0.10", "0.11"),  # 0.105: half a cent goes up
        (Uplift(amount=Decimal("2.50")), "85.10", "87.60"),
        (Uplift(Decimal("0.03"), step=Decimal("0.05")), "24.90", "25.65"),  # 25.647
        (Uplift(Decimal("0.03"), step=Decimal("0.10")), "24.90", "25.60"),
        (Uplift(Decimal("0.03"), step=Decimal("0.10")), "25", "25.80"),  # 25.75: half goes up
        (Uplift(Decimal("0.03"), step=Decimal(1)), "24.90", "26"),
        (Uplift(Decimal("0.04"), step=Decimal(10)), "12", "12"),  # 12.48 would become 10
        (Uplift(Decimal("0.04")), "0.0125", "0.0125"),  # 0.013 would become 0.01
        (Uplift(Decimal("-0.05"), step=Decimal(1)), "12.50", "12"),  # 11.875
        (Uplift(Decimal("-0.01"), step=Decimal(1)), "12.50", "12"),
        (Uplift(Decimal("-0.01"), step=Decimal(1)), "12.60", "12"),  # 12.474
        (Uplift(Decimal("-0.01"), step=Decimal(1)), "12.70", "12.70"),  # 12.573 would become 13
    ],
)
def test_price(rule, old, new):
    assert rule.price(Decimal(old)) == Decimal(new)


@pytest.mark.django_db
class TestUplift:
    @pytest.fixture(autouse=True)
    def _the_ledger_is_right(self, db):
        yield
        assert verification.differences() == []

    def test_many_agreements_at_once(self):
        ash = sign(make_client("Ash"), quantity="10", price="85.10")
        birch = sign(make_client("Birch"), price="1200", months=12)
        uplift()
        # 10 × 88.50 − 10 × 85.10 = 34.00; 1,248 ÷ 12 − 1,200 ÷ 12 = 4.00
        assert told(ash.agreement.client)[1:] == ["2027-01 expansion +3400 = 88500"]
        assert drivers(birch.agreement.client)[1:] == ["2027-01 Help desk: price +400"]

    def test_preview_says_what_the_uplift_does(self):
        line = sign(quantity="10", price="85.10")
        (row,) = preview()
        assert (row.quantity, row.old_price, row.new_price) == (
            10,
            Decimal("85.1"),
            Decimal("88.5"),
        )
        assert (row.old_cents, row.new_cents, row.change_cents) == (85_100, 88_500, 3_400)
        uplift()
        assert told(line.agreement.client)[-1] == "2027-01 expansion +3400 = 88500"

    def test_a_discount_stays_and_is_counted(self):
        line = sign(quantity="10", price="100", discount="0.1")
        assert [row.change_cents for row in preview()] == [36_00]
        uplift()
        assert told(line.agreement.client)[-1] == "2027-01 expansion +3600 = 93600"

    def test_credits_stay(self):
        line = sign(price="100")
        credit = add(line.agreement, name="Loyalty credit", price="-20")
        uplift()
        assert told_prices(line) == ["2026-01-01 100", "2027-01-01 104"]
        assert told_prices(credit) == ["2026-01-01 -20"]

    @pytest.mark.parametrize(
        "line", [{"ends": "2026-12-31"}, {"on": "2027-01-02"}, {"quantity": "0"}, {"price": "0"}]
    )
    def test_what_is_not_charged_on_the_day_stays(self, line):
        sign(**line)
        with pytest.raises(ValidationError, match="No price would change"):
            uplift()
        assert LineRevision.objects.count() == 1

    def test_a_line_of_an_agreement_that_begins_later_stays(self):
        line = sign(on="2027-03-01")
        line.revisions.update(effective_on=day("2026-12-01"))
        assert preview() == []

    def test_the_last_day_of_service_is_still_a_day_in_service(self):
        line = sign(ends="2027-01-01")
        uplift()
        assert told_prices(line) == ["2026-01-01 100", "2027-01-01 104"]
        assert told(line.agreement.client)[1:] == ["2027-01 churn -10000 = 0"]

    def test_a_quantity_scheduled_later_keeps_its_date_and_takes_the_price(self):
        line = sign(quantity="10")
        revise(line, "2027-03-01", quantity="12")
        uplift()
        assert told_prices(line) == ["2026-01-01 100", "2027-01-01 104", "2027-03-01 104"]

    def test_a_price_scheduled_later_stays(self):
        line = sign()
        revise(line, "2027-03-01", price="150")
        uplift()
        assert told_prices(line) == ["2026-01-01 100", "2027-01-01 104", "2027-03-01 150"]

    def test_on_the_day_of_a_revision_it_goes_into_that(self):
        line = sign()
        revise(line, "2027-01-01", quantity="2", price="110")
        uplift()
        assert told_prices(line) == ["2026-01-01 100", "2027-01-01 114.4"]

    def test_one_line_that_overflows_stops_all(self):
        sign(make_client("Ash"))
        sign(make_client("Birch"), price="99999999")
        with pytest.raises(ValidationError, match="Birch, Agreement 1, Help desk: Ensure"):
            uplift()
        assert LineRevision.objects.count() == 2
        assert HistoryEntry.objects.filter(action=HistoryEntry.Action.UPDATE).count() == 0

    def test_a_monthly_amount_too_large_stops_all(self):
        sign(make_client("Ash"))
        sign(make_client("Birch"), quantity="1010", price="96000000")
        with pytest.raises(ValidationError, match="Help desk: The monthly amount is too large"):
            uplift()
        assert LineRevision.objects.count() == 2

    def test_a_cut_below_the_credits_is_refused(self):
        line = sign(make_client("Ash"), price="100")
        add(line.agreement, name="Credit", price="-95")
        with pytest.raises(ValidationError, match="Ash, Agreement 1: The lines of Agreement 1"):
            uplift(Uplift(Decimal("-0.1")))
        assert told_prices(line) == ["2026-01-01 100"]

    def test_a_cut_to_nothing_is_refused(self):
        sign(make_client("Ash"), price="5")
        sentence = "Ash, Agreement 1: Help desk costs 5.00: nothing would be left of that."
        with pytest.raises(ValidationError, match=sentence):
            uplift(Uplift(amount=Decimal(-5)))

    def test_another_price_than_was_seen_stops_all(self):
        line = sign(make_client("Ash"))
        other = sign(make_client("Birch"), price="60")
        sentence = "Ash, Agreement 1: Help desk costs 100.00 by now, not 90.00."
        with pytest.raises(ValidationError, match=sentence):
            uplift(seen={line.pk: Decimal(90)})
        assert told_prices(other) == ["2026-01-01 60"]

    def test_a_line_out_of_service_by_now_stops_all(self):
        line = sign(make_client("Ash"))
        operations.end_line(line=line, ends_on=day("2026-06-30"))
        sentence = "Ash, Agreement 1: Help desk is no longer in service on Jan 1, 2027."
        with pytest.raises(ValidationError, match=sentence):
            uplift(seen={line.pk: Decimal(100)})

    def test_a_line_that_is_gone_stops_all(self):
        sign()
        with pytest.raises(ValidationError, match="A line is gone"):
            uplift(seen={999_999: Decimal(100)})
        assert LineRevision.objects.count() == 1

    def test_only_the_lines_that_were_seen_are_raised(self):
        seen, late = sign(make_client("Ash")), sign(make_client("Birch"))
        operations.uplift_agreements(
            prices={seen.pk: Decimal(100)}, effective_on=day("2027-01-01"), uplift=FOUR_PER_CENT
        )
        assert (len(told_prices(seen)), len(told_prices(late))) == (2, 1)

    def test_history_says_what_was_written(self):
        line = sign(make_client("Ash"))
        revise(line, "2027-03-01", quantity="12")
        newest = HistoryEntry.objects.first().pk
        uplift()
        entries = HistoryEntry.objects.filter(pk__gt=newest).order_by("object_repr")
        client = line.agreement.client_id
        assert [
            (row.object_repr, row.verb, row.client_id, row.agreement_id) for row in entries
        ] == [
            ("Help desk from 2027-01-01", "created", client, line.agreement_id),
            ("Help desk from 2027-03-01", "changed", client, line.agreement_id),
        ]
        assert entries[1].differences == [("Unit price", "100", "104")]

    def test_the_ledger_is_refreshed_once(self):
        for name in ("Ash", "Birch", "Cedar"):
            sign(make_client(name))
        calls = []

        def count(client_ids, **_):
            calls.append(len(client_ids))
            return lambda: None

        agreements_changing.connect(count)
        uplift()
        agreements_changing.disconnect(count)
        assert calls == [3]

    @pytest.mark.parametrize("count", [1, 12])
    def test_queries_do_not_grow(self, count, django_assert_num_queries):
        for number in range(count):
            line = sign(make_client(f"Client {number}"))
            add(line.agreement, name="Backup", price="20")
        prices = {row.line.pk: row.old_price for row in preview()}
        with django_assert_num_queries(QUERIES):
            operations.uplift_agreements(
                prices=prices, effective_on=day("2027-01-01"), uplift=FOUR_PER_CENT
            )


# On PostgreSQL one more: the ledger's lock.
QUERIES = 23 if connection.vendor == "postgresql" else 22
rules = st.builds(
    Uplift,
    fraction=st.sampled_from([Decimal("0.04"), Decimal("-0.1"), Decimal("0.005")]),
    amount=st.sampled_from([Decimal(0), Decimal("0.07"), Decimal(3)]),
    step=st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal(1)]),
)


def price_by_hand(rule, old):
    """The rule read aloud; None where a price stays."""
    exact = old + old * rule.fraction + rule.amount
    new = (exact / rule.step).quantize(Decimal(1), ROUND_HALF_UP) * rule.step
    turned = (new < old) if exact >= old else (new > old)
    return None if turned or new == old else new


def raised_by_hand(day, rule):
    """(line, day, price) of what is charged on the day and would cost something else."""
    for line in lines():
        ends = [end for end in (line.ends_on, line.agreement.ends_on) if end]
        begun = [r for r in line.revisions.order_by("effective_on") if r.effective_on <= day]
        over = line.agreement.starts_on > day or any(end < day for end in ends)
        if begun and not over and begun[-1].quantity > 0 and begun[-1].unit_price > 0:
            new = price_by_hand(rule, begun[-1].unit_price)
            if new is not None:
                yield line.pk, new


def prices_on(day):
    """Each line's price on a day, by key."""
    revisions = LineRevision.objects.filter(effective_on__lte=day).order_by("effective_on")
    return dict(revisions.values_list("line", "unit_price"))


def amounts_on(on, keys):
    """What the revisions of a day store as monthly amounts, by line."""
    written = LineRevision.objects.filter(effective_on=on, line__in=list(keys))
    return dict(written.values_list("line", "monthly_cents"))


class UpliftProperties(TestCase):
    @given(edits, rules, st.sampled_from(["2024-03-01", "2024-02-29", "2024-12-31"]))
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_an_uplift_does_what_the_rule_says_or_nothing(self, edits, rule, on):
        firm = Firm()
        for edit in edits:
            firm.apply(*edit)
        due, before = dict(raised_by_hand(day(on), rule)), prices_on(day(on))
        earlier = prices_on(day(on) - timedelta(days=1))
        try:
            rows = preview(rule, on)
            uplift(rule, on)
        except ValidationError:
            self.assertEqual(prices_on(day(on)), before)
        else:
            self.assertEqual(prices_on(day(on)), {**before, **due})
            self.assertEqual({row.line.pk: row.new_cents for row in rows}, amounts_on(on, due))
        self.assertEqual(prices_on(day(on) - timedelta(days=1)), earlier)
        self.assertEqual(verification.differences(), [])
