"""The cohort grid as it is shown: labels, tints, what is chosen."""

from fractions import Fraction

import pytest
from django.test import RequestFactory

from metrics.cohorts import Change, cohort_grid
from metrics.grids import GROUPINGS, cohort_sheet, groupings, tint
from metrics.months import Period, parse_month
from metrics.scopes import Scope
from tests.pages import OWNER, person

pytestmark = pytest.mark.django_db
JAN, FEB, MAR = (parse_month(f"2024-0{number}") for number in (1, 2, 3))
# Two clients begin in January with 100.00, one in February with 50.00; one leaves in March.
CHANGES = [
    Change(JAN, JAN, 100_00, 2),
    Change(FEB, FEB, 50_00, 1),
    Change(JAN, MAR, -40_00, -1),
]


def shown(step, show):
    request = RequestFactory().get("/retention/?month=2024-03&segment=Dental")
    request.user = person(OWNER)
    grid = cohort_grid(CHANGES, Period(JAN, parse_month("2024-04")), step)
    return cohort_sheet(grid, Scope.of(request), show=show, by="month")


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, 1), ("0.4999", 1), ("0.5", 2), ("0.999", 5), (1, 6), ("1.1", 7), ("1.25", 8), (9, 8)],
)
def test_the_more_is_left_the_stronger_the_tint(share, expected):
    assert tint(Fraction(share)) == expected


@pytest.mark.parametrize(
    ("show", "texts", "key"),
    [
        ("share", ["100.0%", "100.0%", "60.0%"], "6000/10000"),
        ("mrr", ["100", "100", "60"], "6000"),
        ("clients", ["2", "2", "1"], "n:1"),
    ],
)
def test_what_a_row_shows(show, texts, key):
    january = shown(1, show).rows[0]
    assert (january.label, january.note) == ("Jan 24", "2 clients, $100")
    assert [cell.text for cell in january.cells] == texts
    assert january.cells[-1].key == key


def test_a_cell_tells_all_of_it_and_leads_to_its_clients():
    sheet = shown(1, "share")
    total = sheet.total.cells[1]
    assert total.said == "Jan 24 to Feb 24, 1 month on: $150.00 of $150.00; 3 of 3 clients"
    assert total.url == "/retention/cohorts/?since=2024-01&month=2024-02&age=1"
    assert sheet.rows[1].cells[2] is None


def test_clients_are_tinted_by_the_clients_that_are_left():
    assert [cell.tint for cell in shown(1, "clients").rows[0].cells] == [6, 6, 2]


@pytest.mark.parametrize(("step", "label"), [(1, "Jan 24"), (3, "Q1 2024"), (12, "2024")])
def test_rows_are_named_after_their_months(step, label):
    assert shown(step, "share").rows[0].label == label


def test_months_are_offered_while_one_can_read_them():
    assert groupings(36) == GROUPINGS
    assert groupings(37) == GROUPINGS[1:]


def test_the_scale_names_every_tint():
    assert [words for _, words in shown(1, "share").tints] == [
        "< 50%", "50%–70%", "70%–80%", "80%–90%", "90%–100%", "100%–110%", "110%–125%", "≥ 125%",
    ]  # fmt: skip
