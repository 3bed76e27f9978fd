"""The line changes of some months, as rows."""

import pytest

from tests.builders import add, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def ash():
    """In March Ash: ten users become fourteen at a higher price, a filter is added."""
    ash = make_client("Ash")
    line = sign(ash, on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="14", price="30")
    security = make_service("Filter", "security")
    add(line.agreement, on="2024-03-01", name="Mail filter", service=security, price="20")
    sign(make_client("Birch"), on="2024-02-01", price="400", ends="2024-02-29")
    return ash


def test_change_list(owner, ash):
    assert rows(owner.get("/changes/?month=2024-03")) == [
        ["Line", "Client", "Month", "Cause", "Terms before", "Terms after", "Change"],
        ["Help desk Agreement 1", "Ash", "Mar 24", "Quantity +100.00Price +70.00", "10 × 25.00",
         "14 × 30.00", "+170.00"],
        ["Mail filter Agreement 1", "Ash", "Mar 24", "Service added", "not in service",
         "1 × 20.00", "+20.00"],
        ["Help desk Agreement 1", "Birch", "Mar 24", "Service dropped", "1 × 400.00",
         "not in service", "−400.00"],
        ["Sum", "", "", "", "", "", "−210.00"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "These 3 line changes add up to −$210.00, the net new MRR of March 2024."),
        ("cause=quantity", "adds up to +$100.00, the change of MRR by quantity of March 2024."),
        ("cause=price", "This line change adds up to +$70.00, the change of MRR by price"),
        ("cause=discount", "No line changes, so the change of MRR by discount of March 2024"),
        ("cause=added", "adds up to +$20.00, the MRR of services added of March 2024."),
        ("cause=dropped", "adds up to −$400.00, the MRR of services dropped of March 2024."),
        ("category=security", "adds up to +$20.00, the net new MRR in security of March 2024."),
        (
            "client={ash}",
            "These 2 line changes add up to +$190.00, the net new MRR of Ash in March",
        ),
        ("q=birch", "adds up to −$400.00, part of the net new MRR of March 2024."),
        ("service={filter}", "adds up to +$20.00, part of the net new MRR of March 2024."),
        ("months=12", "add up to +$440.00, the net new MRR of the months from Apr 23 to Mar 24."),
    ],
)
def test_sentence_says_what_the_rows_add_up_to(owner, ash, query, sentence):
    query = query.format(ash=ash.pk, filter=make_service("Filter").pk)
    assert sentence in words(owner.get(f"/changes/?month=2024-03&{query}"))


def test_of_a_cause_its_part_of_the_change_is_shown(owner, ash):
    row = rows(owner.get("/changes/?month=2024-03&cause=price"))[1]
    assert row[-1] == "+70.00"


def test_terms_before_are_those_of_each_months_own(owner, ash):
    line = ash.agreements.get().lines.get(name="Help desk")
    revise(line, "2024-04-01", quantity="15", price="30")
    page = rows(owner.get(f"/changes/?month=2024-04&since=2024-01&client={ash.pk}&cause=quantity"))
    assert [row[4:6] for row in page[1:3]] == [
        ["14 × 30.00", "15 × 30.00"],
        ["10 × 25.00", "14 × 30.00"],
    ]


def test_line_that_begins_for_nothing_is_a_change_and_another_cost_is_none(owner):
    line = sign(on="2024-01-01", price="100", cost="10")
    revise(line, "2024-03-01", price="100")
    line.revisions.filter(effective_on="2024-03-01").update(unit_cost=20, cost_change_cents=1000)
    add(line.agreement, on="2024-03-01", name="Free", price="50", discount="1")
    page = rows(owner.get("/changes/?month=2024-03"))
    assert [row[0] for row in page[1:-1]] == ["Free Agreement 1"]


def test_line_opens_at_the_revision_that_changed_it(owner, ash):
    line = ash.agreements.get().lines.get(name="Help desk")
    revision = line.revisions.get(quantity=14)
    address = f"/agreements/{line.agreement_id}/?month=2024-03#revision-{revision.pk}"
    page = owner.get("/changes/?month=2024-03").content.decode()
    assert f'<a href="{address}">Help desk</a>' in page


def test_file_has_each_cause_in_a_column(owner, ash):
    head, first, *_ = csv_rows(owner.get("/changes/?month=2024-03&format=csv"))
    assert dict(zip(head, first, strict=True)) == {
        "Month": "2024-03",
        "Client": "Ash",
        "Agreement": "Agreement 1",
        "Line": "Help desk",
        "Service": "Help desk",
        "Category": "managed",
        "Quantity": "100.00",
        "Price": "70.00",
        "Discount": "0.00",
        "Service added": "0.00",
        "Service dropped": "0.00",
        "Change": "170.00",
    }


@pytest.mark.parametrize(
    ("sort", "first"), [("-client", "−400.00"), ("-line", "+20.00"), ("shown_cents", "−400.00")]
)
def test_sorting(owner, ash, sort, first):
    assert rows(owner.get(f"/changes/?month=2024-03&sort={sort}"))[1][-1] == first


def test_account_manager_finds_only_the_own(ash):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-03-01", price="7")
    found = rows(browse(manager).get("/changes/?month=2024-03"))
    assert [row[1] for row in found] == ["Client", "Ours", ""]


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        sign(make_client(f"Client {number}"), on="2024-03-01")
    with django_assert_num_queries(13):
        owner.get("/changes/?month=2024-03")
