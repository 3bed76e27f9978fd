"""`import_invoices`: what a file brings, what it changes, and what it must not."""

import threading

import pytest
from django.db import connection

from clients.models import Client
from contracts import importing
from contracts.importing import invoices
from contracts.models import InvoiceLine, Project
from metrics import verification
from metrics.models import MonthTotal
from tests.builders import day, invoice, make_client, sign
from tests.contracts.csv_files import (
    complaints,
    everything,
    import_invoices,
    invoice_file,
    run,
)

pytestmark = pytest.mark.django_db

OTHER = {"number": "1002", "kind": "hardware", "amount": "-99.5"}


def refused(*rows):
    return complaints(importing.import_invoices, invoice_file(*rows))


def stored(*fields):
    rows = InvoiceLine.objects.order_by("client__name", "number", "position")
    return list(rows.values_list(*fields))


def invoiced():
    rows = MonthTotal.objects.filter(family="invoice", row_count__gt=0).order_by("month", "kind")
    return list(rows.values_list("month", "kind", "amount_cents", "row_count"))


def test_a_row_becomes_an_invoice_line():
    assert import_invoices({}) == "1 created, 0 changed, 0 unchanged"
    line = InvoiceLine.objects.get()
    assert (line.client.name, line.number, line.position) == ("Acme", "1001", 1)
    assert (line.issued_on, line.month) == (day("2026-01-15"), day("2026-01-01"))
    assert (line.kind, line.amount_cents, line.description) == ("project", 250_00, "")
    assert (line.project, line.agreement) == (None, None)


def test_every_optional_column_is_kept():
    agreement = sign(make_client("Acme")).agreement
    import_invoices(
        {
            "line": "7",
            "description": "New switch \\ “Café”\n second floor",
            "project": "Network",
            "agreement": agreement.name,
        }
    )
    line = InvoiceLine.objects.get()
    assert (line.position, line.description) == (7, "New switch \\ “Café” second floor")
    assert (line.project.name, line.project.client.name) == ("Network", "Acme")
    assert line.agreement == agreement


def test_rows_of_one_number_are_one_invoice_counted_in_their_order():
    import_invoices({}, OTHER, {"amount": "5"}, {"client": "Birch"})
    assert stored("client__name", "number", "position", "amount_cents") == [
        ("Acme", "1001", 1, 250_00),
        ("Acme", "1001", 2, 5_00),
        ("Acme", "1002", 1, -99_50),
        ("Birch", "1001", 1, 250_00),
    ]


def test_an_empty_position_is_counted_among_those_that_are_given():
    import_invoices({"line": "2"}, {"line": "1"}, {"line": ""})
    assert stored("position", "amount_cents") == [(1, 250_00), (2, 250_00), (3, 250_00)]


def test_the_same_file_again_changes_nothing():
    rows = [{"description": "Switch", "project": "Network"}, OTHER, {"client": "Birch"}]
    assert import_invoices(*rows) == "3 created, 0 changed, 0 unchanged"
    before = everything()
    assert import_invoices(*rows) == "0 created, 0 changed, 3 unchanged"
    assert everything() == before


def test_the_months_follow_what_is_imported_and_changed():
    import_invoices({}, OTHER)
    answer = import_invoices({"kind": "break_fix", "issued_on": "2026-02-01"}, OTHER)
    assert answer == "0 created, 1 changed, 1 unchanged"
    assert invoiced() == [
        (day("2026-01-01"), "hardware", -99_50, 1),
        (day("2026-02-01"), "break_fix", 250_00, 1),
    ]
    assert verification.differences() == []


def test_columns_that_the_file_lacks_leave_what_is_stored():
    import_invoices({"description": "Switch", "project": "Network"})
    before = everything()
    assert import_invoices({}) == "0 created, 0 changed, 1 unchanged"
    assert everything() == before


def test_an_empty_cell_empties_what_is_stored():
    import_invoices({"description": "Switch", "project": "Network"})
    assert (
        import_invoices({"description": "", "project": ""}) == "0 created, 1 changed, 0 unchanged"
    )
    assert stored("description", "project") == [("", None)]


def test_lines_that_the_file_does_not_name_stay():
    import_invoices({}, {"amount": "5"})
    assert import_invoices({"line": "3", "amount": "7"}) == "1 created, 0 changed, 0 unchanged"
    assert stored("position", "amount_cents") == [(1, 250_00), (2, 5_00), (3, 7_00)]


@pytest.mark.parametrize("positions", [("1", "2"), ("7",)])
def test_without_a_column_line_an_invoice_is_given_whole(positions):
    import_invoices(*({"line": position} for position in positions), OTHER | {"line": "1"})
    before = everything()
    assert refused(OTHER, {"amount": "5"}) == [
        (
            f"line 3, number: “1001” is stored with a line {positions[-1]}, which the file lacks; "
            "give the whole invoice, or add a column line"
        )
    ]
    assert everything() == before
    assert import_invoices(OTHER) == "0 created, 0 changed, 1 unchanged"


def test_an_invoice_that_another_import_brings_at_this_moment_is_found(monkeypatch):
    def known_just_before(names, decided):
        known = known_clients(names, decided)
        if not known:
            invoice(make_client("Acme"), "2026-01-15", "project", 250_00, "1001")
        return known

    known_clients = invoices.known_clients
    monkeypatch.setattr(invoices, "known_clients", known_just_before)
    assert import_invoices({}, {"client": "Birch"}) == "1 created, 0 changed, 1 unchanged"
    assert verification.differences() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one at a time write")
def test_the_same_new_file_at_the_same_time_is_taken_once():
    rows = [{"client": f"Client {i % 30}", "number": str(i)} for i in range(300)]
    answers = []
    threads = [threading.Thread(target=import_in_thread, args=(rows, answers)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [
        "0 created, 0 changed, 300 unchanged",
        "0 created, 0 changed, 300 unchanged",
        "300 created, 0 changed, 0 unchanged",
    ]
    assert verification.differences() == []


def import_in_thread(rows, answers):
    try:
        answers.append(import_invoices(*rows))
    except Exception as error:  # whatever it is: a thread's failure would go unseen
        answers.append(repr(error))
    finally:
        connection.close()


def test_a_project_that_exists_is_taken():
    project = Project.objects.create(client=make_client("Acme"), name="Network")
    import_invoices({"project": " Network "}, {"client": "Birch", "project": "Network"})
    assert Project.objects.count() == 2
    assert InvoiceLine.objects.get(client__name="Acme").project == project


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries):
    rows = [{"client": f"C{i % 50}", "number": str(i), "project": f"P{i % 7}"} for i in range(300)]
    with django_assert_max_num_queries(26):
        import_invoices(*rows)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (
            [{}, {"issued_on": "2026-01-16"}],
            (
                "line 3, issued_on: “2026-01-16” contradicts 2026-01-15 on line 2, "
                "for the same invoice"
            ),
        ),
        (
            [{"line": "4"}, {"line": "4"}],
            "line 3, line: “4” is on line 2 already, for the same invoice",
        ),
        (
            [{"line": ""}, {"line": "1"}],
            "line 3, line: “1” is on line 2 already, for the same invoice",
        ),
        ([{"agreement": "MSA"}], "line 2, agreement: “MSA” is no agreement of Acme"),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(rows, complaint):
    before = everything()
    assert refused(*rows) == [complaint]
    assert everything() == before


def test_the_agreement_of_another_client_is_none():
    name = sign(make_client("Birch")).agreement.name
    assert refused({"agreement": name}) == [
        "line 2, agreement: “Agreement 1” is no agreement of Acme"
    ]


def test_an_invoice_keeps_one_date_with_its_stored_lines():
    import_invoices({}, {"amount": "5"})
    assert refused({"line": "2", "issued_on": "2026-03-01"}) == [
        (
            "line 2, issued_on: “2026-03-01” contradicts 2026-01-15 on line 1 of the invoice, "
            "which is stored"
        )
    ]
    assert import_invoices({"issued_on": "2026-03-01"}, {"issued_on": "2026-03-01"}) == (
        "0 created, 2 changed, 0 unchanged"
    )


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("number", "", "a value is missing"),
        ("number", "1" * 61, f"“{'1' * 60}…” has 61 characters; at most 60 are kept"),
        ("issued_on", "2026-02-30", "“2026-02-30” is not a date: the calendar has no such day"),
        (
            "kind",
            "projects",
            (
                "“projects” is not known; write one of project, professional_services, hardware, "
                "break_fix, managed, unclassified"
            ),
        ),
        ("amount", "", "a value is missing"),
        ("amount", "1e3", "“1e3” is not a number; write it like 1250.00"),
        ("amount", "1_000.00", "“1_000.00” is not a number; write it like 1250.00"),
        ("amount", "٣.00", "“٣.00” is not a number; write it like 1250.00"),
        ("amount", "1.00\n2.00", "“1.00 2.00” is not a number; write it like 1250.00"),
        ("amount", "1.005", "“1.005” has more than 2 decimals"),
        (
            "amount",
            "100000000000.00",
            "“100000000000.00” is too large; at most 11 digits stand before the point",
        ),
        ("line", "0", "“0” is out of range; it runs from 1 to 2147483647"),
        ("line", "2147483648", "“2147483648” is out of range; it runs from 1 to 2147483647"),
        ("description", "x" * 501, f"“{'x' * 60}…” has 501 characters; at most 500 are kept"),
    ],
)
def test_a_cell_that_cannot_be_its_value_is_named(column, text, reason):
    assert refused({}, {"number": "2", column: text}) == [f"line 3, {column}: {reason}"]


def test_amounts_are_read_however_plainly_they_are_written():
    amounts = ["5", "-5.1", "007.50", " 8.00 ", "1.5000", "-0.00", "99999999999.99"]
    import_invoices(*({"amount": amount} for amount in amounts))
    cents = [row[0] for row in stored("amount_cents")]
    assert cents == [5_00, -5_10, 7_50, 8_00, 1_50, 0, 99_999_999_999_99]


def test_a_number_over_two_lines_is_one_number():
    import_invoices({"number": "10\n01"})
    assert stored("number") == [("10 01",)]


def test_errors_far_apart_and_of_every_sort_are_all_listed():
    rows = [{"number": str(n)} for n in range(2500)]
    rows[5] = {"amount": "x"}
    rows[1700] = {"number": "5000", "agreement": "MSA"}
    rows[2400] = {"number": "7", "issued_on": "2027-01-01"}
    assert [error.split(":")[0] for error in refused(*rows)] == [
        "line 7, amount",
        "line 1702, agreement",
        "line 2402, issued_on",
    ]


def test_other_clients_and_invoices_are_left_alone():
    invoice(make_client("Birch"), "2026-01-03", "hardware", 10_00, "1001")
    import_invoices({})
    assert stored("client__name", "number", "amount_cents") == [
        ("Acme", "1001", 250_00),
        ("Birch", "1001", 10_00),
    ]
    assert verification.differences() == []


def test_a_dry_run_counts_and_writes_nothing(tmp_path):
    path = tmp_path / "invoices.csv"
    path.write_bytes(invoice_file({"project": "Network"}, OTHER))
    assert run("import_invoices", path, "--dry-run") == (
        "2 created, 0 changed, 0 unchanged; dry run, nothing was written",
        [],
    )
    assert (Client.objects.count(), InvoiceLine.objects.count(), invoiced()) == (0, 0, [])


def test_the_command_says_what_it_did_or_why_not(tmp_path):
    path = tmp_path / "invoices.csv"
    path.write_bytes(invoice_file({}, OTHER))
    assert run("import_invoices", path) == ("2 created, 0 changed, 0 unchanged", [])
    path.write_bytes(invoice_file({"kind": ""}))
    assert run("import_invoices", path) == (
        "",
        ["line 2, kind: a value is missing", "1 error; nothing was written."],
    )
