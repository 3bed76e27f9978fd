"""Agreements as PSAs and people keep them, read by profile."""

from datetime import date
from decimal import Decimal

from tests.contracts.exports import ADDITIONS, AGREEMENTS, read, rows, told

SHEET = "Client,Agreement,Line,Qty,Unit price,Billing period,Start,End,Period total\n"


def test_a_changed_quantity_is_two_revisions_of_one_line():
    found = rows(read(ADDITIONS), "line", "quantity", "effective_on", "ends_on")
    assert found[:2] == [
        (2, "Seat", Decimal(10), date(2025, 1, 1), date(2025, 3, 31)),
        (3, "Seat", Decimal(12), date(2025, 4, 1), None),
    ]


def test_what_is_not_billed_is_discounted_and_costs():
    found = rows(read(ADDITIONS), "line", "discount_percent", "unit_cost")
    assert found[2] == (4, "Endpoint protection", Decimal(100), Decimal(2))


def test_what_is_included_is_not_billed():
    found = rows(read(ADDITIONS), "line", "quantity", "unit_price", "billing_months")
    assert found[3] == (5, "Backup TB", Decimal(3), Decimal("100.01"), 3)


def test_what_is_billed_once_is_no_recurring_revenue():
    assert told(read(ADDITIONS)) == ([(6, "One Time")], [])


def test_additions_that_hold_at_once_are_lines_of_their_own():
    twice = ADDITIONS.replace("1,1/1/2025,3/31/2025", "1,1/1/2025,4/30/2025")
    assert [line for _, line in rows(read(twice), "line")][:2] == ["Seat", "Seat (2)"]


def test_the_agreements_list_has_totals_and_says_so():
    reading = read(AGREEMENTS)
    assert rows(reading, "agreement", "unit_price", "billing_months", "is_whole") == [
        (2, "Care", Decimal(1060), 1, True),
        (3, "Vault", Decimal("1300.03"), 3, True),
    ]
    assert told(reading) == ([(4, "One Time"), (5, "Cancelled, without an end date")], [])


def test_a_register_by_hand_with_its_total():
    reading = read(
        "Recurring agreements,,,,,,,,\n" + SHEET + "Haven,Care,Seat,40,12.345,Monthly,15.01.2025,,"
        "493.80\nHaven,Care,Flat,1,100,Yearly,2025-02-01,2026-01-31,100\nTotal,,,,,,,,593.80\n"
    )
    assert rows(reading, "line", "quantity", "unit_price", "effective_on", "ends_on") == [
        (3, "Seat", Decimal(40), Decimal("12.345"), date(2025, 1, 15), None),
        (4, "Flat", Decimal(1), Decimal(100), date(2025, 2, 1), date(2026, 1, 31)),
    ]
    assert [(c.said_cents, c.agrees) for c in reading.controls] == [(59380, True)]


def test_a_period_total_that_does_not_agree_is_said():
    reading = read(SHEET + "Haven,Care,Seat,2,10.00,Monthly,2025-01-01,,21.00\n")
    assert reading.warnings == ["Line 2: Period total says 21.00, but 2 × 10 is 20.00."]


def test_a_weekly_charge_is_no_month():
    reading = read(SHEET + "Haven,Care,Seat,2,10.00,Weekly,2025-01-01,,20.00\n")
    (sentence,) = told(reading)[1]
    assert sentence.startswith("line 2, Billing period: “Weekly” is billed by week: write what")


def test_itflow_without_its_clients_says_what_is_missing():
    reading = read("Recurring Number,Scope,Amount,Frequency,Date Created\nR-1,Care,10,Monthly,x\n")
    assert [question.sentence for question in reading.questions] == [
        "ITFlow: recurring invoices: these columns are missing: client (customer)."
    ]
