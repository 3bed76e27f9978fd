"""The sliders of the recurring share: the server answers, the page stays where it is."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from metrics.months import add_months, month_of
from tests.builders import invoice, make_client, sign

pytestmark = pytest.mark.needs_chromium

NEXT_YEAR = add_months(month_of(timezone.localdate()), 13)


@pytest.fixture
def page(visit):
    """In March 2024 450 of managed services and 550 of break-fix, of 61 clients."""
    elm = make_client("Elm")
    sign(elm, on="2024-03-01", price="450")
    invoice(elm, "2024-03-05", "break_fix", 490_00)
    for number in range(60):
        invoice(make_client(f"Small {number:02}"), "2024-03-06", "break_fix", 1_00)
    for name in ("Ash & Co", "Birch Dental", "Cedar"):
        client = type(elm).objects.get(name=name)
        client.segment = "Other"
        client.save()
    type(elm).objects.exclude(segment="Other").update(segment="Ours")
    return visit.open("/share/?month=2024-03&segment=Ours")


def slide(page, field, key, times=1):
    page.locator(f"[data-slides=id_{field}]").focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_a_slider_moves_its_field_the_answer_and_the_address(page):
    sixty = page.locator(".gap-card").first
    expect(sixty).to_contain_text("of break-fix a month converted, into $150 of MRR")
    slide(page, "ratio", "ArrowLeft", times=10)
    expect(page.locator("#id_ratio")).to_have_value("50")
    expect(sixty).to_contain_text("of break-fix a month converted, into $94 of MRR")
    expect(page).to_have_url(re.compile(r"\?month=2024-03&segment=Ours&ratio=50&by=[0-9-]{7}$"))
    assert page.evaluate("document.activeElement.dataset.slides") == "id_ratio"
    page.reload()
    expect(page.locator(".gap-card").first).to_contain_text("into $94 of MRR")


def test_the_date_slides_by_months(page):
    slide(page, "by", "ArrowRight")
    expect(page.locator("#id_by")).to_have_value(f"{NEXT_YEAR:%Y-%m}")
    expect(page.locator(".gap-card").first).to_contain_text("in each of the 13 months")


def test_what_is_typed_moves_the_slider(page):
    page.fill("#id_target", "50")
    expect(page.locator(".gap-card")).to_have_count(3)
    expect(page.locator(".gap-card").first).to_contain_text("50% your own target $100")
    assert page.locator("[data-slides=id_target]").input_value() == "50"


def test_clients_are_sorted_paged_and_found_where_one_is(page):
    first = page.locator("#gap-answer tbody tr").first
    page.get_by_role("link", name="Client", exact=True).click()
    expect(page).to_have_url(re.compile("sort=client"))
    page.get_by_role("link", name="Next").click()
    expect(first).to_contain_text("Small 49")
    assert page.evaluate("scrollY") > 0
    page.get_by_role("searchbox", name="Search clients").fill("elm")
    page.keyboard.press("Enter")
    expect(page.locator("#gap-answer tbody tr")).to_have_count(1)
    slide(page, "ratio", "ArrowLeft")
    expect(page).to_have_url(re.compile("q=elm"))
    expect(first).to_contain_text("Elm")


def test_a_scenario_is_kept_and_opened(page):
    page.fill("#id_target", "65")
    slide(page, "ratio", "ArrowLeft", times=2)
    page.get_by_role("button", name="Keep as a scenario").click()
    page.fill("[name=name]", "By summer")
    page.keyboard.press("Enter")
    kept = page.locator(".scenario")
    expect(kept).to_contain_text("65% by")
    expect(kept).to_contain_text("converted at 90%")
    expect(kept).to_have_attribute("aria-current", "true")
    slide(page, "ratio", "ArrowRight")
    expect(kept).not_to_have_attribute("aria-current", "true")
    kept.get_by_role("link", name="By summer", exact=True).click()
    expect(page.locator("#id_ratio")).to_have_value("90")


def test_without_scripts_a_button_works_it_out(browser, visit, page):
    context = browser.new_context(
        java_script_enabled=False, storage_state=visit.page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(page.url)
    plain.fill("#id_ratio", "50")
    plain.get_by_role("button", name="Work out").click()
    expect(plain.locator(".gap-card").first).to_contain_text("into $94 of MRR")
    context.close()
