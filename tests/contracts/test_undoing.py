"""Taking an import back: everything is as it was, or somebody's change stands in the way."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from clients.models import Client, HistoryEntry
from clients.operations import plan_next_step
from config.origin import acting
from contracts import operations
from contracts.importing.declared import Decisions
from contracts.importing.obstacles import obstacles
from contracts.importing.outcomes import Outcome
from contracts.importing.taking import take_in
from contracts.importing.undoing import take_back
from contracts.models import Agreement, InvoiceLine, LineRevision, Service
from contracts.operations.services import FIELDS
from tests.builders import make_client, sign
from tests.contracts import takings
from tests.contracts.exports import ADDITIONS, AGREEMENTS, QUICKBOOKS, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]

TODAY = date(2025, 6, 15)
TABLES = (
    "clients.Client", "contracts.Service", "contracts.Project", "contracts.Agreement",
    "contracts.AgreementLine", "contracts.LineRevision", "contracts.InvoiceLine",
    "metrics.MrrMovement", "metrics.MonthTotal", "metrics.CategoryMovement",
    "metrics.AgreementMrr",
)  # fmt: skip


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows but the history, without the keys of what is derived."""
    found = {}
    for name in TABLES:
        rows = list(apps.get_model(name)._default_manager.values())
        if name.startswith("metrics"):
            rows = [{key: row[key] for key in row if key != "id"} for row in rows]
        if name == "metrics.MonthTotal":
            # Sums that came to nothing stay as rows of nothing.
            rows = [row for row in rows if row["row_count"] or row["amount_cents"]]
        found[name] = sorted(rows, key=repr)
    return found


def take(text: str) -> Outcome:
    return take_in(read(text), Decisions(), today=TODAY)


@pytest.mark.parametrize("text", [QUICKBOOKS, ADDITIONS, AGREEMENTS])
def test_a_first_import_leaves_nothing_behind(text):
    before = everything()
    journal = take(text).journal
    assert everything() != before
    assert obstacles(journal) == []
    assert take_back(journal) == []
    assert everything() == before


@pytest.mark.parametrize("text", [ADDITIONS, AGREEMENTS])
def test_what_a_client_had_before_stays(text):
    sign(make_client("Quay Legal"), on="2024-05-01")
    before = everything()
    journal = take(text).journal
    assert obstacles(journal) == []
    take_back(journal)
    assert everything() == before


def test_a_second_import_leaves_the_first_one():
    take(ADDITIONS)
    before = everything()
    changed = ADDITIONS.replace("12.00,$80.00,$960.00", "14.00,$85.00,$1190.00")
    journal = take(
        changed + "9,5/1/2025,,NEW,New,1.00,$9.00,$9.00,Yes,,Care,Haven,Monthly,0\n"
    ).journal
    assert obstacles(journal) == []
    take_back(journal)
    assert everything() == before


def test_changed_invoices_are_as_they_were():
    take(QUICKBOOKS)
    before = everything()
    journal = take(QUICKBOOKS.replace('"1,250.50","1,250.50"', '"1,250.51","1,250.51"')).journal
    assert everything() != before
    take_back(journal)
    assert everything() == before


def test_totals_and_their_additions_come_and_go():
    states = [everything()]
    journals = []
    for text in (AGREEMENTS, ADDITIONS, AGREEMENTS):
        journals.append(take(text).journal)
        states.append(everything())
    for journal, state in zip(reversed(journals), reversed(states[:-1]), strict=True):
        assert obstacles(journal) == []
        take_back(journal)
        assert everything() == state


def test_a_changed_agreement_stands_in_the_way():
    journal = take(ADDITIONS).journal
    agreement = Agreement.objects.get(name="Care")
    operations.cancel_agreement(agreement=agreement, ends_on=date(2025, 12, 31), reason="price")
    before = everything()
    (obstacle,) = obstacles(journal)
    assert obstacle.sentence == "Care of Lakeside Dental was changed since."
    assert obstacle.path == agreement.get_absolute_url()
    assert everything() == before


def test_a_changed_invoice_stands_in_the_way():
    journal = take(QUICKBOOKS).journal
    lines = InvoiceLine.objects.filter(number="R-9")
    operations.classify_lines(lines=lines, kind="break_fix")
    assert [found.sentence for found in obstacles(journal)] == [
        "Invoice R-9 of Total Care Ltd was changed since."
    ]


def test_an_invoice_for_a_new_agreement_stands_in_the_way():
    journal = take(ADDITIONS).journal
    agreement = Agreement.objects.get(name="Vault")
    charge = operations.Charge(kind="managed", amount_cents=100, agreement=agreement)
    operations.record_invoice(
        client=agreement.client, number="77", issued_on=TODAY, charges=[charge]
    )
    assert [found.sentence for found in obstacles(journal)] == [
        "Invoice 77 of Quay Legal names the agreement Vault."
    ]


def test_a_client_that_others_use_stays():
    journal = take(QUICKBOOKS).journal
    client = Client.objects.get(name="Total Care Ltd")
    charge = operations.Charge(kind="managed", amount_cents=100)
    operations.record_invoice(client=client, number="77", issued_on=TODAY, charges=[charge])
    assert obstacles(journal) == []
    assert take_back(journal) == ["1 client stays: it is used by something else by now."]
    assert list(Client.objects.all()) == [client]


def test_a_client_that_somebody_changed_stays():
    journal = take(QUICKBOOKS).journal
    client = Client.objects.get(name="Total Care Ltd")
    plan_next_step(client=client, step="Call them", due_on=None)
    assert obstacles(journal) == []
    assert take_back(journal) == ["1 client stays: it was changed by now."]
    assert list(Client.objects.all()) == [client]


def test_a_record_that_was_merged_stays():
    journal = takings.take(takings.clients({"client": "Acme"})).journal
    absorbed = Client.objects.get(name="Acme")
    operations.merge_clients(surviving=make_client("Haven"), absorbed=absorbed, today=TODAY)
    assert take_back(journal) == ["1 client stays: it was changed by now."]


@pytest.mark.parametrize(
    ("name", "category", "told"),
    [
        ("Help desk", "security", []),
        ("Care", "managed", ["1 service stays: it was changed by now."]),
    ],
)
def test_a_new_category_is_no_obstacle(name, category, told):
    sign(make_client("Haven"), on="2024-05-01")
    row = {"client": "Haven", "agreement": "Agreement 1", "effective_on": date(2024, 5, 1)}
    journal = takings.take(takings.agreements({**row, "service": "Care"})).journal
    service = Service.objects.get(name=name)
    values = {field: getattr(service, field) for field in FIELDS} | {"category": "security"}
    operations.edit_service(service=service, **values)
    assert obstacles(journal) == []
    assert take_back(journal) == told
    assert LineRevision.objects.get().category == category


def test_a_line_that_somebody_added_stands_in_the_way(admin_user):
    journal = take(QUICKBOOKS).journal
    (line,) = InvoiceLine.objects.filter(number="R-9")
    old = operations.Charge(
        kind=line.kind,
        amount_cents=line.amount_cents,
        description=line.description,
        line_id=line.pk,
    )
    with acting(source="page", person=admin_user):
        operations.edit_invoice(
            line=line, number="R-9", issued_on=line.issued_on,
            charges=[old, operations.Charge(kind="hardware", amount_cents=500)],
        )  # fmt: skip
    (found,) = obstacles(journal)
    assert (found.sentence, found.who) == (
        "Invoice R-9 of Total Care Ltd was changed since.", "admin"
    )  # fmt: skip
    assert found.at


def test_many_obstacles_are_counted():
    rows = [{"number": str(number)} for number in range(52)]
    journal = takings.take(takings.invoices(*rows)).journal
    operations.classify_lines(lines=InvoiceLine.objects.all(), kind="hardware")
    found = obstacles(journal)
    assert (len(found), found[-1].sentence) == (51, "And 2 more.")


def test_the_history_says_what_went():
    journal = take(ADDITIONS).journal
    revisions = LineRevision.objects.count()
    newest = HistoryEntry.objects.latest("pk").pk
    take_back(journal)
    gone = HistoryEntry.objects.filter(pk__gt=newest, action=HistoryEntry.Action.DELETE)
    kinds = [entry.kind for entry in gone]
    assert kinds.count("Line revision") == revisions
    assert kinds.count("Agreement") == 2
