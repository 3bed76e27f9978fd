"""Invoices and the worklist by keyboard alone."""

import pytest

from contracts.models import InvoiceLine

pytestmark = pytest.mark.needs_chromium


def type_in(page, *keys):
    """Texts are typed, names of keys in angle brackets are pressed."""
    for key in keys:
        if key.startswith("<"):
            page.keyboard.press(key.strip("<>"))
        else:
            page.keyboard.type(key)


def test_an_invoice_of_two_lines_without_the_mouse(visit):
    page = visit.open("/invoices/new/")
    type_in(page, "Ash & Co", "<Tab>", "K-1")
    page.focus('[name="lines-0-kind"]')
    type_in(page, "h", "<Tab>", "Switch", "<Tab>", "1,200.50", "<Tab>", "<Tab>", "<Enter>")
    assert page.evaluate("document.activeElement.name") == "lines-1-kind"
    type_in(page, "<Tab>", "Cable", "<Tab>", "0.10")
    assert page.input_value('[name="lines-1-kind"]') == "hardware"
    assert page.locator("[data-sum]").inner_text() == "1,200.60"
    with page.expect_navigation():
        type_in(page, "<Enter>")
    lines = InvoiceLine.objects.filter(number="K-1").order_by("position")
    assert list(lines.values_list("kind", "amount_cents", "description")) == [
        ("hardware", 120_050, "Switch"),
        ("hardware", 10, "Cable"),
    ]
    assert visit.messages == []


def test_projects_are_suggested_once_the_client_is_named(visit):
    page = visit.open("/invoices/new/")
    type_in(page, "Ash & Co", "<Tab>")
    page.wait_for_selector('#project-names option[value="Office move"]', state="attached")


def test_a_digit_classifies_the_line(visit):
    page = visit.open("/invoices/unclassified/")
    type_in(page, "<ArrowDown>", "3")
    page.get_by_text("1 line of $1,600.00 is hardware now.").wait_for()
    assert not InvoiceLine.objects.filter(kind="unclassified").exists()
    assert visit.messages == []
