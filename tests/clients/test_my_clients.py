"""Where an account manager starts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.operations import plan_next_step
from contracts import operations
from metrics.months import add_months, month_of
from tests.builders import invoice, make_client, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, rows, words

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
CURRENT, YEAR_AGO = month_of(TODAY), add_months(month_of(TODAY), -12)


@pytest.fixture
def manager():
    return person(ACCOUNT_MANAGER)


@pytest.fixture
def ash(manager):
    return make_client("Ash", account_manager=manager)


def look(manager):
    return browse(manager).get("/mine/")


def test_my_clients(manager, ash):
    sign(ash, price="123.45", on=str(CURRENT))
    page = words(look(manager))
    assert "You look after 1 client." in page
    assert "Ash New +123.45" in page


def test_nothing_of_other_clients(manager, ash):
    other = sign(make_client("Theirs"), price="7777.77", on=str(CURRENT)).agreement.client
    invoice(other, str(add_months(CURRENT, -2)), "break_fix", 8_888_88)
    plan_next_step(client=other, step="Call", due_on=TODAY)
    page = words(look(manager))
    assert "Theirs" not in page
    assert "7,77" not in page
    assert "8,88" not in page


def test_next_steps_by_day(manager, ash):
    birch = make_client("Birch", account_manager=manager)
    plan_next_step(client=ash, step="Offer backups", due_on=TODAY + timedelta(days=3))
    plan_next_step(client=birch, step="Call back", due_on=TODAY - timedelta(days=1))
    table = rows(look(manager))
    assert [row[:2] for row in table[1:3]] == [["Birch", "Call back"], ["Ash", "Offer backups"]]
    assert "Next steps due 1 of 2 planned" in words(look(manager))


def test_renewals_that_fall_due(manager, ash):
    agreement = sign(ash, price="100", on=str(YEAR_AGO)).agreement
    operations.edit_agreement(
        agreement=agreement, name="Care", commitment="fixed_term",
        term_ends_on=TODAY + timedelta(days=60), notice_days=30,
    )  # fmt: skip
    assert ["Ash Care", "100.00"] in [[row[0], row[-1]] for row in rows(look(manager))]
    operations.decide_renewal(agreement=agreement, decision="renew", note="")
    assert "None within 90 days." in words(look(manager))


def test_whom_to_offer_an_agreement(manager, ash):
    invoice(ash, str(add_months(CURRENT, -2)), "break_fix", 640_00)
    assert ["Ash", "640.00", "0.00", "Draft"] in rows(look(manager))


def test_who_looks_after_nobody_is_told():
    assert "You look after no client yet" in words(look(person(OWNER)))


def test_an_account_manager_starts_here_and_an_owner_at_the_dashboard():
    for role, start in ((ACCOUNT_MANAGER, "/mine/"), (OWNER, "/")):
        user = person(role)
        user.set_password("correct horse battery")
        user.save()
        browser = browse(None)
        login = {"login": user.username, "password": "correct horse battery"}
        assert browser.post("/login/", login)["Location"] == start


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(manager, django_assert_num_queries, count):
    for number in range(count):
        client = make_client(f"Client {number}", account_manager=manager)
        sign(client, on=str(CURRENT))
        invoice(client, str(add_months(CURRENT, -2)), "break_fix", 640_00)
        plan_next_step(client=client, step="Call", due_on=TODAY)
    browser = browse(manager)
    with django_assert_num_queries(12):
        browser.get("/mine/")
