"""Downloads, as people click them: each list as CSV and XLSX, and what is handed out on paper."""

import csv
import io
import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from config import formats
from contracts.models import Agreement, InvoiceLine, Pricing, Service
from metrics.models import Kind
from tests.browser.test_pages import DRAWN, look_at
from tests.pages import workbook_rows

pytestmark = pytest.mark.needs_chromium

LISTS = [
    "/months/?month=2024-05",
    "/clients/?month=2024-05",
    "/agreements/?month=2024-05",
    "/renewals/",
    "/invoices/",
    "/invoices/unclassified/",
    "/invoices/rules/",
    "/invoices/leakage/?month=2024-05",
    "/imports/",
    "/projects/",
    "/services/",
    "/history/",
    "/people/",
    "/lines/?month=2024-05",
    "/movements/?since=2024-01&month=2024-05",
    "/changes/?since=2024-01&month=2024-05",
    "/retained/?month=2024-05&over=1",
]
# Coded values as pages say them.
LABELS = {
    code: label
    for choices in (InvoiceLine.Kind, Service.Category, Pricing, Agreement.Commitment, Kind)
    for code, label in choices.choices
}
# Where the page says more, or says it by other words, than the file.
TOLD_OTHERWISE = {
    "When",
    "What",
    "Line",
    "Source",
    "Decision",
    "Before → after",
    "State",
    "Role",
    "",
}
ROWS = """
() => [...document.querySelectorAll("table.rows thead tr, table.rows tbody tr")].map(
  (row) => [...row.children].map((cell) => cell.textContent.replace(/\\s+/g, " ").trim()))
"""
SEEN = "(selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility())"
SEEN_MONTHS = """
() => [...document.querySelector("[aria-labelledby=mrr-title] thead tr").cells].filter(
  (one) => one.matches(".num") && one.checkVisibility()).length
"""


def download(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return waiting.value


def read_csv(path):
    return list(csv.reader(Path(path).read_text("utf-8-sig").splitlines()))


def read_xlsx(path):
    return workbook_rows(io.BytesIO(Path(path).read_bytes()))


def columns(rows):
    """The values of each column by its heading."""
    head, *body = rows
    return {heading: list(values) for heading, *values in zip(head, *body, strict=True)}


def shown(written):
    """The ways a page may show what a CSV file has."""
    ways = {written.removeprefix("'"), LABELS.get(written, "")}
    if written in {"", "0.00", "0"}:
        ways.add(formats.NOTHING)
    with suppress(ValueError):
        ways.add(formats.month(date.fromisoformat(f"{written}-01")))
    with suppress(ValueError):
        ways.add(formats.day(date.fromisoformat(written)))
    if re.fullmatch(r"-?\d+(\.\d+)?", written):
        ways |= shown_numbers(float(written))
    return ways


def shown_numbers(number):
    exact, whole = f"{number:,.2f}", f"{number:,.0f}"
    ways = {exact, whole, f"+{exact}", f"+{whole}", f"{number:.1%}", f"{number:g}"}
    return {way.replace("-", "−") for way in ways}


@pytest.mark.parametrize("path", LISTS)
def test_list_is_downloaded_and_read_back(visit, path):
    page = look_at(visit, path)
    on_page = columns(page.evaluate(ROWS))
    lines = columns(read_csv(download(page, "CSV").path()))
    for heading in on_page.keys() & lines.keys() - TOLD_OTHERWISE:
        for cell, written in zip(on_page[heading], lines[heading], strict=True):
            assert cell.removesuffix(" in progress") in shown(written), heading
    book = columns(read_xlsx(download(page, "XLSX").path()))
    assert {head: len(cells) for head, cells in book.items()} == {
        head: len(cells) for head, cells in lines.items()
    }
    assert visit.messages == []


def test_file_holds_what_was_searched_for(visit):
    page = look_at(visit, "/clients/?q=birch")
    assert [row[0] for row in read_csv(download(page, "CSV").path())] == ["Client", "Birch Dental"]
    file = download(page, "XLSX")
    assert file.suggested_filename == "clients.xlsx"
    assert [row[0] for row in read_xlsx(file.path())] == ["Client", "Birch Dental"]


def put_on_paper(page):
    """As wide as an A4 sheet within its margins."""
    page.set_viewport_size({"width": 704, "height": 1000})
    page.emulate_media(media="print")
    page.wait_for_function("() => 'paper' in document.documentElement.dataset")


@pytest.mark.parametrize("path", ["/?month=2024-05", "/clients/CLIENT/?month=2024-05"])
@pytest.mark.parametrize("visit", [{"color_scheme": "dark"}], indirect=True, ids=["dark"])
def test_paper_shows_no_controls_and_is_white(visit, path):
    page = look_at(visit, path)
    put_on_paper(page)
    assert not page.evaluate(SEEN, ".sidebar, .topbar, .btn, button, input, select, .list-tools")
    assert page.evaluate(SEEN, ".page-name, .paper-head, .period-name, canvas")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"
    assert page.evaluate("document.documentElement.scrollWidth") <= 704
    page.emulate_media(media="screen")
    page.wait_for_function("() => document.documentElement.dataset.bsTheme === 'dark'")


def test_charts_stand_over_their_figures_on_paper(visit):
    page = look_at(visit, "/?month=2024-05")
    put_on_paper(page)
    bar = page.evaluate(
        "() => { const canvas = document.querySelector('canvas[data-chart=mrr]');"
        " return canvas.getBoundingClientRect().left"
        " + Chart.getChart(canvas).getDatasetMeta(0).data[11].x }"
    )
    column = page.locator("[aria-labelledby=mrr-title] thead th").last.bounding_box()
    assert bar == pytest.approx(column["x"] + column["width"] / 2, abs=2)


def test_months_of_a_long_window_fit_on_paper(visit):
    page = look_at(visit, "/?month=2024-05&months=36")
    put_on_paper(page)
    assert page.evaluate(SEEN_MONTHS) == 12
    assert page.evaluate("document.documentElement.scrollWidth") <= 704


def test_dashboard_becomes_a_few_sheets(visit, tmp_path):
    page = look_at(visit, "/?month=2024-05")
    file = tmp_path / "dashboard.pdf"
    page.pdf(path=file, format="A4")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", file.read_bytes())) <= 4
    page.wait_for_function(DRAWN)
    assert visit.messages == []
