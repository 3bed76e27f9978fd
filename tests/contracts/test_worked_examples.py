"""Each operation as a story, with the complete ledger that it leaves; figures by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from clients.models import HistoryEntry
from contracts import operations
from contracts.models import Agreement, InvoiceLine
from contracts.operations import Charge, NewLine, NewTerms, Uplift
from metrics.models import MonthTotal
from metrics.months import Period
from metrics.queries import revenue_by_month
from tests.builders import add, day, drivers, make_client, make_service, revise, sign, terms, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


@pytest.fixture
def ash():
    return make_client("Ash & Co")


@pytest.fixture
def agreement(ash):
    """30 users at 85.00, backup for 240.00 flat, security for 1,200.00 a year: 2,890.00 a month."""
    agreement = operations.sign_agreement(
        client=ash,
        name="Managed services",
        starts_on=day("2026-01-15"),
        commitment="fixed_term",
        term_ends_on=day("2026-12-31"),
        notice_days=60,
    )
    lines = [
        NewLine("Help desk", make_service(), terms("30", "85"), "per_user"),
        NewLine("Backup", make_service("Backup"), terms("1", "240")),
        NewLine("Security", make_service("Security", "security"), terms("1", "1200", months=12)),
    ]
    operations.add_lines(agreement=agreement, effective_on=agreement.starts_on, lines=lines)
    return agreement


SIGNED = "2026-01 new +289000 = 289000"
SIGNED_BY_LINE = [
    "2026-01 Help desk: added +255000",
    "2026-01 Backup: added +24000",
    "2026-01 Security: added +10000",
]


def line(agreement, name):
    return agreement.lines.get(name=name)


def later(ash):
    """The line changes after the signing."""
    return drivers(ash)[len(SIGNED_BY_LINE) :]


def change(agreement, on, **changes):
    """Values by the line's name: Help_desk={"quantity": 34}; `until` ends a discount."""
    wanted = []
    for name, values in changes.items():
        until = values.pop("until", None)
        named = line(agreement, name.replace("_", " "))
        wanted.append(NewTerms(named, values, day(until) if until else None))
    operations.change_lines(agreement=agreement, effective_on=day(on), changes=wanted)


def reasons():
    return sorted(set(HistoryEntry.objects.exclude(reason="").values_list("reason", flat=True)))


def test_sign_with_three_lines(ash, agreement):
    assert told(ash) == [SIGNED]
    assert drivers(ash) == SIGNED_BY_LINE
    assert agreement.notice_on == day("2026-11-01")


def test_change_several_lines_from_the_first(ash, agreement):
    change(
        agreement,
        "2026-04-01",
        Help_desk={"quantity": Decimal(34)},
        Backup={"unit_price": Decimal(260)},
        Security={"discount": Decimal("0.1")},
    )
    # 4 × 85 = 340.00; 260 − 240 = 20.00; a tenth of 100.00
    assert told(ash) == [SIGNED, "2026-04 expansion +35000 = 324000"]
    assert later(ash) == [
        "2026-04 Help desk: quantity +34000",
        "2026-04 Backup: price +2000",
        "2026-04 Security: discount -1000",
    ]


def test_change_in_mid_month_counts_at_its_end(ash, agreement):
    change(agreement, "2026-04-30", Help_desk={"quantity": Decimal(29)})
    assert told(ash) == [SIGNED, "2026-04 contraction -8500 = 280500"]


def test_add_a_line(ash, agreement):
    add(agreement, on="2026-05-10", name="Monitoring", quantity="12", price="9.50")
    assert told(ash) == [SIGNED, "2026-05 expansion +11400 = 300400"]
    assert later(ash) == ["2026-05 Monitoring: added +11400"]


@pytest.mark.parametrize(("last_day", "month"), [("2026-06-30", "07"), ("2026-06-15", "06")])
def test_drop_a_line(ash, agreement, last_day, month):
    operations.end_line(line=line(agreement, "Backup"), ends_on=day(last_day))
    assert told(ash) == [SIGNED, f"2026-{month} contraction -24000 = 265000"]
    assert later(ash) == [f"2026-{month} Backup: dropped -24000"]


def test_a_discount_with_a_last_day_of_its_own(ash, agreement):
    change(agreement, "2026-03-01", Help_desk={"discount": Decimal("0.2"), "until": "2026-05-31"})
    # 20 % of 2,550.00 = 510.00
    assert told(ash) == [
        SIGNED,
        "2026-03 contraction -51000 = 238000",
        "2026-06 expansion +51000 = 289000",
    ]
    assert later(ash) == [
        "2026-03 Help desk: discount -51000",
        "2026-06 Help desk: discount +51000",
    ]


def test_a_discount_that_ends_in_mid_month_is_gone_at_its_end(ash, agreement):
    change(agreement, "2026-03-01", Help_desk={"discount": Decimal("0.2"), "until": "2026-05-15"})
    assert told(ash)[1:] == [
        "2026-03 contraction -51000 = 238000",
        "2026-05 expansion +51000 = 289000",
    ]


def renew(agreement, **values):
    return operations.renew_agreement(
        agreement=agreement,
        effective_on=day("2027-01-01"),
        term_ends_on=day("2027-12-31"),
        uplift=Uplift(Decimal("0.04")),
        **values,
    )


# 85.00 → 88.40: 30 × 3.40 = 102.00; 240.00 → 249.60; 1,200.00 → 1,248.00 a year: 4.00 a month.
RAISED = [
    "2027-01 Help desk: price +10200",
    "2027-01 Backup: price +960",
    "2027-01 Security: price +400",
]


def test_renew_with_a_new_term_and_four_per_cent(ash, agreement):
    renewed = renew(agreement, commitment="auto_renewing")
    assert told(ash) == [SIGNED, "2027-01 expansion +11560 = 300560"]
    assert later(ash) == RAISED
    assert (renewed.commitment, renewed.term_ends_on, renewed.notice_on) == (
        "auto_renewing",
        day("2027-12-31"),
        day("2027-11-01"),
    )


def test_renew_what_was_going_to_end(ash, agreement):
    operations.decide_renewal(agreement=agreement, decision="let_end", note="Moves abroad")
    operations.cancel_agreement(agreement=agreement, ends_on=day("2026-12-31"), reason="closed")
    assert told(ash)[1:] == ["2027-01 churn -289000 = 0"]
    renewed = renew(agreement)
    assert told(ash) == [SIGNED, "2027-01 expansion +11560 = 300560"]
    assert (renewed.ends_on, renewed.cancel_reason, renewed.renewal_decision) == (None, "", "")


def test_renew_without_an_uplift_changes_no_figure(ash, agreement):
    operations.renew_agreement(
        agreement=agreement, effective_on=day("2027-01-01"), term_ends_on=day("2027-12-31")
    )
    assert told(ash) == [SIGNED]


def cancel(agreement, ends_on):
    return operations.cancel_agreement(
        agreement=agreement, ends_on=day(ends_on), reason="in_house", note="Hired an admin"
    )


@pytest.mark.parametrize(("last_day", "month"), [("2026-09-30", "10"), ("2026-09-29", "09")])
def test_cancel_with_a_last_day_and_a_reason(ash, agreement, last_day, month):
    cancelled = cancel(agreement, last_day)
    assert told(ash) == [SIGNED, f"2026-{month} churn -289000 = 0"]
    assert (cancelled.cancel_reason, cancelled.cancel_note) == ("in_house", "Hired an admin")


def test_cancel_takes_what_was_scheduled_later_along(ash, agreement):
    change(agreement, "2026-11-01", Help_desk={"quantity": Decimal(40)})
    cancel(agreement, "2026-09-30")
    assert told(ash) == [SIGNED, "2026-10 churn -289000 = 0"]


def test_reinstate(ash, agreement):
    change(agreement, "2026-11-01", Help_desk={"quantity": Decimal(40)})
    before = told(ash), drivers(ash)
    cancel(agreement, "2026-09-30")
    operations.reinstate_agreement(agreement=agreement)
    assert (told(ash), drivers(ash)) == before
    assert told(ash)[1:] == ["2026-11 expansion +85000 = 374000"]
    assert Agreement.objects.get(pk=agreement.pk).cancel_reason == ""


def test_uplift_over_many_agreements(ash, agreement):
    birch = sign(make_client("Birch"), quantity="7", price="19.90")
    prices = {row.pk: row.revisions.get().unit_price for row in [*agreement.lines.all(), birch]}
    operations.uplift_agreements(
        prices=prices, effective_on=day("2027-01-01"), uplift=Uplift(Decimal("0.04"))
    )
    assert later(ash) == RAISED
    # 19.90 × 1.04 = 20.696 → 20.70; 7 × 0.80 = 5.60 on top of 139.30
    assert told(birch.agreement.client)[1:] == ["2027-01 expansion +560 = 14490"]


def test_correct_a_quantity_in_the_past(ash, agreement):
    change(agreement, "2026-03-01", Help_desk={"quantity": Decimal(34)})
    revision = line(agreement, "Help desk").revisions.get(quantity=34)
    operations.correct_revision(
        revision=revision, values={"quantity": Decimal(31)}, reason="Three of them were trainees"
    )
    assert told(ash) == [SIGNED, "2026-03 expansion +8500 = 297500"]
    assert reasons() == ["Three of them were trainees"]


def test_correct_a_wrong_effective_date(ash, agreement):
    change(agreement, "2026-03-01", Help_desk={"quantity": Decimal(34)})
    revision = line(agreement, "Help desk").revisions.get(quantity=34)
    operations.correct_revision(
        revision=revision, values={"effective_on": day("2026-05-01")}, reason="Agreed for May"
    )
    assert told(ash) == [SIGNED, "2026-05 expansion +34000 = 323000"]
    entry = HistoryEntry.objects.exclude(reason="").get()
    assert entry.differences == [("Effective on", "Mar 1, 2026", "May 1, 2026")]


def test_correct_a_date_past_another_revision(ash, agreement):
    change(agreement, "2026-03-01", Backup={"unit_price": Decimal(250)})
    change(agreement, "2026-06-01", Backup={"unit_price": Decimal(280)})
    revision = line(agreement, "Backup").revisions.get(unit_price=250)
    operations.correct_revision(
        revision=revision, values={"effective_on": day("2026-08-01")}, reason="Swapped"
    )
    assert later(ash) == ["2026-06 Backup: price +4000", "2026-08 Backup: price -3000"]


def test_correct_a_start_date(ash, agreement):
    operations.correct_start(
        agreement=agreement, starts_on=day("2026-03-15"), reason="The migration took longer"
    )
    assert told(ash) == ["2026-03 new +289000 = 289000"]
    assert reasons() == ["The migration took longer"]


def test_remove_a_revision(ash, agreement):
    change(agreement, "2026-03-01", Help_desk={"quantity": Decimal(34)})
    change(agreement, "2026-06-01", Help_desk={"quantity": Decimal(36)})
    revision = line(agreement, "Help desk").revisions.get(quantity=34)
    operations.remove_revision(revision=revision, reason="Never ordered")
    # 6 × 85.00, all of it in June now
    assert told(ash) == [SIGNED, "2026-06 expansion +51000 = 340000"]
    entry = HistoryEntry.objects.exclude(reason="").get()
    assert (entry.verb, entry.object_repr) == ("removed", "Help desk from 2026-03-01")


def months_of(year):
    return revenue_by_month(Period(day(f"{year}-01-01"), day(f"{year}-04-01")))


def invoiced():
    totals = MonthTotal.objects.filter(family="invoice").order_by("month", "kind")
    return [f"{row.month:%Y-%m} {row.kind} {row.amount_cents} ({row.row_count})" for row in totals]


def test_record_an_invoice_and_its_credit_note(ash):
    sign(ash, on="2026-01-01", price="600")
    charges = [
        Charge("project", 300_00, "Move to the cloud"),
        Charge("hardware", 100_00),
        Charge("unclassified", 25_00),
    ]
    operations.record_invoice(
        client=ash, number="R-1", issued_on=day("2026-02-10"), charges=charges
    )
    assert invoiced() == [
        "2026-02 hardware 10000 (1)",
        "2026-02 project 30000 (1)",
        "2026-02 unclassified 2500 (1)",
    ]
    operations.record_invoice(
        client=ash,
        number="R-1C",
        issued_on=day("2026-03-02"),
        charges=[Charge("project", -120_00, "Less than agreed")],
    )
    assert invoiced()[3:] == ["2026-03 project -12000 (1)"]
    assert told(ash) == ["2026-01 new +60000 = 60000"]
    assert InvoiceLine.objects.filter(number="R-1").count() == 3


def test_share_with_an_invoice_and_a_credit_note(ash):
    sign(ash, on="2026-01-01", price="600")
    for number, on, cents in (("R-1", "2026-02-10", 400_00), ("R-1C", "2026-02-20", -200_00)):
        operations.record_invoice(
            client=ash, number=number, issued_on=day(on), charges=[Charge("project", cents)]
        )
    # 600 ÷ (600 + 400 − 200)
    assert [month.one_off_cents for month in months_of(2026)] == [0, 200_00, 0]
    assert [month.share.value for month in months_of(2026)] == [1, Fraction(3, 4), 1]


def test_revise_on_a_day_of_its_own(ash, agreement):
    """Whole terms from a day on, as an import writes them."""
    revise(line(agreement, "Backup"), "2026-07-01", quantity="2", price="230")
    # One more at the old 240.00, then both 10.00 cheaper.
    assert later(ash) == ["2026-07 Backup: quantity +24000", "2026-07 Backup: price -2000"]
    assert told(ash) == [SIGNED, "2026-07 expansion +22000 = 311000"]
