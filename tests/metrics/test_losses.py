"""Losses in the list of movements: why, since when a client, and whether it came back."""

import pytest

from contracts import operations
from tests.builders import add, day, make_client, make_service, revise, sign
from tests.pages import OWNER, browse, csv_rows, person, rows

pytestmark = pytest.mark.django_db

ADDRESS = "/movements/?since=2024-01&month=2024-06&kind=contraction,churn"


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def story():
    """Ash, a client since 2023, leaves in March and is back in May; Birch shrinks in April."""
    ash = make_client("Ash")
    line = sign(ash, on="2023-05-01", price="100")
    operations.cancel_agreement(
        agreement=line.agreement, ends_on=day("2024-03-20"), reason="price", note=""
    )
    sign(ash, on="2024-05-01", price="60")
    revise(sign(make_client("Birch"), on="2023-07-01", price="300"), "2024-04-01", price="250")
    return ash


def listed(response):
    header, *found = rows(response)
    return [dict(zip(header, row, strict=True)) for row in found]


def test_what_is_told_of_a_loss(owner, story):
    birch, ash, total = listed(owner.get(ADDRESS))
    assert ash == {
        "Client": "Ash",
        "Account manager": "–",
        "Month": "Mar 24",
        "Kind": "Churn",
        "Reason": "Price",
        "Client since": "May 23",
        "Back in": "May 24",
        "Before": "100.00",
        "Change": "−100.00",
        "After": "–",
    }
    assert (birch["Client"], birch["Reason"], birch["Back in"]) == ("Birch", "–", "–")
    assert total["Change"] == "−150.00"


def test_a_reason_is_that_of_the_month_it_ended_in(owner):
    """A line is dropped in February, the agreement ends in June: February has no reason."""
    line = sign(make_client("Ash"), on="2023-05-01", price="100")
    add(line.agreement, on="2023-05-01", name="Backup", price="20", ends="2024-02-10")
    operations.cancel_agreement(
        agreement=line.agreement, ends_on=day("2024-06-10"), reason="closed", note=""
    )
    june, february, _ = listed(owner.get(ADDRESS))
    assert (june["Reason"], february["Reason"]) == ("Business closed", "–")


def test_another_agreement_of_the_client_ended(owner):
    ash = make_client("Ash")
    sign(ash, on="2023-05-01", price="100")
    line = sign(ash, on="2023-08-01", price="40")
    operations.cancel_agreement(
        agreement=line.agreement, ends_on=day("2024-04-15"), reason="in_house", note=""
    )
    contraction, _ = listed(owner.get(ADDRESS))
    assert (contraction["Kind"], contraction["Reason"]) == ("Contraction", "Does it in-house now")


def test_within_a_category(owner):
    """Security comes in 2024 and goes again, while the rest of the agreement stays."""
    line = sign(make_client("Ash"), on="2023-05-01", price="100")
    guard = make_service("Guard", "security")
    add(line.agreement, name="Guard", on="2024-02-01", price="9", service=guard, ends="2024-04-20")
    loss, _ = listed(owner.get(f"{ADDRESS}&category=security"))
    assert (loss["Kind"], loss["Client since"], loss["Change"]) == ("Churn", "Feb 24", "−9.00")


@pytest.mark.parametrize(("order", "first"), [("reason", "Birch"), ("-since_month", "Birch")])
def test_sorting_by_circumstances(owner, story, order, first):
    assert listed(owner.get(f"{ADDRESS}&sort={order}"))[0]["Client"] == first


def test_file(owner, story):
    header, *found = csv_rows(owner.get(f"{ADDRESS}&format=csv"))
    assert header[4:7] == ["Reason", "Client since", "Back in"]
    assert [row[4:7] for row in found] == [["", "2023-07", ""], ["price", "2023-05", "2024-05"]]


def test_gains_have_no_such_columns(owner, story):
    gains = listed(owner.get("/movements/?since=2024-01&month=2024-06&kind=new,reactivation"))
    assert "Reason" not in gains[0]
