"""The terms that end and nobody renewed: what the low line of the forecast is made of."""

from datetime import UTC, datetime

import pytest

from contracts import operations
from tests.builders import day, make_client, revise, sign
from tests.pages import (
    ACCOUNT_MANAGER,
    OWNER,
    browse,
    csv_rows,
    person,
    rows,
    words,
    xlsx_rows,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june(monkeypatch):
    """It is 10 June 2026."""
    now = datetime(2026, 6, 10, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def owner(june):
    return browse(person(OWNER))


def fixed(name: str, term_ends_on: str, *, price="100", **fields):
    line = sign(make_client(name, **fields), on="2025-01-01", price=price)
    operations.edit_agreement(
        agreement=line.agreement,
        name="Care",
        commitment="fixed_term",
        term_ends_on=day(term_ends_on),
        notice_days=30,
    )
    return line


def test_terms_up_to_a_month_with_its_mrr(owner):
    revise(fixed("Ash", "2026-07-31"), "2026-08-15", price="120")
    fixed("Birch", "2026-08-31", price="30")
    page = owner.get("/forecast/terms/?month=2026-08")
    assert rows(page)[1:] == [
        ["Ash", "Care", "Fixed term", "Jul 31, 2026", "Jul 1, 2026", "Not decided", "120.00"],
        ["Sum", "", "", "", "", "", "120.00"],
    ]
    assert 'data-sum="12000"' in page.content.decode()


def test_each_opens_into_its_lines(owner):
    line = fixed("Ash", "2026-07-31")
    body = owner.get("/forecast/terms/?month=2026-08").content.decode()
    address = f"/lines/?agreement={line.agreement_id}&amp;month=2026-08"
    assert f'<a href="{address}" data-figure="10000">' in body


def test_nothing_ends_before_now(owner):
    fixed("Ash", "2026-05-15")
    assert "Nothing found" in words(owner.get("/forecast/terms/?month=2026-04"))


def test_search_finds_clients(owner):
    fixed("Ash", "2026-07-31")
    fixed("Birch", "2026-07-31")
    assert [row[0] for row in rows(owner.get("/forecast/terms/?month=2026-08&q=bir"))[1:]] == [
        "Birch",
        "Sum",
    ]


def test_files(owner):
    fixed("Ash", "2026-07-31")
    address = "/forecast/terms/?month=2026-08&format="
    _, row = csv_rows(owner.get(f"{address}csv"))
    assert row == ["Ash", "Care", "fixed_term", "2026-07-31", "2026-07-01", "", "100.00"]
    assert xlsx_rows(owner.get(f"{address}xlsx"))[1][0] == "Ash"


def test_account_manager_sees_the_own_terms(june):
    manager = person(ACCOUNT_MANAGER)
    fixed("Ours", "2026-07-31", account_manager=manager)
    fixed("Theirs", "2026-07-31")
    page = browse(manager).get("/forecast/terms/?month=2026-08")
    assert [row[0] for row in rows(page)[1:]] == ["Ours", "Sum"]
