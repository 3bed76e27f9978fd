"""What a report says in words."""

import pytest

from contracts.importing.previews import Preview
from tests.contracts.import_jobs import AGREEMENTS, INVOICES, report


def headline(base, **counts):
    none = {"created": 0, "changed": 0, "unchanged": 0, "excluded": 0, "wrong": 0}
    return Preview(report(base, counts={**none, **counts})).headline


WORTH = "Imports 8 lines of 6 invoices worth $8,362.98"
NOTHING = "Importing this file changes nothing: all that it says is stored already."


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"created": 8}, f"{WORTH}."),
        ({"created": 7, "wrong": 1, "excluded": 2}, f"{WORTH}; 3 rows are left out."),
        ({"changed": 4, "unchanged": 4}, f"{WORTH}, 4 of them stored already."),
        ({"unchanged": 8}, NOTHING),
        ({"wrong": 2}, "No row of this file can be imported."),
    ],
)
def test_headline_of_invoices(counts, sentence):
    assert headline(INVOICES, **counts) == sentence


def test_headlines_of_agreements_and_clients():
    assert headline(AGREEMENTS, created=3) == "Imports 3 lines of 2 agreements with 1 client."
    clients = {"kind": "clients", "clients": 1200}
    assert headline(clients, changed=1200) == "Imports 1,200 clients."


def test_months_that_stay_are_not_listed():
    months = [
        {"month": "2024-01-01", "before_cents": 5, "after_cents": 5},
        {"month": "2024-02-01", "before_cents": 5, "after_cents": 8},
    ]
    preview = Preview(report(effect={"months": months}))
    assert [(f"{row.month:%Y-%m}", row.change_cents) for row in preview.mrr] == [("2024-02", 3)]


def test_long_lists_are_cut_and_counted():
    errors = [{"line": n, "column": "", "text": "", "reason": ""} for n in range(130)]
    preview = Preview(report(errors=errors))
    assert (len(preview.errors), preview.unlisted_errors) == (100, 30)


def test_job_without_a_report_says_nothing():
    preview = Preview({})
    assert preview.changes_nothing
    assert preview.found == preview.mapping_sentence == ""
    assert preview.shares is preview.months is None
