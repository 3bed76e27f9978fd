"""Forecasts are kept once a month, never again touched, and held against what came."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from clients.models import Client
from contracts.signals import demo_loaded
from metrics import ledger
from metrics.forecast import keeping
from metrics.forecast.keeping import grades, kept_forecasts, past_forecasts
from metrics.forecasting import Grade
from metrics.management.commands import keep_forecast
from metrics.models import Forecast
from metrics.tasks import keep_forecast as task
from tests.builders import make_client, revise, sign

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 9, 1, 0, 30, tzinfo=UTC)


def kept(**filters) -> list[tuple[str, int, int, int, int]]:
    """Each kept month: its name, known, low, expected, high."""
    return [
        (f"{row.target_month:%Y-%m}", row.known_cents, row.low_cents, row.expected_cents,
         row.high_cents)
        for row in Forecast.objects.filter(**filters).order_by("made_in", "target_month")
    ]  # fmt: skip


@pytest.fixture
def steady():
    """1,000 a month since February; 200 more are signed for October."""
    line = sign(on="2026-02-01", price="1000")
    revise(line, "2026-10-01", price="1200")
    return line


def test_twelve_months_are_kept_from_the_current_one_on(steady):
    assert keeping.keep_forecast(made_at=FIRST) == 12
    september, october, *_, august = kept()
    assert september == ("2026-09", 1000_00, 1000_00, 1000_00, 1000_00)
    assert october == ("2026-10", 1200_00, 1200_00, 1200_00, 1200_00)
    assert august == ("2027-08", 1200_00, 1200_00, 1200_00, 1200_00)
    assert set(Forecast.objects.values_list("made_in", "made_at")) == {(date(2026, 9, 1), FIRST)}
    assert list(Forecast.objects.order_by("pk").values_list("months_ahead", flat=True)) == [
        *range(1, 13)
    ]


def test_a_month_is_kept_once_and_not_corrected_later(steady):
    keeping.keep_forecast(made_at=FIRST)
    before = kept()
    revise(steady, "2026-09-01", price="1500")
    ledger.rebuild_from_terms()
    assert keeping.keep_forecast(made_at=FIRST.replace(day=30)) == 0
    assert kept() == before


def test_the_next_month_has_one_of_its_own(steady):
    keeping.keep_forecast(made_at=FIRST)
    keeping.keep_forecast(made_at=FIRST.replace(month=10))
    assert Forecast.objects.count() == 24
    assert kept(made_in="2026-10-01", months_ahead=1) == [
        ("2026-10", 1200_00, 1200_00, 1200_00, 1200_00)
    ]


def test_the_month_is_that_of_the_own_time_zone(steady, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    keeping.keep_forecast(made_at=datetime(2026, 8, 31, 12, 30, tzinfo=UTC))
    assert {row[0] for row in kept(months_ahead=1)} == {"2026-09"}


def test_nothing_is_kept_while_too_few_months_opened_with_mrr():
    sign(on="2026-03-01")
    assert keeping.keep_forecast(made_at=FIRST) == 0
    assert kept() == []


def test_who_keeps_it_second_at_the_same_time_changes_nothing(steady, monkeypatch):
    keeping.keep_forecast(made_at=FIRST)
    before = kept()
    revise(steady, "2026-09-01", price="1500")
    unaware = Forecast.objects.none()
    monkeypatch.setattr(Forecast.objects, "filter", lambda **_: unaware)
    keeping.keep_forecast(made_at=FIRST)
    monkeypatch.undo()
    assert kept() == before


def test_database_keeps_the_ends_in_order():
    with pytest.raises(IntegrityError, match="forecast_range_in_order"):
        Forecast.objects.create(
            made_in=date(2026, 1, 1), target_month=date(2026, 1, 1), months_ahead=1, known_cents=0,
            low_cents=5, expected_cents=4, high_cents=9, made_at=FIRST,
        )  # fmt: skip


def test_forecasts_are_no_part_of_the_ledger(steady):
    keeping.keep_forecast(made_at=FIRST)
    before = kept()
    Client.objects.update(name="Renamed")
    ledger.rebuild()
    assert kept() == before


def test_what_came_is_the_mrr_of_today(steady):
    keeping.keep_forecast(made_at=FIRST)
    revise(steady, "2026-09-01", price="1500")
    past = past_forecasts(before=date(2026, 10, 1))
    assert [row.outcome.difference_cents for row in past] == [500_00]
    assert list(grades(past)) == [
        (1, Grade(1, 0, pytest.approx(1 / 3))),
        (3, Grade(0, 0, None)),
        (6, Grade(0, 0, None)),
        (12, Grade(0, 0, None)),
    ]


def test_only_complete_months_and_graded_distances_are_looked_at(steady):
    keeping.keep_forecast(made_at=FIRST)
    found = kept_forecasts(before=date(2027, 8, 1))
    assert [(f"{row.target_month:%Y-%m}", row.months_ahead) for row in found] == [
        ("2027-02", 6),
        ("2026-11", 3),
        ("2026-09", 1),
    ]


def test_the_demo_company_gets_the_forecasts_it_would_have_kept():
    line = sign(make_client(), on="2025-01-01", price="1000")
    revise(line, "2026-09-01", price="2000")
    demo_loaded.send(None, today=date(2026, 10, 20))
    months = sorted(set(Forecast.objects.values_list("made_in", flat=True)))
    assert (months[0], months[-1]) == (date(2025, 8, 1), date(2026, 10, 1))
    assert kept(made_in="2026-09-01", months_ahead=1) == [("2026-09", *[1000_00] * 4)]
    assert kept(made_in="2026-10-01", months_ahead=1)[0][1] == 2000_00


def test_command_and_task_keep_this_months(steady, monkeypatch):
    monkeypatch.setattr(keep_forecast.timezone, "now", lambda: FIRST)
    out = io.StringIO()
    call_command("keep_forecast", stdout=out)
    assert out.getvalue() == "The forecast of 12 months is kept.\n"
    assert task.delay().get() == 0
    call_command("keep_forecast", stdout=out)
    assert "is there already" in out.getvalue()
