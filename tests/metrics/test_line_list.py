"""The lines in force: what MRR is made of."""

import pytest

from contracts.models import LineRevision
from metrics.models import MonthTotal
from tests.builders import add, commit, invoice, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def ash():
    """Ash: help desk for ten users since January, a filter from March on; Birch: 400 flat."""
    ash = make_client("Ash", segment="Dental")
    line = sign(ash, on="2024-01-01", quantity="10", price="25", pricing="per_user", cost="10")
    security = make_service("Filter", "security")
    add(line.agreement, on="2024-03-05", name="Mail filter", service=security, price="40", cost="4")
    sign(make_client("Birch", segment="Legal"), on="2024-02-01", price="400", name="Care")
    return ash


def names(page):
    return [row[0] for row in rows(page)[1:-1]]


def test_line_list(owner, ash):
    assert rows(owner.get("/lines/?month=2024-03")) == [
        ["Line", "Client", "Service", "Category", "Terms", "Since", "MRR", "Cost", "Margin"],
        ["Care Agreement 1", "Birch", "Help desk", "Managed service", "1 × 400.00", "Feb 1, 2024",
         "400.00", "–", "400.00"],
        ["Help desk Agreement 1", "Ash", "Help desk", "Managed service", "10 × 25.00",
         "Jan 1, 2024", "250.00", "100.00", "150.00"],
        ["Mail filter Agreement 1", "Ash", "Filter", "Security", "1 × 40.00", "Mar 5, 2024",
         "40.00", "4.00", "36.00"],
        ["Sum", "", "", "", "", "", "690.00", "104.00", "586.00"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "These 3 lines add up to $690.00, the MRR of March 2024."),
        ("category=security", "This line adds up to $40.00, the MRR in security of March 2024."),
        ("segment=Dental", "These 2 lines add up to $290.00, the MRR of these clients in March"),
        ("client={ash}", "These 2 lines add up to $290.00, the MRR of Ash in March 2024."),
        ("q=filter", "This line adds up to $40.00, part of the MRR of March 2024."),
        ("q=nobody", "No lines, so part of the MRR of March 2024 is $0.00."),
        ("month=2024-01", "This line adds up to $250.00, the MRR of January 2024."),
        ("day1=1", "These 2 lines add up to $650.00, the day-1 income of March 2024."),
        ("users=1", "This line adds up to $250.00, part of the MRR of March 2024."),
    ],
)
def test_sentence_says_what_the_rows_add_up_to(owner, ash, query, sentence):
    query = f"month=2024-03&{query}" if "month" not in query else query
    assert sentence in words(owner.get(f"/lines/?{query.format(ash=ash.pk)}"))


def test_total_that_the_ledger_has_otherwise_is_said_loudly(owner, ash):
    MonthTotal.objects.filter(family="movement", month="2024-03-01").update(amount_cents=1)
    page = owner.get("/lines/?month=2024-03")
    assert (
        "These 3 lines add up to $690.00, but the MRR of March 2024 is $650.01 in the ledger:"
        " +$39.99 too much here."
    ) in words(page)
    assert '<p class="notice" role="alert">' in page.content.decode()


def test_total_and_count_are_marked_for_the_figures_that_lead_here(owner, ash):
    page = owner.get("/lines/?month=2024-03").content.decode()
    for key in ("69000", "n:3", "58600/69000"):
        assert f'data-sum="{key}"' in page


def test_of_commitment_service_and_agreement(owner, ash):
    commit(ash.agreements.get(), "fixed_term", "2025-12-31", notice_days=30)
    service = make_service("Filter").pk
    agreement = ash.agreements.get().pk
    for query, found in (
        ("commitment=fixed_term", ["Help desk Agreement 1", "Mail filter Agreement 1"]),
        (f"service={service}", ["Mail filter Agreement 1"]),
        (f"agreement={agreement}", ["Help desk Agreement 1", "Mail filter Agreement 1"]),
        ("notice=2025-12", ["Help desk Agreement 1", "Mail filter Agreement 1"]),
        ("notice=2025-11", []),
    ):
        page = owner.get(f"/lines/?month=2024-03&{query}")
        assert names(page) == found, query


def test_lines_that_count_users_say_how_many_and_what_a_seat_costs(owner, ash):
    page = words(owner.get("/lines/?month=2024-03&users=1"))
    assert "Users under agreement 10 · Seat price $69.00" in page


def test_line_opens_at_the_terms_in_force(owner, ash):
    line = ash.agreements.get().lines.get(name="Help desk")
    revise(line, "2024-02-01", quantity="12", price="25")
    revision = LineRevision.objects.get(line=line, quantity=12)
    address = f"/agreements/{line.agreement_id}/?month=2024-03#revision-{revision.pk}"
    assert (
        f'<a href="{address}">Help desk</a>' in owner.get("/lines/?month=2024-03").content.decode()
    )
    assert f'id="revision-{revision.pk}"' in owner.get(address).content.decode()


def test_what_ended_is_not_in_force(owner):
    sign(on="2024-01-01", ends="2024-03-30")
    sign(make_client("Ash"), on="2024-01-01", ends="2024-03-31")
    assert [row[1] for row in rows(owner.get("/lines/?month=2024-03"))[1:-1]] == ["Ash"]


@pytest.mark.parametrize(
    ("sort", "first"), [("client", "Ash"), ("-client", "Birch"), ("mrr_cents", "Ash")]
)
def test_sorting(owner, ash, sort, first):
    assert rows(owner.get(f"/lines/?month=2024-03&sort={sort}"))[1][1] == first


def test_file_has_the_terms_in_columns(owner, ash):
    head, *lines = csv_rows(owner.get("/lines/?month=2024-03&format=csv"))
    assert dict(zip(head, lines[1], strict=True)) == {
        "Client": "Ash",
        "Agreement": "Agreement 1",
        "Commitment": "month_to_month",
        "Line": "Help desk",
        "Service": "Help desk",
        "Category": "managed",
        "Since": "2024-01-01",
        "Quantity": "10.0000",
        "Unit price": "25.0000",
        "Discount": "0.0000",
        "Billing months": "1",
        "MRR": "250.00",
        "Cost": "100.00",
        "Margin": "150.00",
    }


def test_account_manager_finds_only_the_own(ash):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-03-01", price="7")
    page = browse(manager).get("/lines/?month=2024-03")
    assert "This line adds up to $7.00, the MRR of your clients in March 2024." in words(page)
    agreement = ash.agreements.get().pk
    assert browse(manager).get(f"/lines/?agreement={agreement}").status_code == 404


@pytest.mark.parametrize("query", ["month=x", "service=x&commitment=y&notice=z&users=2", "page=9"])
def test_what_an_address_says_wrongly_narrows_nothing(owner, ash, query):
    assert len(rows(owner.get(f"/lines/?{query}"))) == 5


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        client = make_client(f"Client {number}")
        sign(client, on="2024-01-01")
        invoice(client, "2024-02-10", "project", 500)
    with django_assert_num_queries(11):
        owner.get("/lines/?month=2024-03")
