"""What was billed for managed services beside what was contracted."""

import pytest
from django.utils import timezone

from config import formats
from metrics.months import add_months, month_of
from tests.builders import invoice, make_client, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

PAGE = "/invoices/leakage/?month=2024-03"
HEAD = [
    "Client",
    "Billed in the month",
    "MRR of the month",
    "Difference",
    "Billed, 12 months",
    "MRR, 12 months",
    "Difference, 12 months",
]


@pytest.fixture
def owner():
    return browse(person(OWNER))


def billed(client, *months, cents=10_000):
    for month in months:
        invoice(client, f"2024-{month:02}-05", "managed", cents)


def named(page):
    return [row[0] for row in rows(page)[1:-1]]


def test_leakage_list(owner):
    ash = make_client("Ash")
    line = sign(ash, on="2024-01-01", price="100")
    revise(line, "2024-03-01", price="150")
    billed(ash, 1, 3)
    invoice(ash, "2024-03-06", "project", 77_700)
    assert rows(owner.get(PAGE)) == [
        HEAD,
        ["Ash", "100.00", "150.00", "−50.00", "200.00", "350.00", "−150.00"],
        ["Sum of 1", "100.00", "150.00", "−50.00", "200.00", "350.00", "−150.00"],
    ]


def test_who_is_billed_what_is_contracted_is_not_listed(owner):
    ash = make_client("Ash")
    sign(ash, on="2024-01-01", price="100")
    billed(ash, 1, 2, 3)
    assert "Nothing differs" in words(owner.get(PAGE))


def test_a_year_in_advance_is_no_alarm(owner):
    yearly, late = make_client("Yearly"), make_client("Late")
    sign(yearly, on="2023-04-01", price="1200", months=12)
    invoice(yearly, "2023-04-01", "managed", 120_000)
    sign(late, on="2024-03-01", price="1")
    found = rows(owner.get(PAGE))
    assert found[1][0] == "Late"
    assert found[2] == ["Yearly", "–", "100.00", "−100.00", "1,200.00", "1,200.00", "–"]
    assert named(owner.get(f"{PAGE}&side=under")) == ["Late"]


def test_the_most_under_billed_come_first(owner):
    for name, price in (("Ash", "10"), ("Birch", "30"), ("Cedar", "20")):
        sign(make_client(name), on="2024-03-01", price=price)
    over = make_client("Over")
    billed(over, 2)
    assert named(owner.get(PAGE)) == ["Birch", "Cedar", "Ash", "Over"]
    assert named(owner.get(f"{PAGE}&side=over")) == ["Over"]
    assert named(owner.get(f"{PAGE}&sort=client")) == ["Ash", "Birch", "Cedar", "Over"]
    assert named(owner.get(f"{PAGE}&q=CED")) == ["Cedar"]


def test_an_agreement_that_ended_counts_as_long_as_it_lasted(owner):
    sign(make_client("Ash"), on="2023-01-01", price="100", ends="2023-05-31")
    assert rows(owner.get(PAGE))[1][4:] == ["–", "200.00", "−200.00"]


def test_credit_notes_are_taken_off(owner):
    ash = make_client("Ash")
    sign(ash, on="2024-03-01", price="100")
    billed(ash, 3)
    billed(ash, 3, cents=-2_000)
    assert rows(owner.get(PAGE))[1][1:4] == ["80.00", "100.00", "−20.00"]


def test_it_opens_at_the_last_complete_month(owner):
    last = add_months(month_of(timezone.localdate()), -1)
    assert formats.long_month(last) in words(owner.get("/invoices/leakage/"))


def test_it_says_what_it_is_not(owner):
    assert "nothing to do with the recurring share" in words(owner.get(PAGE))


def test_an_odd_month_is_complained_of(owner):
    assert "“2024-13” is not a month" in words(owner.get("/invoices/leakage/?month=2024-13"))


def test_csv(owner):
    sign(make_client("Ash"), on="2024-03-01", price="100")
    assert csv_rows(owner.get(f"{PAGE}&format=csv"))[1] == [
        "Ash",
        "0.00",
        "100.00",
        "-100.00",
        "0.00",
        "100.00",
        "-100.00",
    ]


def test_account_manager_sees_only_the_own():
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-03-01", price="1")
    sign(make_client("Theirs"), on="2024-03-01", price="777")
    billed(make_client("Billed theirs"), 3)
    assert named(browse(manager).get(PAGE)) == ["Ours"]


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        client = make_client(f"Client {number}")
        sign(client, on="2024-03-01")
        billed(client, 2)
    with django_assert_num_queries(6):
        owner.get(PAGE)
