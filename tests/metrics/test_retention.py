"""The retention page: tiles, charts, cohorts, losses and reasons of one story, by hand."""

import re
from html import unescape

import pytest

from contracts import operations
from tests.builders import day, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, rows, words

pytestmark = pytest.mark.django_db

ADDRESS = "/retention/?month=2024-06"
FIGURE = re.compile(r'<a [^>]*href="([^"]+)"[^>]* data-figure="([^"]+)"')


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def story():
    """June 2023: Ash 100, Birch 200, Cedar 300, Elm 50, together 650. A year later Ash has 150,
    Birch 120, Elm 80 after half a year without; Cedar has left, Dogwood and Fig came.
    """
    ash = make_client("Ash")
    revise(sign(ash, on="2023-01-01", price="100"), "2023-10-01", price="150")
    revise(sign(make_client("Birch"), on="2023-02-01", price="200"), "2024-02-01", price="120")
    cedar = sign(make_client("Cedar"), on="2023-02-01", price="300")
    operations.cancel_agreement(
        agreement=cedar.agreement, ends_on=day("2023-12-10"), reason="price", note="Too dear"
    )
    elm = make_client("Elm")
    sign(elm, on="2023-06-01", price="50", ends="2023-09-15")
    sign(elm, on="2024-03-01", price="80")
    sign(make_client("Dogwood"), on="2024-01-01", price="400")
    sign(make_client("Fig"), on="2024-02-01", price="30")
    return ash


def figures(response):
    """(address, exact figure) of every link of a figure."""
    found = FIGURE.findall(response.content.decode())
    return {(unescape(address), figure.removeprefix("-")) for address, figure in found}


def sums(response):
    found = re.findall(r'data-sum="([^"]+)"', response.content.decode())
    return {figure.removeprefix("-") for figure in found}


def unequal(browser, response):
    """The figures that their rows do not add up to."""
    pages = {address: sums(browser.get(address)) for address, _ in figures(response)}
    return {(at, figure) for at, figure in figures(response) if figure not in pages[at]}


def test_tiles(owner, story):
    """NRR (150 + 120 + 80) ÷ 650, GRR (100 + 120 + 50) ÷ 650, lost 1 of 4 and 80 + 300 + 50."""
    said = words(owner.get(ADDRESS))
    for tile in (
        "NRR 53.8% 100.0% in the month",
        "GRR 41.5% 100.0% in the month",
        "Client churn 25.0% 0.0% in the month",
        "Revenue churn 66.2% 0.0% in the month",
    ):
        assert tile in said


def test_change_against_a_year_before(owner):
    """A year to June 2023: 100 → 90; to June 2024: 90 → 99."""
    line = sign(make_client("Ash"), on="2022-05-01", price="100")
    revise(line, "2023-01-01", price="90")
    revise(line, "2024-06-01", price="99")
    said = words(owner.get(ADDRESS))
    assert "NRR 110.0% +20.0 points against Jun 23; 110.0% in the month" in said
    assert "GRR 100.0% +10.0 points against Jun 23; 100.0% in the month" in said
    assert "Revenue churn 0.0% −10.0 points against Jun 23; 0.0% in the month" in said


def test_figures_below_the_charts(owner, story):
    shown = {row[0]: row for row in rows(owner.get(ADDRESS))}
    assert shown["NRR, 12 months"][-1] == "53.8%"
    assert shown["GRR, 12 months"][-1] == "41.5%"
    assert shown["Client churn"][3:8] == ["25.0%", "0.0%", "0.0%", "33.3%", "0.0%"]
    assert shown["MRR lost"][3:9] == ["−50", "–", "–", "−300", "–", "−80"]


def test_cohorts(owner, story):
    """Ash, Birch and Cedar began in the first quarter of 2023 with 600.

    9 months on that is Ash's 150 of October and the 500 of the others in November; 12 months on
    Cedar is gone and Birch at 120.
    """
    shown = rows(owner.get(f"{ADDRESS}&months=24&show=mrr"))
    grid = [row for row in shown if row[0].startswith(("Q1 2023", "Q2 2023", "All"))]
    assert [row[:7] for row in grid[:2]] == [
        ["Q1 20233 clients, $600", "600", "600", "600", "650", "270", "270"],
        ["Q2 20231 client, $50", "50", "0", "0", "80", "80", ""],
    ]


def test_every_figure_is_the_sum_of_its_rows(owner, story):
    shown = owner.get(ADDRESS)
    assert len(figures(shown)) > 40
    assert unequal(owner, shown) == set()


@pytest.mark.parametrize("query", ["show=mrr", "show=clients", "show=share&by=quarter", "by=year"])
def test_every_cell_of_the_grid_is_the_sum_of_its_rows(owner, story, query):
    shown = owner.get(f"{ADDRESS}&since=2023-01&{query}")
    cells = {(at, figure) for at, figure in figures(shown) if at.startswith("/retention/cohorts/")}
    assert len(cells) > 3
    assert unequal(owner, shown) & cells == set()


def test_losses_and_reasons(owner, story):
    said = words(owner.get(ADDRESS))
    assert "No reason given1 50" in said.replace("  ", " ") or "No reason given 1 50" in said
    assert "“Too dear”" in said or "Too dear" in said
    table = {row[0]: row for row in rows(owner.get(ADDRESS))}
    assert table["Cedar"][2:6] == ["Dec 23", "Churn", "Price", "Feb 23"]
    assert table["Elm"][6] == "Mar 24"


def test_only_the_largest_losses_are_shown(owner):
    for number in range(12):
        line = sign(make_client(f"Client {number:02}"), on="2023-01-01", price="100")
        revise(line, "2024-02-01", price=str(90 - number))
    shown = [row for row in rows(owner.get(ADDRESS)) if "Contraction" in row]
    assert len(shown) == 10
    assert (shown[0][0], shown[0][8]) == ("Client 11", "−21.00")
    assert rows(owner.get(ADDRESS))[-1][8] == "−186.00"


def test_of_a_service_category(owner, story):
    line = sign(
        make_client("Fir"), on="2023-03-01", price="10", service=make_service("G", "security")
    )
    revise(line, "2024-05-01", price="4")
    said = words(owner.get(f"{ADDRESS}&category=security"))
    assert "NRR 40.0%" in said
    assert "Cedar" not in said.split("Why did agreements end?")[0]


def test_a_month_in_progress_is_told_of_the_last_complete_one(owner, story):
    assert "In progress" not in words(owner.get("/retention/"))


def test_nothing_left_and_nothing_a_year_old(owner):
    sign(make_client("Ash"), on="2024-05-01")
    shown = owner.get(ADDRESS)
    assert unequal(owner, shown) == set()
    said = words(shown)
    for sentence in (
        "No client had MRR 12 months before",
        "No MRR that is a year old in these 12 months.",
        "No client left or shrank in these 12 months.",
        "No agreement ended in these 12 months.",
    ):
        assert sentence in said


def test_no_clients_at_all(owner):
    assert "No agreements yet" in words(owner.get("/retention/"))


def test_nobody_began(owner, story):
    said = words(owner.get("/retention/?since=2024-05&month=2024-06"))
    assert "No client had its first MRR in these months." in said


def test_account_manager_sees_the_own_clients(story):
    manager = person(ACCOUNT_MANAGER)
    story.account_manager = manager
    story.save()
    said = words(browse(manager).get(ADDRESS))
    assert "NRR 150.0%" in said
    assert "Birch" not in said


@pytest.mark.parametrize("clients", [1, 6])
def test_queries_do_not_grow(owner, clients, django_assert_num_queries):
    for number in range(clients):
        sign(make_client(f"Client {number}"), on="2023-01-01", ends="2024-02-10")
    with django_assert_num_queries(12):
        owner.get(ADDRESS)
