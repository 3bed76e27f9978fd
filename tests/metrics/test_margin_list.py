"""The list of margins, by client and by service."""

import pytest

from tests.builders import add, make_client, make_service, sign
from tests.pages import OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

PAGE = "/quality/margins/?month=2026-10"
ASH = ["Ash & Co", "6,000.00", "4,500.00", "1,500.00", "25.0%"]
BAY = ["Bay", "3,000.00", "1,500.00", "1,500.00", "50.0%"]
COBALT = ["Cobalt", "1,000.00", "–", "1,000.00", "100.0%"]
SUM = ["10,000.00", "6,000.00", "4,000.00", "40.0%"]


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture(autouse=True)
def story():
    sign(make_client("Bay"), price="3000", cost="1500")
    ash = sign(make_client("Ash & Co"), price="5000", cost="4000").agreement
    sign(make_client("Cobalt"), price="1000")
    tools = make_service("Tools", "resale")
    add(ash, name="Tools", price="1000", cost="500", service=tools)


def test_by_client_the_thinnest_first(owner):
    page = owner.get(PAGE)
    assert rows(page) == [
        ["Client", "MRR", "Monthly cost", "Margin", "Margin %"],
        ASH, BAY, COBALT,
        ["Sum of 3", *SUM],
    ]  # fmt: skip
    assert "1 line has no unit cost" in words(page)


def test_by_service(owner):
    assert rows(owner.get(f"{PAGE}&by=service")) == [
        ["Service", "MRR", "Monthly cost", "Margin", "Margin %"],
        ["Help desk", "9,000.00", "5,500.00", "3,500.00", "38.9%"],
        ["Tools", "1,000.00", "500.00", "500.00", "50.0%"],
        ["Sum of 2", *SUM],
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", [ASH, BAY, COBALT]),
        ("-margin", [COBALT, BAY, ASH]),
        ("mrr_cents", [COBALT, BAY, ASH]),
        ("-cost_cents", [ASH, BAY, COBALT]),
    ],
)
def test_sorting(owner, sort, order):
    assert rows(owner.get(f"{PAGE}&sort={sort}"))[1:-1] == order


def test_searching(owner):
    assert rows(owner.get(f"{PAGE}&q=bay"))[1:] == [
        BAY, ["Sum of 1", "3,000.00", "1,500.00", "1,500.00", "50.0%"],
    ]  # fmt: skip
    assert [row[0] for row in rows(owner.get(f"{PAGE}&q=too&by=service"))[1:-1]] == ["Tools"]


def test_download(owner):
    assert csv_rows(owner.get(f"{PAGE}&format=csv"))[:2] == [
        ["Client", "MRR", "Monthly cost", "Margin", "Margin %"],
        ["Ash & Co", "6000.00", "4500.00", "1500.00", "0.2500"],
    ]


def test_month_without_mrr(owner):
    assert "Nothing found" in words(owner.get("/quality/margins/?month=2025-10"))
