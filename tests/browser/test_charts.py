"""Charts: they say what their tables say, by keyboard too, and can be taken away as pictures."""

import struct

import pytest

from metrics.shapes import Chart, Mark, Month, Series, Step, waterfall
from tests.browser.test_pages import look_at

pytestmark = pytest.mark.needs_chromium

PAGES = [
    "/?month=2024-05",
    "/?month=2024-05&months=24",
    "/share/?month=2024-05",
    "/forecast/",
    "/clients/CLIENT/?month=2024-05",
    "/agreements/AGREEMENT/?month=2024-05",
]
# The data a chart is drawn from, and the table below it, whichever way that lies: label and points.
DATA = """
(id) => JSON.parse(document.getElementById(id).textContent).series.map(
  (series) => [series.label, series.unit, ...series.points])
"""
TABLE = """
(id) => {
  const table = document.querySelector(`section[aria-labelledby=${id}-title] table.figures`);
  const texts = (cells) => [...cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map((row) => texts(row.cells));
  if (!table.matches(".is-rows")) return rows;
  const heads = texts(table.tHead.querySelectorAll("th"));
  return heads.map((head, index) => [head, ...rows.map((row) => row[index + 1])]);
}
"""
MRR = "Chart.getChart(document.querySelector('canvas[data-chart=mrr]'))"
DRAW = """
(data) => {
  document.getElementById("mrr").textContent = JSON.stringify(data);
  document.dispatchEvent(new Event("themechange"));
}
"""
DRAWN_SETS = f"""
() => {MRR}.data.datasets.map((set) => ({{
  type: set.type, label: set.label, data: set.data, fills: set.backgroundColor,
  axis: {MRR}.options.indexAxis,
}}))
"""
SHOWN = f"{MRR}.tooltip.getActiveElements().length"


def written(label, unit, *points):
    """A row of a chart's data as the table below must show it."""
    return [label, *(figure(point, unit) for point in points)]


def figure(point, unit):
    if point is None or (point == 0 and unit in {"money", "change"}):
        return "–"
    if unit in {"share", "count"}:
        return f"{point:.1%}" if unit == "share" else f"{point:,}"
    return f"{point / 100:{'+' if unit == 'change' else ''},.0f}".replace("-", "−")


@pytest.mark.parametrize("path", PAGES)
def test_tables_hold_the_data_of_their_charts(visit, path):
    page = look_at(visit, path)
    charts = page.locator("canvas").evaluate_all("all => all.map((one) => one.dataset.chart)")
    assert charts
    for chart in charts:
        rows = [written(*row) for row in page.evaluate(DATA, chart)]
        assert page.evaluate(TABLE, chart) == rows


def step(page, *keys):
    """Press keys on the chart of MRR; what is said then."""
    page.locator("canvas[data-chart=mrr]").focus()
    for key in keys:
        page.keyboard.press(key)
    return page.locator("#mrr-said").inner_text()


def test_keys_step_through_the_months(visit):
    page = look_at(visit, "/?month=2024-05")
    assert step(page, "ArrowLeft") == "May 24: MRR $1,710.00"
    assert step(page, "ArrowLeft") == "Apr 24: MRR $1,710.00"
    assert step(page, "ArrowRight", "ArrowRight") == "May 24: MRR $1,710.00"
    assert step(page, "Home") == "Jun 23: MRR $0.00"
    assert step(page, "End", "ArrowLeft", "ArrowLeft") == "Mar 24: MRR $1,590.00"
    assert page.evaluate(SHOWN) == 1


def test_escape_and_leaving_show_no_month(visit):
    page = look_at(visit, "/?month=2024-05")
    assert step(page, "End", "Escape") == ""
    assert page.evaluate(SHOWN) == 0
    step(page, "End")
    page.keyboard.press("Tab")
    assert page.evaluate(SHOWN) == 0


def test_enter_opens_the_month(visit):
    page = look_at(visit, "/?month=2024-05")
    step(page, "End", "ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**/months/2024-04/")


def test_keys_that_belong_to_the_browser_stay_its_own(visit):
    page = look_at(visit, "/?month=2024-05")
    assert step(page, "Tab") == ""
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "Figures: Is MRR growing?"
    )


def test_picture_is_a_png_named_by_title_and_months(visit):
    page = look_at(visit, "/?month=2024-05")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG of “What moved MRR?”").click()
    file = waiting.value
    assert file.suggested_filename == "dashboard-what-moved-mrr-jun-23-to-may-24.png"
    content = file.path().read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (2400, 1240)
    assert len(content) > 30_000
    assert visit.messages == []


MONTHS = [Month(f"2026-0{m}", f"M{m}", "scheduled" if m > 2 else "", f"/m/{m}/") for m in (1, 2, 3)]
STEPS = [
    Step("opening", "Opening", kind="recurring", total=True),
    Step("new", "New", kind="new"),
    Step("churn", "Churn", kind="churn"),
    Step("closing", "Closing", kind="recurring", total=True),
]


@pytest.fixture
def drawing(visit):
    """A page on which the chart of MRR can be any."""
    page = look_at(visit, "/?month=2024-05")

    def draw(chart):
        page.evaluate(DRAW, chart.data)
        return page.evaluate(DRAWN_SETS)

    yield page, draw
    assert visit.messages == []


def test_waterfall_hangs_each_step_where_the_last_one_ended(drawing):
    page, draw = drawing
    bridge = waterfall(STEPS, [1000, 300, -500, 800], label="MRR")
    (bars,) = draw(Chart("mrr", "How?", [], [bridge], steps=STEPS))
    assert bars["data"] == [[300, 1000], [1000, 1300], [1300, 800], [300, 800]]
    assert bars["fills"] == ["#0072b2", "#0072b2", "#d55e00", "#0072b2"]
    assert step(page, "End", "ArrowLeft") == "Churn: MRR −$5.00"


def test_bars_on_their_side_are_stepped_through_downwards(drawing):
    page, draw = drawing
    series = [Series("break_fix", "Break-fix", [300, 200, 100])]
    (bars,) = draw(Chart("mrr", "Who?", MONTHS, series, is_horizontal=True))
    assert bars["axis"] == "y"
    assert step(page, "ArrowDown", "ArrowDown") == "M2: Break-fix $2.00"


def test_expected_line_is_dashed_over_the_band_of_its_range(drawing):
    page, draw = drawing
    band = [Series(key, key, [1, 2, None], draw="range", unit="count") for key in ("low", "high")]
    line = Series("net", "Expected", [1, 2, None], draw="line", unit="count", dashed=True)
    sets = draw(Chart("mrr", "What comes?", MONTHS, [line, *band], unit="count"))
    assert [(one["type"], one["label"]) for one in sets] == [
        ("line", "Expected"), ("line", "low"), ("line", "high"),
    ]  # fmt: skip
    dash = f"{MRR}.data.datasets[0].segment.borderDash({{ p1DataIndex: 1 }})"
    assert page.evaluate(dash) == [3, 3]
    assert step(page, "Home") == "M1: Expected 1; low 1; high 1"
    assert step(page, "End") == "M3, scheduled: nothing"


def test_marks_are_said_with_the_figures_of_their_month(drawing):
    page, draw = drawing
    line = Series("recurring", "MRR", [100, 250, 250], draw="line")
    mark = Mark("2026-02", 250, "Security added", "expansion")
    draw(Chart("mrr", "How?", MONTHS, [line], marks=[mark]))
    assert step(page, "Home", "ArrowRight") == "M2: MRR $2.50; Security added"


@pytest.mark.parametrize("visit", [{"viewport": {"width": 2560, "height": 1440}}], indirect=True)
def test_wide_screens_stretch_nothing(visit):
    page = look_at(visit, "/?month=2024-05")
    content = page.locator("#content").bounding_box()
    assert content["width"] == 1440
    assert content["x"] - 216 == pytest.approx(2560 - content["x"] - 1440, abs=20)
