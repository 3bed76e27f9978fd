"""What the form of a new agreement does by itself."""

import pytest

from tests.builders import make_service

pytestmark = pytest.mark.needs_chromium


@pytest.fixture
def form(visit):
    make_service("Help desk")
    return visit.open("/agreements/new/")


def test_the_term_follows_the_first_day_until_it_is_written(form):
    start, end = form.locator("#id_starts_on"), form.locator("#id_term_ends_on")
    start.fill("2028-02-29")
    assert end.input_value() == "2029-02-28"
    start.fill("2026-03-01")
    assert end.input_value() == "2027-02-28"
    end.fill("2029-02-28")
    start.fill("2026-04-01")
    assert end.input_value() == "2029-02-28"
