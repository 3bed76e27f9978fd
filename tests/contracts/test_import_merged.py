"""Files that still name a record that was merged into another one."""

import pytest

from clients.models import Client
from contracts import operations
from contracts.models import Agreement, InvoiceLine, LineRevision, Project
from metrics import verification
from tests.builders import day, told
from tests.contracts.csv_files import import_agreements, import_invoices

pytestmark = pytest.mark.django_db
TODAY = day("2026-03-15")
BOTH = [
    {"client": "Ash", "unit_price": "100"},
    {"client": "Ash Ltd", "unit_price": "250"},
    {"client": "Ash Ltd", "agreement": "Backup", "unit_price": "40"},
]
INVOICES = [
    {"client": "Ash", "number": "1", "project": "Move", "amount": "10"},
    {"client": "Ash Ltd", "number": "1", "project": "Move", "amount": "20"},
    {"client": "Ash Ltd", "number": "2", "agreement": "MSA", "amount": "30"},
]


def merge(surviving="Ash", absorbed="Ash Ltd"):
    operations.merge_clients(
        surviving=Client.objects.get(name=surviving),
        absorbed=Client.objects.get(name=absorbed),
        today=TODAY,
    )


def agreements():
    revisions = LineRevision.objects.order_by("line__agreement__name")
    values = revisions.values_list(
        "client__name", "line__agreement__client__name", "line__agreement__name", "monthly_cents"
    )
    return list(values)


def invoices():
    lines = InvoiceLine.objects.order_by("number", "amount_cents")
    names = ("client__name", "number", "amount_cents", "project__name", "agreement__name")
    return list(lines.values_list(*names))


def test_agreements_of_both_names_again_change_nothing():
    import_agreements(*BOTH)
    merge()
    before = agreements()
    assert before == [
        ("Ash", "Ash", "Backup", 40_00),
        ("Ash", "Ash", "MSA", 100_00),
        ("Ash", "Ash", "MSA (from Ash Ltd)", 250_00),
    ]
    assert import_agreements(*BOTH) == "0 created, 0 changed, 3 unchanged"
    assert agreements() == before


def test_new_terms_reach_the_renamed_agreement():
    import_agreements(*BOTH)
    merge()
    changed = [BOTH[0], {**BOTH[1], "unit_price": "300"}]
    assert import_agreements(*changed) == "0 created, 1 changed, 1 unchanged"
    assert ("Ash", "Ash", "MSA (from Ash Ltd)", 300_00) in agreements()
    assert told(Client.objects.get(name="Ash")) == ["2026-01 new +44000 = 44000"]
    assert verification.differences() == []


def test_what_is_new_under_the_former_name_goes_to_the_surviving_client():
    import_agreements(*BOTH)
    merge()
    fresh = {"client": "Ash Ltd", "agreement": "Phones"}
    assert import_agreements(fresh) == "1 created, 0 changed, 0 unchanged"
    assert Agreement.objects.get(name="Phones").client.name == "Ash"
    assert import_agreements(fresh) == "0 created, 0 changed, 1 unchanged"


def test_new_agreements_of_one_name_under_both_names_stay_apart():
    import_agreements(*BOTH)
    merge()
    fresh = [{"client": client, "agreement": "Phones"} for client in ("Ash", "Ash Ltd")]
    assert import_agreements(*fresh) == "2 created, 0 changed, 0 unchanged"
    assert import_agreements(*fresh) == "0 created, 0 changed, 2 unchanged"
    names = Agreement.objects.filter(name__startswith="Phones").order_by("name")
    assert list(names.values_list("name", flat=True)) == ["Phones", "Phones (from Ash Ltd)"]


def test_invoices_of_both_names_again_change_nothing():
    import_agreements(*BOTH)
    import_invoices(*INVOICES)
    merge()
    before = invoices()
    assert before == [
        ("Ash", "1", 10_00, "Move", None),
        ("Ash", "1 (from Ash Ltd)", 20_00, "Move (from Ash Ltd)", None),
        ("Ash", "2", 30_00, None, "MSA (from Ash Ltd)"),
    ]
    assert import_invoices(*INVOICES) == "0 created, 0 changed, 3 unchanged"
    assert invoices() == before
    assert Project.objects.count() == 2


def test_changed_line_of_a_renamed_invoice():
    import_invoices({"client": "Ash"}, {"client": "Ash Ltd"})
    merge()
    changed = {"client": "Ash Ltd", "amount": "99"}
    assert import_invoices(changed) == "0 created, 1 changed, 0 unchanged"
    assert [row[1:3] for row in invoices()] == [("1001", 250_00), ("1001 (from Ash Ltd)", 99_00)]
    assert verification.differences() == []


def test_name_that_was_merged_twice():
    rows = [{"client": name} for name in ("Ashes", "Ash Ltd", "Ash")]
    import_agreements(*rows)
    import_invoices(*rows)
    merge("Ash Ltd", "Ashes")
    merge("Ash", "Ash Ltd")
    before = agreements(), invoices()
    assert import_agreements(*rows) == "0 created, 0 changed, 3 unchanged"
    assert import_invoices(*rows) == "0 created, 0 changed, 3 unchanged"
    assert (agreements(), invoices()) == before


def test_archived_client_with_a_new_agreement_is_back():
    import_agreements({"agreement_ends_on": "2026-02-28"})
    operations.archive_client(client=Client.objects.get(), today=TODAY)
    import_agreements({"agreement_ends_on": "2026-02-28"})
    assert Client.objects.get().archived_on == TODAY
    import_agreements({"agreement": "Second"})
    assert Client.objects.get().archived_on is None
