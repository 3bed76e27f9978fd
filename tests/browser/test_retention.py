"""The cohort grid in a browser: it scrolls within its card, by keyboard too."""

import pytest

from tests.browser.test_pages import PHONE

pytestmark = pytest.mark.needs_chromium

ADDRESS = "/retention/?month=2024-12"


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
def test_cohorts_stay_named_while_the_grid_is_scrolled(visit):
    page = visit.open(ADDRESS)
    first = page.locator(".cohort-grid tbody th").first
    before = first.bounding_box()["x"]
    page.locator(".grid-frame").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.grid-frame').scrollLeft > 60")
    assert first.bounding_box()["x"] == pytest.approx(before, abs=3)


def test_figures_and_rows_are_chosen_in_the_address(visit):
    page = visit.open(ADDRESS)
    page.get_by_role("link", name="Clients", exact=True).last.click()
    page.get_by_role("link", name="Quarters").click()
    assert page.url.endswith("?month=2024-12&show=clients&by=quarter#cohorts")
    assert page.locator(".cohort-grid tbody th").first.inner_text().startswith("Q1 2024")


def test_a_cell_opens_into_its_clients(visit):
    page = visit.open(ADDRESS)
    page.get_by_title("Jan 24, 3 months on").click()
    assert page.locator("h1").inner_text() == "Cohorts, 3 months on"
    page.get_by_role("link", name="1,310.00").first.click()
    assert "add up to $1,310.00" in page.locator(".page-note").first.inner_text()
