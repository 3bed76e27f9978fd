"""The movements of some months, as rows."""

import pytest

from tests.builders import add, invoice, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

HEAD = ["Client", "Month", "Kind", "Account manager", "Before", "Change", "After"]


@pytest.fixture
def owner():
    return browse(person(OWNER))


@pytest.fixture
def ash():
    """Ash grew in March, Birch came and left again, Cedar bought a project before it signed."""
    ash = make_client("Ash")
    line = sign(ash, on="2024-01-01", price="250")
    revise(line, "2024-03-01", price="350")
    sign(make_client("Birch"), on="2024-02-01", price="400", ends="2024-02-29")
    cedar = make_client("Cedar")
    invoice(cedar, "2024-01-10", "project", 1_000)
    sign(cedar, on="2024-03-01", price="50")
    return ash


def test_movement_list(owner, ash):
    assert rows(owner.get("/movements/?month=2024-03")) == [
        HEAD,
        ["Ash", "Mar 24", "Expansion", "–", "250.00", "+100.00", "350.00"],
        ["Cedar", "Mar 24", "New, converted", "–", "–", "+50.00", "50.00"],
        ["Birch", "Mar 24", "Churn", "–", "400.00", "−400.00", "–"],
        ["Sum", "", "", "", "", "−250.00", ""],
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "These 3 movements add up to −$250.00, the net new MRR of March 2024."),
        ("kind=new", "This movement adds up to +$50.00, the new MRR of March 2024."),
        ("kind=reactivation", "No movements, so the reactivation of March 2024 is $0.00."),
        (
            "kind=contraction,churn",
            "This movement adds up to −$400.00, the contraction and the churn of March 2024.",
        ),
        (
            "since=2024-01",
            "add up to +$400.00, the net new MRR of the months from Jan 24 to Mar 24.",
        ),
        ("client={ash}", "This movement adds up to +$100.00, the net new MRR of Ash in March 2024"),
        ("q=birch", "This movement adds up to −$400.00, part of the net new MRR of March 2024."),
        ("kind=nothing", "These 3 movements add up to −$250.00"),
    ],
)
def test_sentence_says_what_the_rows_add_up_to(owner, ash, query, sentence):
    address = f"/movements/?month=2024-03&{query.format(ash=ash.pk)}"
    assert sentence in words(owner.get(address))


def test_kinds_that_no_choice_offers_together(owner, ash):
    page = owner.get("/movements/?month=2024-03&kind=new,expansion")
    assert "add up to +$150.00, the new MRR and the expansion of March 2024." in words(page)
    assert 'value="new,expansion" selected>Kind: New and Expansion' in page.content.decode()


def test_ratios_of_what_moved(owner, ash):
    """400 of 650 lost, 100 grown: 61.5 % and 46.2 %; 150 gained: 0.4 for each one lost."""
    page = owner.get("/movements/?month=2024-03")
    assert "Revenue churn 61.5% · Net revenue churn 46.2% · Quick ratio 0.4" in words(page)
    for key in ("40000/65000", "30000/65000", "15000/40000", "-25000", "n:3"):
        assert f'data-sum="{key}"' in page.content.decode()


def test_movements_within_a_category(owner, ash):
    """A filter is new within security, though it lets Ash grow."""
    agreement = ash.agreements.get()
    security = make_service("Filter", "security")
    add(agreement, on="2024-03-01", name="Filter", service=security, price="30")
    page = owner.get("/movements/?month=2024-03&category=security")
    assert rows(page)[1][:3] == ["Ash", "Mar 24", "New"]
    assert "adds up to +$30.00, the net new MRR in security of March 2024." in words(page)


def test_figures_open_into_lines_and_their_changes(owner, ash):
    page = owner.get("/movements/?month=2024-03&kind=expansion").content.decode()
    for page_name, month, figure in (
        ("lines", "2024-02", "25000"),
        ("changes", "2024-03", "10000"),
        ("lines", "2024-03", "35000"),
    ):
        address = f"/{page_name}/?client={ash.pk}&amp;month={month}"
        assert f'<a href="{address}" data-figure="{figure}">' in page


@pytest.mark.parametrize(
    ("sort", "first"), [("client", "Ash"), ("amount_cents", "Birch"), ("-mrr_cents", "Ash")]
)
def test_sorting(owner, ash, sort, first):
    assert rows(owner.get(f"/movements/?month=2024-03&sort={sort}"))[1][0] == first


def test_csv(owner, ash):
    assert csv_rows(owner.get("/movements/?month=2024-03&kind=expansion&format=csv")) == [
        HEAD,
        ["Ash", "2024-03", "expansion", "", "250.00", "100.00", "350.00"],
    ]


def test_account_manager_finds_only_the_own(ash):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-03-01", price="7")
    found = rows(browse(manager).get("/movements/?month=2024-03"))
    assert [row[0] for row in found] == ["Client", "Ours", "Sum"]


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        sign(make_client(f"Client {number}"), on="2024-03-01")
    with django_assert_num_queries(10):
        owner.get("/movements/?month=2024-03")
