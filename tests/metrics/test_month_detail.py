"""A month's page: the bridge from opening to closing, down to each line's terms."""

import pytest

from contracts import operations
from tests.builders import add, day, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


def test_month_detail(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="14", price="30")
    page = words(owner.get("/months/2024-03/"))
    assert "How did MRR get from $250.00 to $420.00?" in page
    assert (
        "By movement Opening 250.00 + New 0.00 + Reactivation 0.00 + Expansion 170.00"
        " − Contraction 0.00 − Churn 0.00 = Closing 420.00"
    ) in page


def test_causes_add_up_to_the_closing(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="14", price="30", discount="0.1")
    assert (
        "By cause Opening 250.00 + Quantity 100.00 + Price 63.00 − Discount 35.00"
        " + Service added 0.00 + Service dropped 0.00 = Closing 378.00"
    ) in words(owner.get("/months/2024-03/"))


def test_three_terms_of_the_seed(owner):
    """5 new at $10, 5 upgraded from $10 to $20, 3 cancelled, 2 downgraded from $20 to $10."""
    for number in range(5):
        sign(make_client(f"New {number}"), on="2024-03-01", price="10")
        line = sign(make_client(f"Up {number}"), on="2024-01-01", price="10")
        revise(line, "2024-03-01", price="20")
    for number in range(3):
        sign(make_client(f"Gone {number}"), on="2024-01-01", price="10", ends="2024-02-29")
    for number in range(2):
        line = sign(make_client(f"Down {number}"), on="2024-01-01", price="20")
        revise(line, "2024-03-01", price="10")
    assert (
        "New, with reactivation 50.00 + Expansion 50.00 − Churn, with contraction 50.00"
        " = Growth 50.00"
    ) in words(owner.get("/months/2024-03/"))


def test_movement_opens_down_to_terms_before_and_after(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-15", quantity="14", price="25")
    page = owner.get("/months/2024-03/")
    assert "Northgate Dental Expansion before 250.00 change +100.00 after 350.00" in words(page)
    assert rows(page)[1] == [
        "Help desk Agreement 1",
        "10 × 25.00",
        "14 × 25.00 from Mar 15, 2024",
        "Quantity",
        "+100.00",
    ]


def test_client_and_lines_open_at_the_month(owner):
    line = sign(on="2024-03-01", quantity="10", price="25")
    page = owner.get("/months/2024-03/").content.decode()
    address = f"/clients/{line.agreement.client_id}/?month=2024-03"
    assert f'<a href="{address}">Northgate Dental</a>' in page
    address = f"/agreements/{line.agreement_id}/?month=2024-03#revision-{line.revisions.get().pk}"
    assert f'<a href="{address}">Help desk</a>' in page


def test_dropped_line_has_no_terms_after(owner):
    sign(on="2024-01-01", quantity="10", price="25", ends="2024-02-29")
    assert rows(owner.get("/months/2024-03/"))[1] == [
        "Help desk Agreement 1",
        "10 × 25.00",
        "not in service",
        "Service dropped",
        "−250.00",
    ]


def test_line_taken_out_by_a_quantity_of_zero_has_no_terms_after(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    add(line.agreement, on="2024-01-01", name="Monitoring", price="40", months=3)
    revise(line, "2024-03-01", quantity="0", price="25")
    page = rows(owner.get("/months/2024-03/"))
    assert page[1][1:4] == ["10 × 25.00", "not in service", "Service dropped"]


def test_several_causes_of_one_line_stand_beside_their_amounts(owner):
    line = sign(on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="14", price="30")
    assert rows(owner.get("/months/2024-03/"))[1][3] == "Quantity +100.00Price +70.00"


def test_lines_in_and_out_within_the_month_are_listed(owner):
    sign(on="2024-03-05", ends="2024-03-20")
    page = words(owner.get("/months/2024-03/"))
    assert "No client's MRR moved." in page
    assert "In and out within the month" in page
    assert "Northgate Dental · Agreement 1 · Help desk" in page


def test_previous_and_next_month(owner):
    page = owner.get("/months/2024-01/").content.decode()
    assert 'rel="prev" href="/months/2023-12/"' in page
    assert 'rel="next" href="/months/2024-02/"' in page


@pytest.mark.parametrize("month", ["2024-13", "1969-12", "2200-01", "24-01", "0000-00"])
def test_what_is_no_month_is_not_found(owner, month):
    assert owner.get(f"/months/{month}/").status_code == 404


@pytest.mark.parametrize("month", ["1970-01", "2199-12"])
def test_first_and_last_month(owner, month):
    assert owner.get(f"/months/{month}/").status_code == 200


def test_account_manager_sees_movements_of_the_own_clients(owner):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-03-01", price="100")
    sign(make_client("Theirs"), on="2024-03-01", price="900")
    page = words(browse(manager).get("/months/2024-03/"))
    assert "How did MRR get from $0.00 to $100.00?" in page
    assert "Theirs" not in page


@pytest.mark.parametrize("clients", [1, 4])
def test_queries_do_not_grow(owner, clients, django_assert_num_queries):
    for number in range(clients):
        line = sign(make_client(f"Client {number}"), on="2024-01-01", price="10")
        revise(line, "2024-03-01", price="20")
        operations.add_line(
            agreement=line.agreement,
            name="Brief",
            service=make_service(),
            effective_on=day("2024-03-02"),
            terms=line.revisions.first().terms,
            ends_on=day("2024-03-20"),
        )
    with django_assert_num_queries(12):
        owner.get("/months/2024-03/")
