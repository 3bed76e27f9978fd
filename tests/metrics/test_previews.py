"""What an act would do to MRR, in sentences; nothing is changed by looking."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client, HistoryEntry
from contracts import operations
from contracts.models import Agreement, LineRevision
from contracts.operations import NewTerms
from metrics.models import AgreementMrr, CategoryMovement, LineChange, MonthTotal, MrrMovement
from metrics.previews import Restated, effect_of
from tests.builders import add, day, make_client, make_service, revise, sign
from tests.metrics.test_ledger_properties import ACTIONS, Firm, days, edits, some_terms

pytestmark = pytest.mark.django_db

CURRENT = day("2026-11-01")


def preview(act, *clients, touched=lambda _: ()):
    effect, _ = effect_of(
        act,
        client_ids=[client.pk for client in clients],
        current=CURRENT,
        touched=touched,
    )
    return effect


def sentences(act, *clients):
    return [month.sentence for month in preview(act, *clients).months]


def change(line, on, until=None, **values):
    """An act: some terms of a line from a day on."""
    changes = [NewTerms(line, values, day(until) if until else None)]
    return lambda: operations.change_lines(
        agreement=line.agreement, effective_on=day(on), changes=changes
    )


def client_of(line):
    return line.agreement.client


def test_expansion_with_two_causes():
    line = sign(quantity="10", price="90")
    security = make_service("Detection", "security")

    def act():
        change(line, "2026-12-01", quantity=20)()
        add(line.agreement, on="2026-12-15", name="Detection", service=security, price="340")

    assert sentences(act, client_of(line)) == [
        "Adds 1,240.00 from December 2026 (expansion: quantity 900.00, service added 340.00)."
    ]


def test_contraction():
    line = sign(quantity="10", price="90")
    assert sentences(change(line, "2026-12-01", quantity=8), client_of(line)) == [
        "Takes 180.00 from December 2026 (contraction: quantity −180.00)."
    ]


def test_churn_on_cancelling():
    line = sign(quantity="10", price="90")

    def act():
        operations.cancel_agreement(
            agreement=line.agreement, ends_on=day("2026-12-31"), reason="price"
        )

    assert sentences(act, client_of(line)) == [
        "Takes 900.00 from January 2027 (churn: service dropped −900.00)."
    ]


def test_a_new_client():
    def act():
        return sign(make_client("Ash"), on="2026-12-01", price="400").agreement

    effect = preview(act, touched=lambda agreement: [agreement.client_id])
    assert [month.sentence for month in effect.months] == [
        "Adds 400.00 from December 2026 (new: service added 400.00)."
    ]
    assert Client.objects.count() == 0


def test_an_undone_movement():
    line = sign(quantity="10", price="90", ends="2026-12-31")
    assert sentences(
        lambda: operations.reinstate_agreement(agreement=line.agreement), client_of(line)
    ) == ["Adds 900.00 from January 2027 (the churn of that month is undone)."]


def test_more_instead_of_what_was_planned():
    line = sign(quantity="10", price="90")
    revise(line, "2026-12-01", quantity="12", price="90")
    assert sentences(change(line, "2026-12-01", quantity=15), client_of(line)) == [
        "Adds 270.00 from December 2026 (expansion of 450.00 instead of 180.00: quantity 270.00)."
    ]


def test_another_kind_instead_of_what_was_planned():
    line = sign(quantity="10", price="90")
    revise(line, "2026-12-01", quantity="8", price="90")
    assert sentences(change(line, "2026-12-01", quantity=11), client_of(line)) == [
        (
            "Adds 270.00 from December 2026 "
            "(expansion of 90.00 instead of contraction of 180.00: quantity 270.00)."
        )
    ]


def test_a_service_that_is_not_dropped_after_all():
    line = sign(price="600", ends="2026-12-31")
    backup = add(line.agreement, name="Backup", price="400")

    def act():
        operations.end_agreement(agreement=line.agreement, ends_on=None)
        operations.end_line(line=backup, ends_on=day("2026-12-31"))

    assert sentences(act, client_of(line)) == [
        (
            "Adds 600.00 from January 2027 "
            "(contraction of 400.00 instead of churn of 1,000.00: service not dropped 600.00)."
        )
    ]


def test_a_discount_and_its_end():
    line = sign(price="1000")
    act = change(line, "2026-12-01", until="2027-02-28", discount="0.1")
    assert sentences(act, client_of(line)) == [
        "Takes 100.00 from December 2026 (contraction: discount −100.00).",
        "Adds 100.00 from March 2027 (expansion: discount 100.00).",
    ]
    assert preview(act, client_of(line)).cents == 0


def test_restated_months():
    line = sign(on="2026-01-01", quantity="10", price="90")
    # From August on; September and October are complete as well, November is in progress.
    assert preview(change(line, "2026-08-20", quantity=11), client_of(line)).restated == [
        Restated(day(f"2026-{month}-01"), 900_00, 990_00) for month in ("08", "09", "10")
    ]
    assert preview(change(line, "2026-11-01", quantity=11), client_of(line)).restated == []


def test_a_correction_that_moves_a_start_restates_up_to_it():
    line = sign(on="2026-03-01", price="100")

    def act():
        operations.correct_start(
            agreement=line.agreement, starts_on=day("2026-05-01"), reason="Typed wrongly"
        )

    effect = preview(act, client_of(line))
    assert effect.restated == [
        Restated(day("2026-03-01"), 100_00, 0),
        Restated(day("2026-04-01"), 100_00, 0),
    ]
    assert [month.sentence for month in effect.months] == [
        "Takes 100.00 from March 2026 (the new MRR of that month is undone).",
        "Adds 100.00 from May 2026 (new: service added 100.00).",
    ]


def test_several_clients_add_up_by_kind():
    ash, birch, cedar = (sign(make_client(name)) for name in ("Ash", "Birch", "Cedar"))

    def act():
        change(ash, "2026-12-01", unit_price=104)()
        change(birch, "2026-12-01", unit_price=106)()
        change(cedar, "2026-12-01", unit_price=97)()

    assert sentences(act, *map(client_of, (ash, birch, cedar))) == [
        "Takes 3.00 from December 2026 (contraction: price −3.00).",
        "Adds 10.00 from December 2026 (expansion: price 10.00).",
    ]


def test_no_effect():
    line = sign()

    def act():
        operations.decide_renewal(agreement=line.agreement, decision="renew")

    effect = preview(act, client_of(line))
    assert (list(effect.months), list(effect.restated)) == ([], [])


def everything():
    return [
        sorted(map(str, model.objects.values_list()))
        for model in (
            Client, Agreement, LineRevision, LineChange, MrrMovement, CategoryMovement,
            AgreementMrr, MonthTotal, HistoryEntry,
        )
    ]  # fmt: skip


def test_looking_changes_nothing():
    line = sign()
    before = everything()
    preview(change(line, "2026-08-01", quantity=5), client_of(line))
    assert everything() == before


def test_what_is_refused_passes_through_and_changes_nothing():
    line = sign()
    before = everything()
    with pytest.raises(ValidationError, match="A quantity is 0 or more"):
        preview(change(line, "2026-08-01", quantity=-5), client_of(line))
    assert everything() == before


def mrr_of(clients, month):
    rows = MrrMovement.objects.filter(client__in=clients, month__lte=month, until_month__gt=month)
    return sum(rows.values_list("mrr_cents", flat=True))


class PreviewProperties(TestCase):
    @given(edits, st.sampled_from(ACTIONS[1:]),
           st.integers(0, 5), days, some_terms)  # fmt: skip
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_the_effect_is_what_happens(self, edits, action, pick, day, terms):
        firm = Firm()
        for edit in edits:
            firm.apply(*edit)
        act = getattr(firm, action.replace(" ", "_"))
        lines, agreements = list(firm.lines), list(firm.agreements)
        with suppress(ValidationError):
            effect, _ = effect_of(
                lambda: act(pick, day, terms),
                client_ids=[client.pk for client in firm.clients],
                current=CURRENT,
            )
            firm.lines, firm.agreements = lines, agreements
            months = sorted({month.month for month in effect.months} | {CURRENT})
            was = {month: mrr_of(firm.clients, month) for month in months}
            act(pick, day, terms)
            for month in months:
                due = sum(one.cents for one in effect.months if one.month <= month)
                self.assertEqual(mrr_of(firm.clients, month) - was[month], due)
            restated = {one.month: one.change_cents for one in effect.restated}
            for month in (month for month in months if month < CURRENT):
                change = mrr_of(firm.clients, month) - was[month]
                self.assertEqual(restated.get(month, 0), change)
