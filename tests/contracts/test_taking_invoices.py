"""Taking in invoices that some file was read as."""

import pytest

from clients.models import HistoryEntry
from contracts.importing.declared import Decisions
from contracts.importing.outcomes import Cancelled
from contracts.models import ClassificationRule, InvoiceLine, ItemKind
from tests.builders import make_client
from tests.contracts.csv_files import everything
from tests.contracts.takings import invoices, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


def counts(outcome):
    return outcome.created, outcome.changed, outcome.unchanged


def kinds():
    return list(InvoiceLine.objects.order_by("number").values_list("kind", flat=True))


def told(outcome):
    return [str(error) for error in outcome.errors], [
        (row.line, row.reason, row.document) for row in outcome.excluded
    ]


def test_rows_are_written_and_counted():
    rows = [{"number": "1"}, {"number": "2"}]
    assert counts(take(invoices(*rows))) == (2, 0, 0)
    outcome = take(invoices(rows[0], {"number": "2", "amount": 300_00}, {"number": "3"}))
    assert counts(outcome) == (1, 1, 1)
    what = "Acme, invoice 2, line 1"
    change = {"what": what, "field": "Amount", "before": "250.00", "after": "300.00"}
    assert outcome.changes == [change]


def test_new_clients_are_told():
    make_client("Acme")
    assert take(invoices({}, {"client": "Birch"})).new_clients == ["Birch"]


def test_the_same_reading_again_changes_nothing():
    rows = [{}, {"amount": -5}, {"client": "Birch"}]
    take(invoices(*rows))
    before, entries = everything(), HistoryEntry.objects.count()
    assert counts(take(invoices(*rows))) == (0, 0, 3)
    assert (everything(), HistoryEntry.objects.count()) == (before, entries)


def test_an_invoice_given_in_part_stays_out_whole_and_the_others_come_in():
    take(invoices({}, {}, {}))
    outcome = take(invoices({}, {"amount": 1}, {"client": "Birch"}))
    reason = (
        "line 2, number: “1001” is stored with a line 3, which the file lacks; "
        "give the whole invoice, or add a column line"
    )
    assert told(outcome) == ([reason], [(3, "another row of this invoice is wrong", "1001")])
    assert (counts(outcome), outcome.new_clients) == ((1, 0, 0), ["Birch"])


def test_an_agreement_that_the_client_lacks_keeps_its_invoice_out():
    outcome = take(invoices({"agreement": "MSA"}, {"agreement": None}, {"number": "2"}))
    assert told(outcome) == (
        ["line 2, agreement: “MSA” is no agreement of Acme"],
        [(3, "another row of this invoice is wrong", "1001")],
    )
    assert counts(outcome) == (1, 0, 0)


def test_a_file_of_which_nothing_is_right_leaves_no_client():
    outcome = take(invoices({"client": "Birch", "agreement": "MSA"}))
    assert (counts(outcome), outcome.new_clients, everything()[0]) == ((0, 0, 0), [], [])


def test_a_decision_gives_an_item_its_kind():
    take(invoices({"item": "Box"}), Decisions(kinds={"box": "hardware"}))
    assert kinds() == ["hardware"]


def test_a_remembered_item_goes_before_a_rule():
    ItemKind.objects.create(item="Box", kind="hardware")
    ClassificationRule.objects.create(contains="work", kind="project")
    rows = [{"item": "BOX"}, {"number": "2", "item": "Other"}, {"number": "3", "kind": "break_fix"}]
    take(invoices(*({**row, "description": "work"} for row in rows)))
    assert kinds() == ["hardware", "project", "break_fix"]


def test_a_kind_that_a_person_gave_stays():
    take(invoices({"item": "Box"}))
    InvoiceLine.objects.update(kind="project")
    outcome = take(invoices({"item": "Box"}), Decisions(kinds={"Box": "hardware"}))
    # Announced by nobody, so the ledger is told here.
    assert (kinds(), counts(outcome)) == (["project"], (0, 0, 1))
    InvoiceLine.objects.update(kind="unclassified")


def test_an_item_decided_later_gives_its_stored_lines_a_kind():
    take(invoices({"item": "Box"}))
    outcome = take(invoices({"item": "Box"}), Decisions(kinds={"Box": "hardware"}))
    assert (kinds(), counts(outcome)) == (["hardware"], (0, 1, 0))


def test_what_was_written_is_at_hand():
    written = take(invoices({"project": "Move"})).written
    assert [client.name for client in written.clients] == ["Acme"]
    assert [project.name for project in written.projects] == ["Move"]
    assert len(written.changes.fresh) == 1


def test_progress_is_told_and_may_stop_the_run():
    stages = []
    take(invoices({}), progress=lambda *said: stages.append(said))
    assert stages == [("checked", 1, 1), ("written", 0, 1), ("written", 1, 1)]

    def stop(stage, done, total):
        raise Cancelled

    before = everything()
    with pytest.raises(Cancelled):
        take(invoices({"number": "2"}), progress=stop)
    assert everything() == before
