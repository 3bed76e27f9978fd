"""The dashboard at work: charts, keys, theme, drawer."""

import pytest

from tests.browser.test_pages import DRAWN, PHONE

pytestmark = pytest.mark.needs_chromium

COLOURS_OF_EACH_CHART = """
() => [...document.querySelectorAll("canvas[data-chart]")].map((canvas) => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i + 3] === 255) colours.add(`${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`);
  }
  return colours.has(COLOUR);
})
"""
# Each chart's bars and lines, and the table below it, as label and whole points.
DRAWN_POINTS = """
() => Object.fromEntries([...document.querySelectorAll("canvas[data-chart]")].map((canvas) => [
  canvas.dataset.chart,
  Chart.getChart(canvas).data.datasets.map((set) => [set.label, ...set.data]),
]))
"""
TABLE_ROWS = """
(id) => [...document.querySelectorAll(`section[aria-labelledby=${id}-title] tbody tr`)].map(
  (row) => [...row.children].map((cell) => cell.textContent.trim()))
"""


@pytest.fixture
def dashboard(visit):
    page = visit.open("/?month=2024-05")
    page.wait_for_function(DRAWN)
    return page


def as_shown(label, *points, is_share):
    """A chart's points as the table below must show them."""
    if is_share:
        return [label, *("–" if point is None else f"{point:.1%}" for point in points)]
    sign = "+" if label == "Net new MRR" else ""
    texts = [f"{point / 100:{sign},.0f}".replace("-", "−") if point else "–" for point in points]
    return [label, *texts]


def test_charts_are_drawn_in_the_colours_of_their_kinds(dashboard):
    blue = COLOURS_OF_EACH_CHART.replace("COLOUR", '"0,114,178"')
    assert dashboard.evaluate(blue) == [True] * 5


@pytest.mark.parametrize("chart", ["mrr", "movements", "share", "revenue"])
def test_charts_show_what_the_tables_say(dashboard, chart):
    drawn = dashboard.evaluate(DRAWN_POINTS)[chart]
    table = dashboard.evaluate(TABLE_ROWS, chart)
    for label, *points in drawn:
        assert as_shown(label, *points, is_share=chart == "share") in table


def test_bars_stand_over_their_columns(dashboard):
    bar = dashboard.evaluate(
        "() => { const canvas = document.querySelector('canvas[data-chart=mrr]');"
        " return canvas.getBoundingClientRect().left"
        " + Chart.getChart(canvas).getDatasetMeta(0).data[11].x }"
    )
    column = dashboard.locator("[aria-labelledby=mrr-title] thead th").last.bounding_box()
    assert bar == pytest.approx(column["x"] + column["width"] / 2, abs=2)


def test_slash_leads_to_the_search(dashboard):
    dashboard.keyboard.press("/")
    dashboard.keyboard.type("birch")
    dashboard.keyboard.press("Enter")
    dashboard.wait_for_url("**/clients/?q=birch")
    assert dashboard.locator("tbody tr").count() == 1


def test_theme_is_switched_and_kept(dashboard):
    theme = "document.documentElement.dataset.bsTheme"
    dashboard.get_by_role("button", name="Switch between light and dark").click()
    assert dashboard.evaluate(theme) == "dark"
    dashboard.reload()
    assert dashboard.evaluate(theme) == "dark"


def test_period_is_kept_in_the_address(dashboard):
    dashboard.get_by_role("link", name="24 months").click()
    dashboard.get_by_role("link", name="One month back").click()
    assert dashboard.url.endswith("/?month=2024-04&months=24")


def test_movement_opens_by_keyboard(visit):
    page = visit.open("/months/2024-03/")
    page.locator("summary").first.focus()
    was = page.locator("details").first.evaluate("element => element.open")
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("element => element.open") is not was


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
def test_drawer_opens_and_closes(visit):
    page = visit.open("/?month=2024-05")
    drawer = page.locator("#navigation")
    assert not drawer.is_visible()
    page.get_by_role("button", name="Open navigation").click()
    page.locator("#navigation.show").wait_for()
    assert drawer.get_by_role("link", name="Clients").is_visible()
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert visit.messages == []
