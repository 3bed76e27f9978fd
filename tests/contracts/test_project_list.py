"""The list of projects."""

import pytest

from contracts import operations
from contracts.operations import Charge
from tests.builders import day, make_client
from tests.pages import ACCOUNT_MANAGER, OWNER, browse, csv_rows, person, rows, words

pytestmark = pytest.mark.django_db

HEAD = ["Project", "Client", "Intended follow-on", "Completed", "Invoiced to date"]


@pytest.fixture
def owner():
    return browse(person(OWNER))


def project(client, name, *cents, **fields):
    """A project with an invoice of a line for each amount."""
    made = operations.create_project(client=client, name=name, **fields)
    if cents:
        operations.record_invoice(
            client=client,
            number=name,
            issued_on=day("2024-02-10"),
            charges=[Charge("project", amount, project=made) for amount in cents],
        )
    return made


@pytest.fixture
def projects():
    ash = make_client("Ash")
    project(ash, "Move", 80_000, 20_050, completed_on=day("2024-03-01"))
    project(ash, "Backup", intended_follow_on="Backup agreement")
    project(make_client("Birch"), "Phones", 500)


def test_project_list(owner, projects):
    assert rows(owner.get("/projects/")) == [
        HEAD,
        ["Backup", "Ash", "Backup agreement", "–", "–"],
        ["Move", "Ash", "–", "Mar 1, 2024", "1,000.50"],
        ["Phones", "Birch", "–", "–", "5.00"],
        ["Sum of 3", "", "", "", "1,005.50"],
    ]


@pytest.mark.parametrize(
    ("query", "names", "total"),
    [
        ("state=open", ["Backup", "Phones"], "5.00"),
        ("state=completed", ["Move"], "1,000.50"),
        ("state=without", ["Move", "Phones"], "1,005.50"),
        ("state=other", ["Backup", "Move", "Phones"], "1,005.50"),
        ("q=ash", ["Backup", "Move"], "1,000.50"),
        ("q=agreement", ["Backup"], "–"),
        ("sort=-invoiced_cents", ["Move", "Phones", "Backup"], "1,005.50"),
    ],
)
def test_narrowed_and_sorted(owner, projects, query, names, total):
    found = rows(owner.get(f"/projects/?{query}"))
    assert [row[0] for row in found[1:-1]] == names
    assert found[-1][-1] == total


def test_csv(owner, projects):
    assert csv_rows(owner.get("/projects/?state=completed&format=csv")) == [
        HEAD,
        ["Move", "Ash", "", "2024-03-01", "1000.50"],
    ]


def test_no_projects_yet(owner):
    page = owner.get("/projects/")
    assert "No projects yet" in words(page)
    assert 'href="/projects/new/"' in page.content.decode()


def test_account_manager_finds_only_the_own(projects):
    manager = person(ACCOUNT_MANAGER)
    project(make_client("Dogwood", account_manager=manager), "Wi-Fi", 700)
    found = rows(browse(manager).get("/projects/"))
    assert [row[0] for row in found] == ["Project", "Wi-Fi", "Sum of 1"]


@pytest.mark.parametrize("count", [1, 5])
def test_queries_do_not_grow(owner, count, django_assert_num_queries):
    for number in range(count):
        project(make_client(f"Client {number}"), "Move", 500)
    with django_assert_num_queries(7):
        owner.get("/projects/")
