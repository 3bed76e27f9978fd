"""Charts as plain data, and as the tables below them."""

import pytest

from metrics.shapes import Chart, Mark, Month, Point, Series, Step, fitted, waterfall

MONTHS = [
    Month("2026-01", "Jan 26", "", "/months/2026-01/"),
    Month("2026-02", "Feb 26", "in progress", "/months/2026-02/"),
]
STEPS = [
    Step("opening", "Opening", total=True),
    Step("new", "New", url="/movements/?kind=new"),
    Step("churn", "Churn", url="/movements/?kind=churn"),
    Step("closing", "Closing", total=True),
]


@pytest.mark.parametrize(
    ("amounts", "spans"),
    [
        ([1000, 300, -500, 800], [(300, 1000), (1000, 1300), (1300, 800), (300, 800)]),
        ([0, 0, 0, 0], [(0, 0), (0, 0), (0, 0), (0, 0)]),
        ([100, 0, -300, -200], [(0, 100), (100, 100), (100, -200), (0, -200)]),
    ],
)
def test_steps_of_a_bridge_begin_where_the_last_one_ended(amounts, spans):
    series = waterfall(STEPS, amounts)
    assert (series.points, series.spans) == (amounts, spans)


def test_ends_of_a_bridge_stand_on_a_floor_of_two_digits():
    bridge = waterfall(STEPS, [101_302, 1_655, -364, 102_593])
    assert [bridge.spans[0], bridge.spans[-1]] == [(99_000, 101_302), (99_000, 102_593)]
    assert fitted([bridge]) == (99_000, 102_957)


def test_axis_of_what_touches_zero_is_left_to_begin_there():
    assert fitted([Series("mrr", "MRR", [0, 5, None])]) is None
    assert fitted([Series("mrr", "MRR", [3, 5, None]), Series("x", "X", [1], draw="")]) == (3, 5)


def test_bridge_without_totals_begins_at_zero():
    assert waterfall(STEPS[1:3], [300, -500]).spans == [(0, 300), (300, -200)]


def test_point_of_a_month_leads_to_the_rows_of_its_series():
    series = Series("new", "New", [500, 0], rows_at="/movements/?month=MONTH")
    ((_, points),) = Chart("x", "What?", MONTHS, [series]).table
    assert points == [Point(500, "/movements/?month=2026-01", "500"), Point(0, "", "0")]


def test_point_of_a_step_leads_to_the_rows_of_the_step():
    chart = Chart("x", "What?", [], [waterfall(STEPS, [0, 300, 0, 300])], steps=STEPS)
    ((_, points),) = chart.table
    assert [point.url for point in points] == ["", "/movements/?kind=new", "", ""]


def test_rows_of_bars_on_their_side_are_the_columns():
    one, two = Series("new", "New", [1, 2]), Series("churn", "Churn", [3, 4])
    chart = Chart("x", "What?", MONTHS, [one, two], is_horizontal=True)
    assert chart.rows == [
        (MONTHS[0], [(one, Point(1, "", "1")), (two, Point(3, "", "3"))]),
        (MONTHS[1], [(one, Point(2, "", "2")), (two, Point(4, "", "4"))]),
    ]


def test_data_says_what_is_drawn():
    series = Series("recurring", "MRR", [1, None], draw="line", dashed=True)
    mark = Mark("2026-01", 1, "Security added", "expansion")
    data = Chart("x", "What?", MONTHS, [series], marks=[mark], targets=[(2, "goal")]).data
    assert data.pop("series")[0]["dashed"] is True
    assert data == {
        "title": "What?",
        "period": "Jan 26 to Feb 26",
        "columns": [
            {"key": "2026-01", "label": "Jan 26", "state": "", "url": "/months/2026-01/"},
            {
                "key": "2026-02",
                "label": "Feb 26",
                "state": "in progress",
                "url": "/months/2026-02/",
            },
        ],
        "unit": "money",
        "targets": [(2, "goal")],
        "marks": [{"at": "2026-01", "value": 1, "label": "Security added", "kind": "expansion"}],
        "isHorizontal": False,
        "axis": None,
    }


def test_steps_name_no_months():
    assert Chart("x", "What?", [], [], steps=STEPS).period == ""


@pytest.mark.parametrize(
    ("unit", "points", "is_empty"),
    [
        ("money", [0, None], True),
        ("money", [0, 1], False),
        ("share", [None, None], True),
        ("share", [0.0, None], False),
    ],
)
def test_empty_chart(unit, points, is_empty):
    assert Chart("x", "What?", MONTHS, [Series("a", "A", points)], unit=unit).is_empty is is_empty
