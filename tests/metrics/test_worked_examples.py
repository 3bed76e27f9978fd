"""What the numbers mean, as stories with the whole ledger they leave."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from contracts import operations
from metrics.figures import Band, band, recurring_share
from metrics.models import MrrMovement
from metrics.months import Period
from metrics.parts import Part
from metrics.queries import lines_in_and_out, movements_in, revenue_by_month
from tests.builders import add, day, drivers, invoice, make_client, make_service, revise, sign, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


def month(year: int, number: int, clients=None):
    period = Period.ending_with(date(year, number, 1), months=1)
    return revenue_by_month(period, Part(clients))[0]


def test_two_packages_of_five_users_make_275():
    for number in range(5):
        sign(make_client(f"Small {number}"), price="25")
        sign(make_client(f"Large {number}"), price="30")
    assert month(2026, 1).closing_cents == 275_00


def test_ten_annual_and_ten_monthly_users_make_700():
    line = sign(quantity="10", price="360", months=12)
    add(line.agreement, name="Monthly", quantity="10", price="40")
    assert month(2026, 1).closing_cents == 700_00


def test_growth_of_the_article_in_three_terms():
    for number in range(5):
        revise(sign(make_client(f"Up {number}"), price="10"), "2026-02-01", price="20")
        sign(make_client(f"New {number}"), on="2026-02-10", price="10")
    for number in range(3):
        sign(make_client(f"Gone {number}"), price="10", ends="2026-02-15")
    for number in range(2):
        revise(sign(make_client(f"Down {number}"), price="20"), "2026-02-01", price="10")
    february = month(2026, 2)
    assert (february.new_cents, february.expansion_cents) == (50_00, 50_00)
    assert february.contraction_cents + february.churn_cents == 50_00
    assert february.net_cents == 50_00


def test_three_seats_two_more_gone_and_back():
    client = make_client()
    line = sign(client, on="2026-01-10", quantity="3", price="10")
    revise(line, "2026-03-20", quantity="5", price="10")
    operations.end_agreement(agreement=line.agreement, ends_on=day("2026-06-15"))
    sign(client, on="2026-09-30", quantity="4", price="10")
    assert told(client) == [
        "2026-01 new +3000 = 3000",
        "2026-03 expansion +2000 = 5000",
        "2026-06 churn -5000 = 0",
        "2026-09 reactivation +4000 = 4000",
    ]


def test_last_day_on_the_month_end_counts_that_month():
    client = make_client()
    sign(client, ends="2026-06-30")
    assert told(client) == ["2026-01 new +10000 = 10000", "2026-07 churn -10000 = 0"]


def test_last_day_before_the_month_end_leaves_that_month():
    client = make_client()
    sign(client, ends="2026-06-29")
    assert told(client) == ["2026-01 new +10000 = 10000", "2026-06 churn -10000 = 0"]


def test_start_on_the_31st_counts_in_full():
    client = make_client()
    sign(client, on="2026-01-31")
    assert told(client) == ["2026-01 new +10000 = 10000"]


def test_leap_day_is_the_month_end():
    client = make_client()
    sign(client, on="2028-02-29", ends="2028-02-29")
    assert told(client) == ["2028-02 new +10000 = 10000", "2028-03 churn -10000 = 0"]


def test_free_first_month_is_not_yet_managed():
    client = make_client()
    line = sign(client, discount="1")
    revise(line, "2026-02-01")
    assert told(client) == ["2026-02 new +10000 = 10000"]
    assert drivers(client) == ["2026-02 Help desk: discount +10000"]


def test_free_month_later_is_contraction_and_expansion():
    client = make_client()
    line = sign(client)
    revise(line, "2026-03-01", discount="1")
    revise(line, "2026-04-01")
    assert told(client)[1:] == [
        "2026-03 contraction -10000 = 0",
        "2026-04 expansion +10000 = 10000",
    ]


def test_coming_back_with_a_free_month_is_still_a_reactivation():
    client = make_client()
    sign(client, ends="2026-02-28")
    line = sign(client, on="2026-05-01", discount="1")
    revise(line, "2026-06-01")
    assert told(client)[1:] == ["2026-03 churn -10000 = 0", "2026-06 reactivation +10000 = 10000"]


def test_quantity_of_zero_is_out_of_service():
    client = make_client()
    line = sign(client)
    revise(line, "2026-03-01", quantity="0")
    revise(line, "2026-05-01", quantity="2")
    assert told(client)[1:] == ["2026-03 churn -10000 = 0", "2026-05 reactivation +20000 = 20000"]
    assert drivers(client)[1:] == [
        "2026-03 Help desk: dropped -10000",
        "2026-05 Help desk: added +20000",
    ]


def test_up_and_down_in_one_month_is_netted():
    client = make_client()
    line = sign(client, quantity="10", price="10")
    add(line.agreement, name="Backup", on="2026-03-05", price="30")
    revise(line, "2026-03-10", quantity="6", price="10")
    assert told(client)[1:] == ["2026-03 contraction -1000 = 9000"]
    assert drivers(client)[1:] == [
        "2026-03 Help desk: quantity -4000",
        "2026-03 Backup: added +3000",
    ]


def test_what_comes_and_goes_between_two_month_ends_is_no_movement():
    client = make_client()
    line = sign(client, quantity="10")
    revise(line, "2026-03-05", quantity="12")
    revise(line, "2026-03-20", quantity="10")
    sign(make_client("Brief"), on="2026-03-02", ends="2026-03-20")
    assert MrrMovement.objects.count() == 1


def test_what_came_and_went_is_listed_and_what_never_came_is_not():
    brief = sign(make_client("Brief"), on="2026-03-02", ends="2026-03-20")
    ended = sign(make_client("Ended"), on="2026-01-01", ends="2026-03-10").agreement
    add(ended, name="Too late", on="2026-03-15")
    late = operations.sign_agreement(
        client=make_client("Late"), name="A", starts_on=day("2026-05-01")
    )
    add(late, name="Over before it began", on="2026-01-01", ends="2026-02-10")
    listed = {number: list(lines_in_and_out(date(2026, number, 1))) for number in (2, 3, 5)}
    assert listed == {2: [], 3: [brief], 5: []}


def test_drivers_split_a_change_of_everything_at_once():
    client = make_client()
    line = sign(client, quantity="10", price="10", discount="0.1")
    revise(line, "2026-02-01", quantity="12", price="11", discount="0")
    assert drivers(client)[1:] == [
        "2026-02 Help desk: quantity +1800",
        "2026-02 Help desk: price +1200",
        "2026-02 Help desk: discount +1200",
    ]


def test_a_discount_that_expires_is_expansion_by_discount():
    client = make_client()
    revise(sign(client, discount="0.25"), "2026-04-01")
    assert told(client)[1:] == ["2026-04 expansion +2500 = 10000"]
    assert drivers(client)[1:] == ["2026-04 Help desk: discount +2500"]


def test_a_credit_line_lowers_mrr_but_may_not_outweigh_it():
    client = make_client()
    line = sign(client)
    add(line.agreement, name="Loyalty credit", price="-30")
    with pytest.raises(ValidationError, match="would add up to -20"):
        revise(line, "2026-02-15", price="10")
    assert told(client) == ["2026-01 new +7000 = 7000"]


def test_terms_before_the_agreement_starts_wait_for_it():
    client = make_client()
    agreement = operations.sign_agreement(client=client, name="A", starts_on=day("2026-03-15"))
    line = add(agreement, on="2026-01-01")
    revise(line, "2026-02-01", price="120")
    assert told(client) == ["2026-03 new +12000 = 12000"]
    assert drivers(client) == ["2026-03 Help desk: added +12000"]


def test_an_end_taken_back_undoes_the_churn():
    client = make_client()
    line = sign(client, ends="2026-06-30")
    operations.end_agreement(agreement=line.agreement, ends_on=None)
    assert told(client) == ["2026-01 new +10000 = 10000"]


def test_recurring_share_of_a_month_counts_one_off_work_against_mrr():
    client = make_client()
    sign(client, price="600")
    invoice(client, "2026-01-20", "project", 500_00)
    invoice(client, "2026-01-28", "break_fix", -100_00)
    invoice(client, "2026-01-28", "managed", 600_00)
    assert month(2026, 1).share.value == Fraction(60, 100)
    assert band(month(2026, 1).share.value) is Band.TRANSITION


def test_unclassified_lines_make_the_share_a_range():
    client = make_client()
    sign(client, price="600")
    invoice(client, "2026-01-20", "project", 200_00)
    invoice(client, "2026-01-21", "unclassified", 200_00)
    share = month(2026, 1).share
    assert (share.low, share.high) == (
        recurring_share(600, 600, 400),
        recurring_share(600, 600, 200),
    )


def test_resale_is_recurring_revenue_but_not_managed_services():
    line = sign(price="600")
    add(line.agreement, name="Licences", price="200", service=make_service("Licences", "resale"))
    invoice(line.agreement.client, "2026-01-20", "hardware", 200_00)
    share = month(2026, 1).share
    assert (share.value, share.with_resale) == (Fraction(60, 100), Fraction(80, 100))


def test_trailing_share_adds_twelve_months():
    line = sign(on="2025-01-01", price="100")
    invoice(line.agreement.client, "2025-01-05", "project", 1_000_00)
    invoice(line.agreement.client, "2025-12-05", "project", 800_00)
    assert month(2025, 12).share_12m.value == recurring_share(1200, 1200, 1800)
    assert month(2026, 1).share_12m.value == recurring_share(1200, 1200, 800)


def test_a_break_fix_client_who_signs_is_converted_not_a_new_logo():
    converted, logo, later = make_client("Old hand"), make_client("Logo"), make_client("Later")
    invoice(converted, "2025-12-30", "break_fix", 120_00)
    invoice(logo, "2025-12-30", "managed", 120_00)
    for client in (converted, logo, later):
        sign(client, on="2026-01-10")
    invoice(later, "2026-01-10", "project", 500_00)
    marks = {row.client.name: row.is_converted for row in movements_in(date(2026, 1, 1))}
    assert marks == {"Old hand": True, "Logo": False, "Later": False}


def test_a_manager_sees_the_same_figures_added_up_from_the_own_clients():
    own, other = make_client("Own"), make_client("Other")
    sign(own, price="60", ends="2026-05-15")
    sign(other, price="40")
    invoice(other, "2026-02-03", "project", 70_00)
    period = Period.ending_with(date(2026, 6, 1), months=6)
    everyone = type(own).objects.all()
    assert revenue_by_month(period, Part(everyone)) == revenue_by_month(period)
    ours = revenue_by_month(period, Part(everyone.filter(pk=own.pk)))
    assert [row.closing_cents for row in ours] == [*[60_00] * 4, 0, 0]
