"""Definition cards in a real browser: opened, read and left by keyboard, near or as a sheet."""

import pytest

from tests.browser.test_pages import PHONE, violations

pytestmark = pytest.mark.needs_chromium

HOW = "How MRR is worked out"


@pytest.fixture
def page(visit):
    return visit.open("/?month=2024-05")


def open_card(page):
    page.get_by_role("button", name=HOW, exact=True).first.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="MRR", exact=True)
    card.wait_for()
    return card


def test_card_is_opened_and_left_by_keyboard(page, visit):
    card = open_card(page)
    assert "The monthly amounts in force on the month's last day, added up." in card.inner_text()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.ariaLabel") == HOW
    assert visit.messages == []


def test_what_follows_the_button_is_its_card(page):
    open_card(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Close"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/definitions/#mrr")


def test_card_stands_beside_its_button(page):
    card = open_card(page).bounding_box()
    button = page.get_by_role("button", name=HOW, exact=True).first.bounding_box()
    assert 0 <= card["x"] - (button["x"] + button["width"]) <= 16
    assert abs(card["y"] - button["y"]) <= 16


def test_every_card_stays_within_the_window(page):
    for button in page.locator(".definition-button").all():
        button.click()
        box = page.locator(":popover-open").bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= 1440
        assert box["y"] + box["height"] <= 1150
        page.keyboard.press("Escape")


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
def test_card_is_a_sheet_on_the_phone(page):
    box = open_card(page).bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] + box["height"] == pytest.approx(844)


@pytest.mark.parametrize("visit", [{}, {"color_scheme": "dark"}], indirect=True)
def test_an_open_card_is_accessible(page):
    open_card(page)
    page.wait_for_timeout(200)  # until it is faded in
    assert violations(page) == []


def test_one_opens_and_the_other_closes(page):
    open_card(page)
    page.get_by_role("button", name="How net new MRR is worked out").click()
    assert page.locator(":popover-open").count() == 1


def test_the_figure_leads_on_and_the_button_does_not(page):
    open_card(page)
    assert page.url.endswith("/?month=2024-05")
    page.keyboard.press("Escape")
    page.locator(".tile-figure").first.click()
    page.wait_for_url("**/clients/?month=2024-05&mrr=with")


def test_cards_are_no_part_of_a_print(page):
    open_card(page)
    page.emulate_media(media="print")
    assert not page.locator(".definition-button").first.is_visible()
    assert page.locator(".definition-card").filter(visible=True).count() == 0


def test_words_that_open_cards_are_printed(visit):
    page = visit.open("/months/2024-03/")
    page.emulate_media(media="print")
    assert page.get_by_role("button", name="How expansion is worked out").first.is_visible()
