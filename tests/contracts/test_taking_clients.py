"""Clients from a file: the strict one, and what some file was read as."""

import pytest

from clients.models import Client, HistoryEntry
from contracts.importing import import_clients
from tests.builders import make_client
from tests.contracts.csv_files import complaints
from tests.contracts.takings import clients, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


@pytest.fixture
def manager(django_user_model):
    return django_user_model.objects.create_user("Ada", "ada@example.org")


def stored():
    rows = Client.objects.order_by("name")
    return list(rows.values_list("name", "segment", "account_manager__username"))


@pytest.mark.parametrize("who", ["Ada", "ada", "ADA@example.org"])
def test_a_manager_is_named_or_addressed(manager, who):
    data = f"client,segment,account_manager\nAcme,Law,{who}\n".encode()
    assert str(import_clients(data)) == "1 created, 0 changed, 0 unchanged"
    assert stored() == [("Acme", "Law", "Ada")]


def test_a_client_is_changed_and_says_so_in_its_history():
    make_client("Acme", segment="Law")
    data = b"client,segment\nACME,Health\n"
    assert str(import_clients(data)) == "0 created, 1 changed, 0 unchanged"
    assert str(import_clients(data)) == "0 created, 0 changed, 1 unchanged"
    assert stored() == [("Acme", "Health", None)]
    entry = HistoryEntry.objects.filter(object_repr="Acme").first()
    assert entry.changes == {"segment": ["Law", "Health"]}


def test_an_empty_cell_leaves_what_is_stored(manager):
    make_client("Acme", segment="Law", account_manager=manager)
    import_clients(b"client,segment,account_manager\nAcme,,\n")
    assert stored() == [("Acme", "Law", "Ada")]


def test_a_dry_run_writes_nothing():
    assert str(import_clients(b"client\nAcme\n", dry_run=True)).startswith("1 created")
    assert stored() == []


def test_a_file_with_an_error_is_refused_whole():
    data = b"client,account_manager\nAcme,Nobody\nBirch,\nBIRCH,\n"
    remedy = "use a user name or an e-mail address"
    assert complaints(import_clients, data) == [
        f"line 2, account_manager: \u201cNobody\u201d is no user of this installation; {remedy}",
        "line 4, client: \u201cBirch\u201d is on line 3 already",
    ]
    assert stored() == []


def test_only_the_wrong_rows_of_a_reading_stay_out():
    make_client("Birch")
    rows = [{"client": "Acme", "account_manager": "Nobody"}, {"client": "birch", "segment": "Law"}]
    outcome = take(clients(*rows, {"client": "Cedar"}))
    assert (outcome.created, outcome.changed, outcome.unchanged) == (1, 1, 0)
    assert [error.line for error in outcome.errors] == [2]
    assert stored() == [("Birch", "Law", None), ("Cedar", "", None)]
    assert outcome.changes == [{"what": "Birch", "field": "Segment", "before": "", "after": "Law"}]
