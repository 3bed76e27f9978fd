"""The demo company tells its story on whatever day it is loaded."""

import csv
import io
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Min

from clients.models import Client
from contracts import demo
from contracts.models import Agreement, AgreementLine, Project
from metrics import verification
from metrics.models import MrrMovement
from metrics.months import Period, add_months, month_of
from metrics.queries import lines_in_and_out, revenue_by_month

TODAY = date(2026, 11, 22)
DAYS = ["2026-11-22", "2027-04-01", "2028-02-29", "2026-12-31"]
KINDS = {"new", "reactivation", "expansion", "contraction", "churn"}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def agreements(today: date = TODAY) -> list[dict[str, str]]:
    return rows(demo.agreements_csv(today))


def invoices(today: date = TODAY) -> list[dict[str, str]]:
    return rows(demo.invoices_csv(today))


# The files.


def test_files_are_the_same_each_time():
    code = (
        "from contracts import demo; from datetime import date; from hashlib import sha256;"
        "text = demo.agreements_csv(date(2026, 5, 9)) + demo.invoices_csv(date(2026, 5, 9));"
        "print(sha256(text.encode()).hexdigest())"
    )
    printed = {
        subprocess.check_output(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}
        )
        for seed in "12"
    }
    assert len(printed) == 1


def test_about_sixty_clients_have_a_manager_each():
    names = {row["client"] for row in agreements() + invoices()}
    assert names == set(demo.companies())
    assert 55 <= len(names) <= 65


def test_no_two_clients_look_alike():
    names = [re.sub(r"\W", "", company.name).lower() for company in demo.COMPANIES]
    assert len(set(names)) == len(names)


def test_charges_cover_a_month_a_quarter_a_year_and_three():
    assert {row["billing_months"] for row in agreements()} == {"1", "3", "12", "36"}


def test_agreements_bind_in_each_way():
    bound = Counter(row["commitment"] for row in agreements())
    assert set(bound) == {"fixed_term", "auto_renewing", "month_to_month"}


def test_some_notices_are_due_soon_and_one_is_past():
    left = {
        date.fromisoformat(row["term_ends_on"]) - timedelta(int(row["notice_days"])) - TODAY
        for row in agreements()
        if row["term_ends_on"] and not row["agreement_ends_on"]
    }
    assert min(left) < timedelta(0)
    assert any(timedelta(0) <= days < timedelta(45) for days in left)


def test_lines_have_gaps_credits_discounts_and_ends():
    lines = agreements()
    assert any(float(row["unit_price"]) < 0 for row in lines)
    assert {"100", "15"} <= {row["discount_percent"] for row in lines}
    assert any(row["ends_on"] for row in lines)


def test_invoice_numbers_run_without_a_gap():
    used = defaultdict(set)
    for row in invoices():
        series, number = row["number"].rsplit("-", 1)
        used[series].add(int(number))
    assert {series[:3] for series in used} == {"INV", "CN-"}
    assert all(numbers == set(range(1, len(numbers) + 1)) for numbers in used.values())


def test_credit_notes_are_negative_and_invoices_charge():
    for row in invoices():
        # A credit that the agreement grants each month stands on its invoice.
        if row["kind"] != "managed":
            assert (float(row["amount"]) < 0) == row["number"].startswith("CN")


@pytest.mark.parametrize("today", [date.fromisoformat(day) for day in DAYS])
def test_invoices_are_many_but_none_is_of_tomorrow(today):
    days = [row["issued_on"] for row in invoices(today)]
    assert 5_000 <= len(days) <= 7_500
    assert max(days) <= today.isoformat()


def test_invoices_of_an_agreement_charge_what_it_says():
    charged = [
        row["amount"]
        for row in invoices()
        if row["agreement"].startswith("Complete") and row["client"] == "Blackthorn Legal Chambers"
        if row["issued_on"] == "2026-11-01"
    ]
    in_force = {}
    for row in agreements():
        if row["client"] == "Blackthorn Legal Chambers" and row["effective_on"] <= "2026-11-01":
            in_force[row["line"]] = float(row["quantity"]) * float(row["unit_price"])
    assert sorted(charged) == sorted(f"{amount:.2f}" for amount in in_force.values())


# The company, loaded and measured.


@pytest.fixture(scope="module", params=DAYS)
def month(request, django_db_setup, django_db_blocker):
    """The demo company on one of some days, loaded once for all tests; its current month."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", today=date.fromisoformat(request.param), stdout=io.StringIO())
        yield month_of(date.fromisoformat(request.param))
        transaction.set_rollback(True)


def year_to(month):
    return Period.ending_with(month, months=12)


def three_years(month):
    return revenue_by_month(Period.ending_with(month, months=36))


def test_ledger_agrees(month):
    assert verification.differences() == []


def test_share_begins_at_38_and_ends_at_64_per_cent(month):
    shares = [float(row.share_12m.value) for row in three_years(month)]
    assert 0.36 < shares[0] < 0.40
    assert 0.62 < shares[-1] < 0.66


def test_share_climbs_without_jumps(month):
    shares = [float(row.share_12m.value) for row in three_years(month)]
    steps = [after - before for before, after in pairwise(shares)]
    assert all(-0.01 < step < 0.03 for step in steps)


def test_unclassified_lines_make_the_share_a_small_range(month):
    share = three_years(month)[-1].share_12m
    assert 0 < share.value - share.low < 0.01


def test_mrr_doubles_and_revenue_stays_plausible(month):
    told = three_years(month)
    assert 44_000_00 < told[0].closing_cents < 50_000_00
    assert 98_000_00 < told[-1].closing_cents < 108_000_00
    assert all(80_000_00 < row.closing_cents + row.one_off_cents < 165_000_00 for row in told)


def test_losses_are_those_of_a_healthy_company(month):
    told = three_years(month)
    lost = [(row.contraction_cents + row.churn_cents) / row.opening_cents for row in told]
    assert 0.005 < sum(lost) / len(lost) < 0.015
    assert max(lost) < 0.05


def test_every_kind_of_movement_happened_within_a_year(month):
    moved = MrrMovement.objects.filter(month__in=list(year_to(month)))
    assert set(moved.values_list("kind", flat=True)) == KINDS


def test_changes_are_scheduled(month):
    ahead = MrrMovement.objects.filter(month__gt=month)
    assert {"new", "expansion", "churn"} <= set(ahead.values_list("kind", flat=True))


def test_an_agreement_came_and_went_between_two_month_ends(month):
    assert any(lines_in_and_out(month).exists() for month in year_to(month))


def test_largest_client_pays_a_tenth(month):
    standing = MrrMovement.objects.filter(month__lte=month, until_month__gt=month)
    paid = sorted(standing.values_list("mrr_cents", flat=True))
    assert 0.08 < paid[-1] / sum(paid) < 0.11


def test_some_clients_were_converted_and_some_are_new(month):
    signed = Client.objects.annotate(
        signed_on=Min("agreements__starts_on"), first_paid_on=Min("invoice_lines__issued_on")
    )
    start = add_months(month, -35)
    recent = signed.filter(signed_on__gte=start)
    assert recent.filter(first_paid_on__lt=F("signed_on")).count() > 10
    assert recent.exclude(first_paid_on__lt=F("signed_on")).count() > 3


def test_some_clients_never_signed(month):
    assert Client.objects.filter(agreements=None).count() >= 5


def test_projects_are_completed_or_under_way(month):
    assert Project.objects.filter(completed_on=None).exists()
    assert Project.objects.exclude(completed_on=None).count() > 100


def test_most_agreements_that_ended_say_why(month):
    ended = Agreement.objects.exclude(ends_on=None)
    reasons = set(ended.values_list("cancel_reason", flat=True))
    assert reasons == {"", *Agreement.CancelReason.values}
    assert ended.exclude(cancel_note="").count() > 8
    assert not Agreement.objects.filter(ends_on=None).exclude(cancel_reason="").exists()


def test_security_is_sold_to_clients_that_have_an_agreement(month):
    later = AgreementLine.objects.filter(service__category="security").annotate(
        since=Min("revisions__effective_on")
    )
    assert later.filter(since__gt=F("agreement__starts_on")).count() > 10


def test_account_managers_share_the_clients_and_the_owner_sees_all(month):
    seen = {user.username: Client.objects.visible_to(user).count() for user in User.objects.all()}
    assert seen["owner"] == seen["finance"] == Client.objects.count()
    assert seen["manager"] + seen["tom"] + seen["ines"] == Client.objects.count()
    assert min(seen.values()) > 15
