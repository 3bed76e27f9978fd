"""The forecast page: known, expected, and how good past forecasts were."""

from datetime import UTC, date, datetime

import pytest

from contracts import operations
from metrics.forecast import keeping
from metrics.models import Forecast
from tests.builders import day, make_client, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, rows, words

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
def steady():
    """1,000 a month for a year and a half, 200 more signed for August."""
    line = sign(on="2025-01-01", price="1000")
    revise(line, "2026-08-01", price="1200")
    return line


def figures(page, label: str) -> list[str]:
    """A row of a chart's table."""
    return next(row[1:] for row in rows(page) if row[0] == label)


def keep(month: str):
    keeping.keep_forecast(made_at=datetime.fromisoformat(f"{month}-01T00:30:00+00:00"))


def test_known_and_expected_stand_beside_each_other(owner, steady):
    page = owner.get("/forecast/?ahead=6")
    months = [cell.split("in")[0].split("sch")[0].strip() for cell in rows(page)[0][1:]]
    assert (months[0], months[11:13], months[-1]) == ("Jun 25", ["May 26", "Jun 26"], "Nov 26")
    assert figures(page, "MRR, known") == ["1,000"] * 14 + ["1,200"] * 4
    assert figures(page, "Expected") == ["–"] * 11 + ["1,000"] * 3 + ["1,200"] * 4


def test_tiles_say_what_to_expect_and_what_is_known(owner, steady):
    said = words(owner.get("/forecast/"))
    assert "Expected MRR, May 27 $1,200 $1,200 to $1,200, four times in five" in said
    assert "Known change to May 27 +$200 +$200 signed, $0 ending" in said
    assert "Terms not renewed, to May 27 $0 No such term ends" in said


def test_terms_that_nobody_renewed_have_a_line_of_their_own(owner, steady):
    operations.edit_agreement(
        agreement=steady.agreement,
        name="Care",
        commitment="fixed_term",
        term_ends_on=day("2026-09-30"),
        notice_days=30,
    )
    page = owner.get("/forecast/?ahead=6")
    known = figures(page, "Known, if no such term is renewed")
    assert known[-7:] == ["1,000"] * 3 + ["1,200"] * 2 + ["–"] * 2
    assert figures(page, "Terms not renewed")[-2:] == ["−1,200"] * 2
    assert 'href="/forecast/terms/?month=2026-11" data-figure="-120000"' in page.content.decode()


def test_how_far_ahead_is_in_the_address(owner, steady):
    for ahead in (6, 12, 24):
        page = owner.get(f"/forecast/?ahead={ahead}")
        assert len(figures(page, "MRR, known")) == 12 + ahead
    assert len(figures(owner.get("/forecast/?ahead=9"), "MRR, known")) == 24


def test_short_history_is_told_and_no_range_is_made_up(owner):
    sign(on="2026-02-01")
    said = words(owner.get("/forecast/"))
    assert "Only the known future is shown." in said
    assert "of the last twelve there are 3." in said
    assert "Expected MRR, May 27 – Too little history for a range" in said
    assert "What does a usual month bring?" not in said


def test_usual_month_adds_up_and_opens_into_movements(owner, steady):
    revise(sign(make_client("Ash"), on="2025-10-01", price="50"), "2026-03-01", price="62")
    page = owner.get("/forecast/")
    body = page.content.decode()
    said = words(page)
    assert "New business of $4.17, expansion of 0.1% and losses of 0.0%" in said
    foot = next(row for row in rows(page) if row[0] == "Sum")
    assert foot == ["Sum", "", "50.00", "12.00", "–", "+62.00", "", ""]
    assert (
        'href="/movements/?since=2025-06&amp;month=2026-05&amp;kind=new%2Creactivation" '
        'data-figure="5000"'
    ) in body


def test_goal_is_reached_in_a_month(owner, steady):
    said = words(owner.get("/forecast/?goal=1100"))
    assert "Expected at the end of August 2026; at best August 2026, at worst August 2026." in said
    assert "Expected after May 2027;" in words(owner.get("/forecast/?goal=5,000"))


def test_goal_that_is_no_number_is_complained_of(owner, steady):
    page = owner.get("/forecast/?goal=much")
    assert page.status_code == 200
    assert "Write a number" in words(page)


def test_kept_forecasts_are_graded_against_what_came(owner, steady):
    keep("2026-02")
    revise(steady, "2026-04-01", price="1250")
    page = owner.get("/forecast/")
    assert "1 month ahead 100.0% 1 of 1 within the range, 0.0% off on average" in words(page)
    assert "3 months ahead 0.0% 0 of 1 within the range, 20.0% off on average" in words(page)
    assert "Past forecasts within their range 50.0% 1 of 2, 10.0% off on average" in words(page)
    assert 'href="/forecast/past/?lead=3" data-figure="0/1"' in page.content.decode()
    assert figures(page, "Off by")[-2:] == ["+250", "–"]


def test_distance_of_the_past_forecasts_is_in_the_address(owner, steady):
    keep("2026-02")
    assert "What was forecast 1 month ahead?" in words(owner.get("/forecast/?lead=1"))
    assert "What was forecast 3 months ahead?" in words(owner.get("/forecast/?lead=7"))


def test_looking_keeps_nothing(owner, steady):
    owner.get("/forecast/")
    assert not Forecast.objects.exists()


def test_no_kept_forecast_yet(owner, steady):
    assert "No kept forecast is of a complete month yet." in words(owner.get("/forecast/"))


def test_filtered_page_has_no_grades_and_says_so(owner, steady):
    keep("2026-02")
    make_client("Ash", segment="Dental")
    page = owner.get("/forecast/?segment=Dental")
    assert "kept for the whole company, not for a part of it" in words(page)
    assert "within the range" not in words(page)


def test_account_manager_sees_the_forecast_of_the_own_clients(steady):
    keep("2026-02")
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2025-01-01", price="77")
    page = browse(manager).get("/forecast/?ahead=6")
    assert figures(page, "MRR, known") == ["77"] * 18
    assert "A usual month $0 $0 new, 0.0% expansion, 0.0% losses" in words(page)
    assert "not for your clients alone" in words(page)


def test_no_agreements_yet(owner):
    page = owner.get("/forecast/")
    assert "No agreements yet" in words(page)
    assert rows(page) == []


@pytest.mark.parametrize("clients", [1, 4])
def test_queries_do_not_grow(owner, clients, django_assert_max_num_queries):
    for number in range(clients):
        line = sign(make_client(f"Client {number}"), on="2025-01-01")
        operations.edit_agreement(
            agreement=line.agreement,
            name="Care",
            commitment="fixed_term",
            term_ends_on=date(2026, 9, 30),
            notice_days=30,
        )
    keep("2026-02")
    with django_assert_max_num_queries(15):
        owner.get("/forecast/")
