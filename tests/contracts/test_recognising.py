"""Which program wrote a file, and what is asked when nobody knows."""

import pytest

from contracts.importing.declared import Declared
from contracts.importing.profiles import PROFILES, RECOGNISED
from contracts.importing.reading.files import read_file
from tests.contracts.exports import read, rows


@pytest.mark.parametrize("profile", RECOGNISED, ids=lambda profile: profile.name)
def test_every_profile_knows_its_own_header(profile):
    header = ",".join(f'"{names[0]}"' for names in profile.columns.values())
    assert read(f"{header}\n").profile == profile.name


def test_names_of_profiles_are_told_once():
    assert len(PROFILES) == len(RECOGNISED) + 3


def test_a_file_of_something_else_says_what_is_missing():
    reading = read("Ticket #,Summary,Status\n123,Printer,Open\n")
    assert reading.missing == ["client", "number", "date", "amount"]
    assert [question.sentence for question in reading.questions] == [
        "These columns are missing: client (customer), number, date, amount."
    ]
    assert reading.sample == [["Ticket #", "Summary", "Status"], ["123", "Printer", "Open"]]


def test_columns_are_mapped_by_hand():
    text = "Kunde;Nr;Tag;Netto\nHafen;R-1;15.01.2025;1.234,56\n"
    mapping = {"client": "Kunde", "number": "Nr", "issued_on": "Tag", "amount": "Netto"}
    reading = read(text, kind="invoices", mapping=mapping)
    assert rows(reading, "client", "number", "issued_on", "amount") == [
        (2, "Hafen", "R-1", "2025-01-15", 123456)
    ]


def test_a_mapping_of_a_column_that_is_not_there_is_asked_about():
    reading = read("Kunde\nHafen\n", kind="clients", mapping={"client": "Firma"})
    assert [q.sentence for q in reading.questions] == ["The file has no column “Firma”."]


def test_a_header_without_rows_is_a_file():
    reading = read("Customer,Invoice No,Invoice Date,Type,Amount\n")
    assert (reading.is_ready, reading.warnings) == (True, ["The file has a header and no rows."])


def test_an_empty_file_says_so():
    assert read("").refusals == ["The file is empty."]


def test_texts_come_as_they_are_written():
    text = (
        "Customer,Invoice No,Invoice Date,Item,Description,Amount\n"
        '"=HYPERLINK(""http://example.com"")",=1,2025-01-05,@SUM(1),=1+1,-25.00\n'
    )
    assert rows(read(text), "client", "number", "item", "description", "amount") == [
        (2, '=HYPERLINK("http://example.com")', "=1", "@SUM(1)", "=1+1", -2500)
    ]


def test_our_template_in_another_dress_leaves_its_examples_out():
    text = (
        "client;number;issued_on;kind;amount\n"
        "Example Ltd;INV-1;2025-01-05;project;10.00\n"
        "Haven;INV-2;2025-01-05;project;10.00\n"
    )
    reading = read(text)
    assert (reading.profile, rows(reading, "client", "amount", "position")) == (
        "baseload_invoices",
        [(3, "Haven", 1000, 1)],
    )
    assert [row.reason for row in reading.excluded] == ["example row of the template"]


def test_a_mapping_that_was_saved_reads_the_same_header():
    header = ["Kunde", "Nr", "Tag", "Netto"]
    columns = {"client": "Kunde", "number": "Nr", "date": "Tag", "amount": "Netto"}
    text = b"Kunde;Nr;Tag;Netto\nHafen;R-1;15.01.2025;1,50\n"
    saved = [("invoices", columns, header)]
    reading = read_file(text, Declared(), None, currency="USD", saved=saved)
    assert rows(reading, "number", "amount") == [(2, "R-1", 150)]
    other = read_file(text.replace(b"Tag", b"Datum"), Declared(), None, currency="USD", saved=saved)
    assert [question.name for question in other.questions] == ["mapping"]
