"""The months a page shows, as its address says."""

from datetime import date

import pytest

from metrics.windows import ONE_MONTH, ROW_WIDTHS, State, Window, state_of

TODAY = date(2026, 11, 22)


def window(**query):
    return Window.from_query(query, TODAY)


def test_without_a_word_twelve_months_up_to_the_current_one():
    shown = window()
    assert (shown.first, shown.month, shown.width) == (date(2025, 12, 1), date(2026, 11, 1), 12)
    assert shown.complaint == ""


def test_as_the_address_says():
    shown = window(month="2024-02", months="36")
    assert (shown.first, shown.month) == (date(2021, 3, 1), date(2024, 2, 1))
    assert (shown.previous, shown.next) == (date(2024, 1, 1), date(2024, 3, 1))


def test_each_thing_said_wrongly_is_complained_of():
    shown = window(month="x", months="y")
    assert shown.month == date(2026, 11, 1)
    assert shown.complaint == (
        "“x” is not a month; write it like 2026-10. "
        "“y” is not a width; choose 12, 24 or 36 months, or all."
    )


def test_all_months_from_the_earliest_on():
    shown = Window.from_query({"months": "all"}, TODAY, lambda: date(2020, 3, 1))
    assert (shown.first, shown.month, shown.choice) == (date(2020, 3, 1), date(2026, 11, 1), "all")
    assert window(months="all").width == 1


def test_a_range():
    shown = window(since="2024-03", month="2025-01")
    assert (shown.first, shown.month, shown.width) == (date(2024, 3, 1), date(2025, 1, 1), 11)
    assert shown.choice == ""


def test_a_range_that_ends_before_it_begins():
    shown = window(since="2025-03", month="2025-01")
    assert shown.complaint == "A range begins before it ends."
    assert (shown.month, shown.width) == (date(2025, 1, 1), 12)


def test_a_range_is_no_wider_than_a_chart_can_show():
    assert window(since="1970-01", month="2026-10").width == 240


def test_no_month_before_the_first_and_after_the_last():
    assert window(month="1970-01").previous is None
    assert window(month="2199-12").next is None


@pytest.mark.parametrize(
    ("month", "state"),
    [("2026-10", State.PAST), ("2026-11", State.CURRENT), ("2026-12", State.SCHEDULED)],
)
def test_state(month, state):
    assert state_of(date.fromisoformat(f"{month}-01"), date(2026, 11, 1)) is state


def test_rows_are_those_of_one_month_unless_more_are_asked_for():
    shown = Window.from_query({"month": "2024-02"}, TODAY, widths=ROW_WIDTHS)
    assert (shown.first, shown.month, shown.is_usual) == (date(2024, 2, 1), date(2024, 2, 1), True)
    wider = Window.from_query({"month": "2024-02", "months": "12"}, TODAY, widths=ROW_WIDTHS)
    assert (wider.first, wider.is_usual) == (date(2023, 3, 1), False)


def test_what_tells_of_one_month_takes_no_heed_of_more():
    query = {"month": "2024-02", "months": "36", "since": "2020-01"}
    shown = Window.from_query(query, TODAY, widths=ONE_MONTH)
    assert (shown.first, shown.month, shown.complaint) == (date(2024, 2, 1), date(2024, 2, 1), "")
    assert not shown.is_choosable
