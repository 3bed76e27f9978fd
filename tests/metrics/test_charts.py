"""Rows as charts and as the lines of tiles."""

from dataclasses import replace
from datetime import date

import pytest

from config.lists import Filter
from metrics import charts, tiles
from metrics.months import Period
from metrics.parts import WHOLE
from metrics.queries import revenue_by_month
from metrics.scopes import Scope
from metrics.windows import Window
from tests.builders import invoice, sign

pytestmark = pytest.mark.django_db

PERIOD = Period(date(2024, 1, 1), date(2024, 4, 1))
SCOPE = Scope(Window(date(2024, 3, 1), 3, date(2024, 2, 1)), WHOLE, [], False)


@pytest.fixture
def story():
    """MRR of 100 from January; a project in January, something unclassified in February."""
    client = sign(on="2024-01-01", price="100").agreement.client
    invoice(client, "2024-01-10", "project", 30_000)
    invoice(client, "2024-02-10", "unclassified", 10_000)
    return client


def drawn(chart):
    return {series.key: series.points for series in chart.series if series.draw}


def test_months_say_how_far_they_are(story):
    chart = charts.mrr_chart(revenue_by_month(PERIOD), SCOPE)
    assert [(month.label, month.state, month.url) for month in chart.months] == [
        ("Jan 24", "", "/months/2024-01/"),
        ("Feb 24", "in progress", "/months/2024-02/"),
        ("Mar 24", "scheduled", "/months/2024-03/"),
    ]


def test_losses_point_down():
    sign(on="2024-01-01", price="100", ends="2024-01-31")
    chart = charts.movement_chart(revenue_by_month(PERIOD), SCOPE)
    assert drawn(chart) == {
        "new": [10_000, 0, 0],
        "reactivation": [0, 0, 0],
        "expansion": [0, 0, 0],
        "contraction": [0, 0, 0],
        "churn": [0, -10_000, 0],
        "net": [10_000, -10_000, 0],
    }


def test_share_is_a_range_and_unknown_ahead(story):
    chart = charts.share_chart(revenue_by_month(PERIOD), SCOPE)
    assert drawn(chart) == {
        "recurring": [0.25, 0.4, None],
        "month": [0.25, 1.0, None],
        "low": [0.25, pytest.approx(1 / 3), None],
        "high": [0.25, 0.4, None],
    }
    assert [series.key for series in chart.series] == ["recurring", "month", "low", "high"]
    assert [value for value, _ in chart.targets] == [0.6, 0.7]


def test_the_note_on_unclassified_lines_keeps_the_clients_that_were_chosen(story):
    scope = replace(SCOPE, filters=[Filter("segment", "Segment", [], "Dental")])
    chart = charts.share_chart(revenue_by_month(PERIOD), scope)
    assert chart.note_url == scope.link("invoice_list", kind="unclassified")
    assert "segment=Dental" in chart.note_url


def test_unclassified_lines_stand_beside_the_revenue(story):
    chart = charts.revenue_chart(revenue_by_month(PERIOD), SCOPE)
    assert "unclassified" not in drawn(chart)
    points = {series.label: series.points for series in chart.series}
    assert points["Revenue"] == [40_000, 10_000, None]
    assert points["Unclassified, beside it"] == [0, 10_000, 0]


def test_points_link_to_their_rows_where_there_are_any(story):
    scope = Scope.of_client(story, {}, date(2024, 2, 10))
    chart = charts.client_charts(revenue_by_month(PERIOD), scope)[1]
    project = {series.key: points for series, points in chart.table}["project"]
    address = f"/invoices/?client={story.pk}&month=2024-01&kind=project"
    assert [(point.value, point.url) for point in project] == [
        (30_000, address),
        (0, ""),
        (0, ""),
    ]
    assert project[0].figure_key == "30000"


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], ""),
        ([5], ""),
        ([0, 10], "0.0,22.0 100.0,2.0"),
        ([None, 3, 3], "0.0,22.0 100.0,22.0"),
        ([-10, 0, 10], "0.0,22.0 50.0,12.0 100.0,2.0"),
    ],
)
def test_spark(values, points):
    assert tiles.spark(values) == points


def test_a_share_leads_to_the_months_behind_it_once_they_are_complete(story):
    chart = charts.share_chart(revenue_by_month(PERIOD), SCOPE, with_resale=True)
    table = {series.key: points for series, points in chart.table}
    assert [(point.url, point.figure_key) for point in table["recurring"]] == [
        ("/share/?month=2024-01&with=resale#months", "10000/40000"),
        ("", ""),
        ("", ""),
    ]
    assert table["month"][0].url == "/share/?month=2024-01&with=resale#months"
