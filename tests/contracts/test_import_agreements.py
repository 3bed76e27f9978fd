"""`import_agreements`: what a file brings, what it changes, and what it must not."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from clients.models import Client
from contracts import importing
from contracts.importing import agreements
from contracts.models import Agreement, AgreementLine, LineRevision, Service
from metrics import verification
from tests.builders import day, told
from tests.contracts.csv_files import (
    agreement_file,
    complaints,
    everything,
    import_agreements,
    revisions,
    run,
)

pytestmark = pytest.mark.django_db

APRIL = {"effective_on": "2026-04-01", "quantity": "3"}
TO_MARCH = {"ends_on": "2026-03-31"}


def story():
    return told(Client.objects.get())


def refused(*rows):
    return complaints(importing.import_agreements, agreement_file(*rows))


def test_a_row_becomes_an_agreement_with_its_defaults():
    assert import_agreements({}) == "1 created, 0 changed, 0 unchanged"
    revision = LineRevision.objects.get()
    line = revision.line
    agreement = line.agreement
    assert (agreement.client.name, agreement.name, line.name) == ("Acme", "MSA", "Help desk")
    assert (agreement.starts_on, agreement.ends_on) == (day("2026-01-01"), None)
    assert (agreement.commitment, agreement.term_ends_on) == ("month_to_month", None)
    assert (agreement.notice_days, line.pricing, line.ends_on) == (0, "flat", None)
    assert (line.service.name, line.service.category) == ("Help desk", "managed")
    assert (revision.discount, revision.unit_cost, revision.billing_months) == (0, 0, 1)


def test_every_optional_column_is_kept():
    import_agreements(
        {
            "ends_on": "2026-11-30",
            "service": "Endpoint protection",
            "category": "security",
            "pricing": "per_device",
            "discount_percent": "12.5",
            "unit_cost": "3.25",
            "commitment": "fixed_term",
            "agreement_starts_on": "2025-12-15",
            "agreement_ends_on": "2026-12-31",
            "term_ends_on": "2026-10-31",
            "notice_days": "90",
        }
    )
    revision = LineRevision.objects.get()
    line, agreement = revision.line, revision.line.agreement
    assert (revision.discount, revision.unit_cost) == (Decimal("0.125"), Decimal("3.25"))
    assert (line.ends_on, line.pricing) == (day("2026-11-30"), "per_device")
    assert (line.service.name, line.service.category) == ("Endpoint protection", "security")
    assert (agreement.commitment, agreement.notice_days) == ("fixed_term", 90)
    assert (agreement.starts_on, agreement.ends_on) == (day("2025-12-15"), day("2026-12-31"))
    assert agreement.term_ends_on == day("2026-10-31")


def test_rows_may_come_in_any_order():
    import_agreements(APRIL, {"effective_on": "2026-02-01"}, {"quantity": "2"})
    assert revisions() == [
        ("2026-01-01", "2", 200_00),
        ("2026-02-01", "1", 100_00),
        ("2026-04-01", "3", 300_00),
    ]
    assert Agreement.objects.get().starts_on == day("2026-01-01")


def test_the_same_file_again_changes_nothing():
    rows = [TO_MARCH, APRIL | {"effective_on": "2026-06-01"}, {"client": "Birch"}]
    assert import_agreements(*rows) == "3 created, 0 changed, 0 unchanged"
    before = everything()
    assert import_agreements(*rows) == "0 created, 0 changed, 3 unchanged"
    assert everything() == before


def test_nothing_is_written_when_nothing_changes(django_assert_max_num_queries):
    import_agreements(TO_MARCH, APRIL)
    with django_assert_max_num_queries(10) as queries:
        import_agreements(TO_MARCH, APRIL)
    words = {query["sql"].split()[0].upper() for query in queries.captured_queries}
    assert words == {"SAVEPOINT", "SELECT", "RELEASE"}


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries):
    clients = [{"client": f"Client {i}", "line": f"Line {j}"} for i in range(40) for j in range(5)]
    with django_assert_max_num_queries(40):
        import_agreements(*clients)


def test_names_are_trimmed_and_inner_blanks_collapsed():
    import_agreements({"client": "  Acme \n  Ltd "}, {"client": "Acme Ltd", **APRIL})
    assert list(Client.objects.values_list("name", flat=True)) == ["Acme Ltd"]


def test_a_changed_price_is_a_changed_row():
    import_agreements({}, APRIL)
    answer = import_agreements({"unit_price": "120"}, APRIL)
    assert answer == "0 created, 1 changed, 1 unchanged"
    assert revisions() == [("2026-01-01", "1", 120_00), ("2026-04-01", "3", 300_00)]


def test_a_changed_agreement_changes_all_its_rows():
    import_agreements({}, APRIL, {"client": "Birch"})
    end = {"agreement_ends_on": "2026-12-31"}
    answer = import_agreements(end, APRIL | end, {"client": "Birch"})
    assert answer == "0 created, 2 changed, 1 unchanged"
    assert told(Client.objects.get(name="Acme"))[-1] == "2027-01 churn -30000 = 0"


def test_columns_that_the_file_lacks_leave_what_is_stored():
    more = {"discount_percent": "10", "unit_cost": "40", "pricing": "per_user", "service": "Desk"}
    import_agreements({**more, "notice_days": "30", "ends_on": "2026-12-31"})
    before = everything()
    assert import_agreements({}) == "0 created, 0 changed, 1 unchanged"
    assert everything() == before


def test_an_empty_cell_brings_the_default_back():
    import_agreements({"discount_percent": "10", "agreement_ends_on": "2026-12-31"})
    import_agreements({"discount_percent": "", "agreement_ends_on": ""})
    assert revisions() == [("2026-01-01", "1", 100_00)]
    assert Agreement.objects.get().ends_on is None


WHOLE = {
    "agreement_ends_on": "2026-12-31",
    "term_ends_on": "2026-10-31",
    "commitment": "fixed_term",
    "notice_days": "30",
    "service": "Desk",
    "pricing": "per_user",
}


def test_empty_cells_of_a_file_with_only_new_revisions_leave_what_is_stored():
    import_agreements(WHOLE)
    agreement, line = Agreement.objects.values().get(), AgreementLine.objects.values().get()
    empty = dict.fromkeys(WHOLE, "")
    assert import_agreements(APRIL | empty) == "1 created, 0 changed, 0 unchanged"
    assert import_agreements(empty) == "0 created, 0 changed, 1 unchanged"
    assert Agreement.objects.values().get() == agreement
    assert AgreementLine.objects.values().get() == line
    assert import_agreements(empty, APRIL | empty) == "0 created, 2 changed, 0 unchanged"
    assert Agreement.objects.get().ends_on is None
    assert AgreementLine.objects.get().service.name == "Help desk"


def test_a_gap_needs_no_row_for_empty_cells_to_bring_the_default_back():
    june = {"effective_on": "2026-06-01"}
    import_agreements(TO_MARCH | {"notice_days": "30"}, june)
    import_agreements(TO_MARCH | {"notice_days": ""}, june)
    assert Agreement.objects.get().notice_days == 0


def test_a_file_with_one_line_of_two_leaves_what_the_agreement_says():
    other = {"line": "Backup", "pricing": "per_user"}
    import_agreements({"notice_days": "30"}, other)
    import_agreements(other | {"notice_days": "", "pricing": ""})
    assert Agreement.objects.get().notice_days == 30
    assert AgreementLine.objects.get(name="Backup").pricing == "flat"


def test_one_row_may_speak_for_the_whole_agreement():
    import_agreements({"notice_days": "30", "pricing": "per_user"}, APRIL)
    assert Agreement.objects.get().notice_days == 30
    assert AgreementLine.objects.get().pricing == "per_user"


def test_revisions_that_the_file_does_not_name_stay():
    import_agreements({}, APRIL)
    import_agreements({"effective_on": "2026-02-01", "quantity": "2"})
    assert [row[:2] for row in revisions()] == [
        ("2026-01-01", "1"),
        ("2026-02-01", "2"),
        ("2026-04-01", "3"),
    ]


def test_an_agreement_that_exists_keeps_an_earlier_start():
    import_agreements({})
    import_agreements(APRIL)
    assert Agreement.objects.get().starts_on == day("2026-01-01")
    import_agreements({"effective_on": "2025-11-01"})
    assert Agreement.objects.get().starts_on == day("2025-11-01")


@pytest.mark.parametrize("given", ["2025-12-15", "2026-02-15"])
def test_a_start_that_was_given_stays_when_an_earlier_revision_comes(given):
    import_agreements({"agreement_starts_on": given})
    assert import_agreements({"effective_on": "2025-11-01"}) == "1 created, 0 changed, 0 unchanged"
    assert Agreement.objects.get().starts_on == day(given)
    import_agreements({"agreement_starts_on": "2025-10-01"})
    assert Agreement.objects.get().starts_on == day("2025-10-01")


def test_a_service_that_exists_keeps_its_category():
    Service.objects.create(name="Help desk", category="security")
    import_agreements({"category": ""})
    assert Service.objects.get().category == "security"


def test_a_gap_before_the_next_revision_is_out_of_service():
    import_agreements(TO_MARCH, APRIL | {"effective_on": "2026-06-01"})
    assert revisions() == [
        ("2026-01-01", "1", 100_00),
        ("2026-04-01", "0", 0),
        ("2026-06-01", "3", 300_00),
    ]
    assert story() == [
        "2026-01 new +10000 = 10000",
        "2026-04 churn -10000 = 0",
        "2026-06 reactivation +30000 = 30000",
    ]


def test_an_end_on_the_day_before_the_next_revision_is_no_gap():
    import_agreements(TO_MARCH, APRIL)
    assert [row[:2] for row in revisions()] == [("2026-01-01", "1"), ("2026-04-01", "3")]


def test_the_end_of_the_last_revision_is_the_lines():
    import_agreements({}, APRIL | {"ends_on": "2026-06-30"})
    assert AgreementLine.objects.get().ends_on == day("2026-06-30")
    assert story()[-1] == "2026-07 churn -30000 = 0"


def test_a_gap_follows_what_the_file_says_now():
    import_agreements(TO_MARCH, APRIL | {"effective_on": "2026-06-01"})
    later = {"ends_on": "2026-04-30"}
    answer = import_agreements(later, APRIL | {"effective_on": "2026-06-01"})
    assert answer == "0 created, 1 changed, 1 unchanged"
    assert [row[0] for row in revisions()] == ["2026-01-01", "2026-05-01", "2026-06-01"]
    import_agreements({"ends_on": ""}, APRIL | {"effective_on": "2026-06-01"})
    assert [row[0] for row in revisions()] == ["2026-01-01", "2026-06-01"]


def test_a_row_out_of_service_needs_no_gap_after_it():
    pause = {"effective_on": "2026-02-01", "quantity": "0", "ends_on": "2026-02-15"}
    import_agreements({}, pause, APRIL)
    assert [row[:2] for row in revisions()] == [
        ("2026-01-01", "1"),
        ("2026-02-01", "0"),
        ("2026-04-01", "3"),
    ]


def test_a_revision_out_of_service_that_a_row_brought_stays():
    first, pause = {"ends_on": ""}, APRIL | {"quantity": "0", "ends_on": ""}
    import_agreements(first)
    import_agreements(pause)
    assert import_agreements(first) == "0 created, 0 changed, 1 unchanged"
    assert [row[:2] for row in revisions()] == [("2026-01-01", "1"), ("2026-04-01", "0")]


def test_a_gap_that_a_row_names_is_the_rows_from_then_on():
    first, june = TO_MARCH, {"effective_on": "2026-06-01"}
    import_agreements(first, june)
    pause = APRIL | {"quantity": "0", "ends_on": ""}
    assert import_agreements(pause) == "0 created, 1 changed, 0 unchanged"
    assert import_agreements(pause) == "0 created, 0 changed, 1 unchanged"
    import_agreements({"ends_on": ""})
    assert [row[0] for row in revisions()] == ["2026-01-01", "2026-04-01", "2026-06-01"]


def test_a_line_that_had_ended_and_goes_on_keeps_the_gap():
    import_agreements(TO_MARCH)
    assert import_agreements({"effective_on": "2026-06-01", "ends_on": ""}) == (
        "1 created, 0 changed, 0 unchanged"
    )
    assert [row[:2] for row in revisions()] == [
        ("2026-01-01", "1"),
        ("2026-04-01", "0"),
        ("2026-06-01", "1"),
    ]
    assert AgreementLine.objects.get().ends_on is None


def test_a_new_revision_after_the_lines_end_needs_the_column():
    import_agreements(TO_MARCH)
    assert refused(APRIL) == [
        (
            "line 2, effective_on: “2026-04-01” lies after the line's last day, 2026-03-31; "
            "say so in a column ends_on"
        )
    ]


def test_another_service_on_a_line_moves_its_mrr_to_the_category():
    import_agreements({})
    row = {"service": "Sentinel", "category": "security"}
    assert import_agreements(row) == "0 created, 1 changed, 0 unchanged"
    assert AgreementLine.objects.get().service.category == "security"
    assert verification.differences() == []


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (
            [{}, {"unit_price": "5"}],
            (
                "line 3, effective_on: “2026-01-01” is on line 2 already, "
                "for the same line of the agreement"
            ),
        ),
        (
            [{"ends_on": "2026-04-01"}, APRIL],
            "line 2, ends_on: “2026-04-01” overlaps line 3, effective_on 2026-04-01",
        ),
        (
            [{"ends_on": "2025-12-31"}],
            "line 2, ends_on: “2025-12-31” lies before effective_on, 2026-01-01",
        ),
        (
            [{"notice_days": "30"}, APRIL | {"notice_days": "60"}],
            "line 3, notice_days: “60” contradicts “30” on line 2, for the same agreement",
        ),
        (
            [{"pricing": "flat"}, APRIL | {"pricing": "per_user"}],
            (
                "line 3, pricing: “per_user” contradicts “flat” on line 2, "
                "for the same line of the agreement"
            ),
        ),
        (
            [
                {"service": "Shield", "category": "security"},
                {"line": "Other", "service": "Shield", "category": "resale"},
            ],
            "line 3, category: “resale” contradicts “security” on line 2, for the same service",
        ),
        (
            [{"agreement_ends_on": "2025-06-30"}],
            "line 2, agreement_ends_on: “2025-06-30” lies before the agreement's start, 2026-01-01",
        ),
        (
            [{"term_ends_on": "2025-06-30"}],
            "line 2, term_ends_on: “2025-06-30” lies before the agreement's start, 2026-01-01",
        ),
        (
            [{"unit_price": "-1"}],
            (
                "line 2, agreement: “MSA” is refused: The lines of MSA would add up to -1 a "
                "month: credits may not outweigh charges on any day."
            ),
        ),
        (
            [{"quantity": "9999999", "unit_price": "99999999"}],
            "line 2, unit_price: “99999999” makes the monthly amount too large",
        ),
        (
            [{"quantity": "9999999", "unit_cost": "99999999"}],
            "line 2, unit_cost: “99999999” makes the monthly cost too large",
        ),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(rows, complaint):
    before = everything()
    assert refused(*rows) == [complaint]
    assert everything() == before


def test_a_stored_revision_can_be_overlapped_as_little_as_one_of_the_file():
    import_agreements({}, APRIL)
    assert refused({"ends_on": "2026-05-31"}) == [
        "line 2, ends_on: “2026-05-31” overlaps the revision of 2026-04-01, which is stored"
    ]


def test_a_category_that_contradicts_a_stored_service_is_refused():
    import_agreements({})
    assert refused({"category": "resale"}) == [
        "line 2, category: “resale” contradicts the service Help desk, whose category is managed"
    ]


@pytest.fixture
def shield_comes(monkeypatch):
    """A service that another import brings after this one has looked for it."""

    def merge_and_meet(*args):
        merge_agreement(*args)
        Service.objects.get_or_create(name="Shield", category="security")

    merge_agreement = agreements.merge_agreement
    monkeypatch.setattr(agreements, "merge_agreement", merge_and_meet)


@pytest.mark.usefixtures("shield_comes")
@pytest.mark.parametrize("category", ["", "security"])
def test_a_service_that_comes_at_this_moment_is_taken_with_its_category(category):
    import_agreements({"service": "Shield", "category": category})
    assert LineRevision.objects.get().category == "security"
    assert verification.differences() == []


@pytest.mark.usefixtures("shield_comes")
def test_another_category_than_that_of_a_service_that_comes_at_this_moment_is_refused():
    assert refused({"service": "Shield", "category": "resale"}) == [
        "line 2, category: “resale” contradicts the service Shield, whose category is security"
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one at a time write")
def test_imports_at_the_same_time_wait_for_each_other():
    names = [(f"Client {i}", f"Line {j}") for i in range(30) for j in range(5)]
    rows = [{"client": client, "line": line, "service": line} for client, line in names]
    answers = []
    threads = [
        threading.Thread(target=import_in_thread, args=(order, answers))
        for order in (rows, rows[::-1], rows[50:] + rows[:50])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [
        "0 created, 0 changed, 150 unchanged",
        "0 created, 0 changed, 150 unchanged",
        "150 created, 0 changed, 0 unchanged",
    ]
    assert verification.differences() == []


def import_in_thread(rows, answers):
    try:
        answers.append(import_agreements(*rows))
    except Exception as error:  # whatever it is: a thread's failure would go unseen
        answers.append(repr(error))
    finally:
        connection.close()


def test_a_dry_run_counts_and_writes_nothing(tmp_path):
    path = tmp_path / "agreements.csv"
    path.write_bytes(agreement_file({}, APRIL))
    before = everything()
    assert run("import_agreements", path, "--dry-run") == (
        "2 created, 0 changed, 0 unchanged; dry run, nothing was written",
        [],
    )
    assert everything() == before


def test_the_command_prints_each_error_and_a_last_sentence(tmp_path):
    path = tmp_path / "agreements.csv"
    path.write_bytes(agreement_file({}, {"unit_price": "1e3"}))
    assert run("import_agreements", path) == (
        "",
        [
            "line 3, unit_price: “1e3” is not a number; write it like 1250.00",
            "1 error; nothing was written.",
        ],
    )


def test_the_command_prints_no_more_than_two_hundred_errors(tmp_path):
    path = tmp_path / "agreements.csv"
    path.write_bytes(agreement_file(*[{"quantity": "?"}] * 250))
    _, errors = run("import_agreements", path)
    assert errors[200:] == ["… and 50 more", "250 errors; nothing was written."]


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path):
    missing = tmp_path / "missing.csv"
    assert run("import_agreements", missing)[1] == [
        f"{missing} cannot be read: No such file or directory."
    ]
    assert run("import_agreements", tmp_path)[1] == [f"{tmp_path} cannot be read: Is a directory."]
