"""Two records of one client become one, and nothing of either is lost."""

import threading

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from clients.models import Client, ClientAlias, HistoryEntry
from clients.operations import plan_next_step, write_note
from contracts import operations
from contracts.models import Agreement, InvoiceLine, LineRevision, Project
from metrics import verification
from tests.builders import add, day, invoice, make_client, revise, sign, told
from tests.pages import ACCOUNT_MANAGER, person

pytestmark = pytest.mark.django_db
TODAY = day("2026-03-15")


@pytest.fixture
def ash():
    return make_client("Ash")


@pytest.fixture
def old():
    return make_client("Ash Ltd")


def merge(surviving, absorbed):
    merged = operations.merge_clients(surviving=surviving, absorbed=absorbed, today=TODAY)
    assert verification.differences() == []
    return merged


def test_everything_moves(ash, old):
    agreement = sign(old, on="2026-01-01", price="250").agreement
    project = Project.objects.create(client=old, name="Move")
    line = invoice(old, "2026-02-03", "project", 90_000)
    merge(ash, old)
    for thing in (agreement, project, line):
        thing.refresh_from_db()
        assert thing.client == ash
    assert told(ash) == ["2026-01 new +25000 = 25000"]
    assert told(old) == []


def test_every_relation_to_a_client_is_known():
    """A new one has to move as well when records are merged."""
    relations = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Client
    }
    moved = {"Agreement.client", "InvoiceLine.client", "LineRevision.client", "Project.client"}
    # What is derived follows; what happened to a record stays its history.
    others = {
        "metrics.MrrMovement.client",
        "metrics.CategoryMovement.client",
        "metrics.AgreementMrr.client",
        "clients.HistoryEntry.client",
        "clients.Client.merged_into",
    }
    beside = {"clients.ClientNote.client", "clients.ClientAlias.client"}
    views = {"metrics.LineChange.client"}
    assert relations == {f"contracts.{name}" for name in moved} | others | views | beside


def test_second_start_of_one_client_is_an_expansion(ash, old):
    sign(ash, on="2026-01-01", price="100")
    sign(old, on="2026-02-01", price="250")
    merge(ash, old)
    assert told(ash) == ["2026-01 new +10000 = 10000", "2026-02 expansion +25000 = 35000"]


def test_notes_and_the_next_step_move(ash, old):
    plan_next_step(client=old, step="Offer backups", due_on=None)
    write_note(client=old, text="Likes phone calls", author_id=None)
    merge(ash, old)
    ash.refresh_from_db()
    assert ash.next_step == "Offer backups"
    assert [note.text for note in ash.notes.all()] == ["Likes phone calls"]


def test_names_that_both_have_are_told_apart(ash, old):
    for client in (ash, old):
        sign(client, on="2026-01-01")
        Project.objects.create(client=client, name="Move")
        invoice(client, "2026-02-03", "project", 100, number="INV-1")
    merged = merge(ash, old)
    assert merged.renamed == [
        ("agreement", "Agreement 1", "Agreement 1 (from Ash Ltd)"),
        ("project", "Move", "Move (from Ash Ltd)"),
        ("invoice", "INV-1", "INV-1 (from Ash Ltd)"),
    ]
    assert sorted(ash.agreements.values_list("name", flat=True)) == [
        "Agreement 1", "Agreement 1 (from Ash Ltd)",
    ]  # fmt: skip
    assert set(ash.invoice_lines.values_list("number", flat=True)) == {
        "INV-1", "INV-1 (from Ash Ltd)",
    }  # fmt: skip


def test_renamed_thing_makes_room_for_a_name_that_moves_too(ash, old):
    for name in ("Move", "Move (from Ash Ltd)"):
        Project.objects.create(client=old, name=name)
    Project.objects.create(client=ash, name="Move")
    merge(ash, old)
    assert sorted(ash.projects.values_list("name", flat=True)) == [
        "Move", "Move (from Ash Ltd)", "Move (from Ash Ltd, 2)",
    ]  # fmt: skip


def test_longest_names_still_fit(ash):
    old = make_client("O" * 200)
    for client in (ash, old):
        Project.objects.create(client=client, name="P" * 200)
        invoice(client, "2026-02-03", "project", 100, number="9" * 60)
    merge(ash, old)
    assert [len(name) for name in ash.projects.values_list("name", flat=True)] == [200, 200]
    assert {len(line.number) for line in ash.invoice_lines.all()} == {60}


def test_absorbed_record_is_archived_and_leads_on(ash, old):
    merge(ash, old)
    old.refresh_from_db()
    assert (old.archived_on, old.merged_into, old.surviving) == (TODAY, ash, ash)


def test_account_manager_comes_along_when_there_is_none(ash, old):
    manager = person(ACCOUNT_MANAGER)
    Client.objects.filter(pk=old.pk).update(account_manager=manager)
    assert merge(ash, old).manager_moved
    assert list(Client.objects.filter(account_manager=manager)) == [ash]


def test_own_account_manager_stays(ash, old):
    for client, name in ((ash, "one"), (old, "two")):
        manager = person(ACCOUNT_MANAGER, name)
        Client.objects.filter(pk=client.pk).update(account_manager=manager)
    merge(ash, old)
    ash.refresh_from_db()
    assert ash.account_manager.username == "one"


def test_history_says_what_moved(ash, old):
    invoice(old, "2026-02-03", "project", 100)
    sign(old, on="2026-01-01")
    newest = HistoryEntry.objects.latest("pk").pk
    merge(ash, old)
    said = [
        (entry.object_repr, entry.client_id, entry.differences)
        for entry in HistoryEntry.objects.filter(pk__gt=newest).order_by("pk")
    ]
    assert said == [
        ("Agreement 1", ash.pk, [("Client", "Ash Ltd", "Ash")]),
        ("1 invoice lines moved from Ash Ltd", ash.pk, []),
        ("Ash Ltd", old.pk, [("Archived on", "", "Mar 15, 2026"), ("Merged into", "", "Ash")]),
    ]


def test_what_was_opened_before_the_merge_is_refused(ash, old):
    line = sign(old, on="2026-01-01")
    merge(ash, old)
    stale = [
        lambda: revise(line, "2026-02-01"),
        lambda: sign(old, on="2026-04-01"),
        lambda: invoice(old, "2026-02-03", "project", 100),
    ]
    for act in stale:
        with pytest.raises(ValidationError, match="Ash Ltd was merged into Ash: change that one"):
            act()
    assert not old.invoice_lines.exists()


def test_record_into_itself(ash):
    with pytest.raises(ValidationError, match="This is the same record"):
        merge(ash, ash)


def test_into_an_archived_client(ash, old):
    operations.archive_client(client=ash, today=TODAY)
    with pytest.raises(ValidationError, match="Ash is archived: restore it first"):
        merge(ash, old)


def test_a_record_that_was_merged_already(ash, old):
    merge(make_client("Birch"), old)
    with pytest.raises(ValidationError, match="Ash Ltd was merged already, into Birch"):
        merge(ash, old)


def test_merging_what_others_were_merged_into(ash, old):
    oldest = make_client("Ashes")
    merge(old, oldest)
    merge(ash, old)
    assert Client.objects.get(pk=oldest.pk).surviving == ash


class Meeting(threading.Thread):
    """Something done at the same moment on a connection of its own."""

    def __init__(self, act):
        super().__init__()
        self.act, self.failure = act, None

    def run(self):
        try:
            self.act()
        except Exception as error:
            self.failure = error
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_merging_while_others_edit_loses_nothing():
    ash, old = make_client("Ash"), make_client("Ash Ltd")
    lines = [sign(client, on="2026-01-01", price="100") for client in (ash, old, old)]
    acts = [
        lambda: operations.merge_clients(surviving=ash, absorbed=old, today=TODAY),
        lambda: revise(lines[0], "2026-02-01", price="110"),
        lambda: revise(lines[1], "2026-02-01", price="120"),
        lambda: add(lines[2].agreement, on="2026-03-01", name="Backup", price="40"),
        lambda: invoice(old, "2026-02-03", "project", 100, number="INV-1"),
        lambda: sign(old, on="2026-04-01", price="70"),
    ]
    threads = [Meeting(act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert verification.differences() == []
    failed = [thread.failure for thread in threads if thread.failure]
    assert all(isinstance(failure, ValidationError) for failure in failed), failed
    assert not Agreement.objects.filter(client=old).exists()
    assert not InvoiceLine.objects.filter(client=old).exists()
    assert set(LineRevision.objects.values_list("client", flat=True)) == {ash.pk}


def test_other_names_of_the_absorbed_client_lead_to_the_surviving_one():
    ash, elm = make_client("Ash"), make_client("Elm")
    ClientAlias.objects.create(name="Elm GmbH", client=elm)
    operations.merge_clients(surviving=ash, absorbed=elm, today=day("2026-06-01"))
    assert [alias.client for alias in ClientAlias.objects.all()] == [ash]
