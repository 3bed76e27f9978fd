"""Past forecasts: each as it was kept, against what came."""

from datetime import UTC, datetime

import pytest

from metrics.forecast import keeping
from tests.builders import revise, sign
from tests.pages import ACCOUNT_MANAGER, AUDITOR, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june(monkeypatch):
    """It is 10 June 2026."""
    now = datetime(2026, 6, 10, 9, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def owner(june):
    return browse(person(OWNER))


@pytest.fixture
def kept():
    """1,000 is forecast of February and April; in April 1,250 came."""
    line = sign(on="2025-01-01", price="1000")
    keeping.keep_forecast(made_at=datetime(2026, 2, 1, 0, 30, tzinfo=UTC))
    revise(line, "2026-04-01", price="1250")


def test_forecasts_against_what_came(owner, kept):
    head, april, february = rows(owner.get("/forecast/past/"))
    assert dict(zip(head, april, strict=True)) == {
        "Month": "Apr 26",
        "Made in": "Feb 26",
        "Months ahead": "3",
        "Known then": "1,000.00",
        "Expected": "1,000.00",
        "From": "1,000.00",
        "To": "1,000.00",
        "Came": "1,250.00",
        "Off by": "+250.00",
        "In per cent": "+20.0%",
        "Within the range": "no",
    }
    assert (february[0], february[-4:]) == ("Feb 26", ["1,000.00", "–", "0.0%", "yes"])


def test_grade_is_told_of_those_listed(owner, kept):
    page = owner.get("/forecast/past/")
    assert "1 of 2 came within their range, 50.0% where 80% are meant to" in words(page)
    assert 'data-sum="1/2"' in page.content.decode()
    assert "they were 10.0% off on average" in words(page)
    page = owner.get("/forecast/past/?lead=3")
    assert 'data-sum="0/1"' in page.content.decode()
    assert len(rows(page)) == 2


def test_sorting(owner, kept):
    months = [row[0] for row in rows(owner.get("/forecast/past/?sort=difference"))[1:]]
    assert months == ["Feb 26", "Apr 26"]


def test_csv_is_exact(owner, kept):
    _, april, _ = csv_rows(owner.get("/forecast/past/?format=csv"))
    assert april == [
        "2026-04", "2026-02", "3", "1000.00", "1000.00", "1000.00", "1000.00", "1250.00", "250.00",
        "0.2000", "no",
    ]  # fmt: skip


def test_nothing_yet(owner):
    assert "No kept forecast is of a complete month yet." in words(owner.get("/forecast/past/"))


def test_only_those_who_see_every_client_see_forecasts_of_the_company(kept):
    assert browse(person(AUDITOR)).get("/forecast/past/").status_code == 200
    assert browse(person(ACCOUNT_MANAGER)).get("/forecast/past/").status_code == 403


def test_queries(owner, kept, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        owner.get("/forecast/past/")
