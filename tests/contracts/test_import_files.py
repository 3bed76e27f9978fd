"""Files and cells that cannot be read: each is refused with a sentence that says where and why."""

import pytest

from clients.models import Client
from contracts import importing
from tests.contracts.csv_files import (
    AGREEMENT_ROW,
    agreement_file,
    complaints,
    import_agreements,
    revisions,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("client", " ", "a value is missing"),
        ("client", "x" * 201, f"“{'x' * 60}…” has 201 characters; at most 200 are kept"),
        ("line", "Help\x07desk", "“Help\\u0007desk” holds an invisible character (U+0007)"),
        ("agreement", "MSA\u200b", "“MSA\\u200b” holds an invisible character (U+200B)"),
        ("client", "Acme\u2062", "“Acme\\u2062” holds an invisible character (U+2062)"),
        ("client", "Acme\u061c", "“Acme\\u061c” holds an invisible character (U+061C)"),
        ("client", "Ac\u3164me", "“Ac\u3164me” holds an invisible character (U+3164)"),
        ("client", "Ac\u115fme", "“Ac\u115fme” holds an invisible character (U+115F)"),
        ("client", "Ac\U000e0041me", "“Ac\\ue0041me” holds an invisible character (U+E0041)"),
        ("quantity", "NaN", "“NaN” is not a number; write it like 1250.00"),
        ("quantity", "-1", "“-1” is below 0; a credit has a negative price"),
        ("quantity", "1.00001", "“1.00001” has more than 4 decimals"),
        ("unit_price", "1e3", "“1e3” is not a number; write it like 1250.00"),
        ("unit_price", "1_000", "“1_000” is not a number; write it like 1250.00"),
        ("unit_price", "１２", "“１２” is not a number; write it like 1250.00"),
        ("unit_price", "1,5", "“1,5” is not a number; write it like 1250.00"),
        ("unit_price", "+5", "“+5” is not a number; write it like 1250.00"),
        ("unit_price", "1 000", "“1 000” is not a number; write it like 1250.00"),
        ("unit_price", "inf", "“inf” is not a number; write it like 1250.00"),
        (
            "unit_price",
            "123456789",
            "“123456789” is too large; at most 8 digits stand before the point",
        ),
        ("billing_months", "0", "“0” is out of range; it runs from 1 to 120"),
        ("billing_months", "1.5", "“1.5” is not a whole number; write it like 12"),
        ("billing_months", "9" * 5000, f"“{'9' * 60}…” is out of range; it runs from 1 to 120"),
        ("effective_on", "2026-02-29", "“2026-02-29” is not a date: the calendar has no such day"),
        ("effective_on", "01/02/2026", "“01/02/2026” is not a date; write it like 2026-01-31"),
        ("effective_on", "20260131", "“20260131” is not a date; write it like 2026-01-31"),
        ("effective_on", "2200-01-01", "“2200-01-01” is out of range; dates run from 1970 to 2199"),
        ("ends_on", "1969-12-31", "“1969-12-31” is out of range; dates run from 1970 to 2199"),
        ("category", "Managed", "“Managed” is not known; write one of managed, security, resale"),
        ("discount_percent", "101", "“101” is out of range; it runs from 0 to 100"),
        ("notice_days", "40000", "“40000” is out of range; it runs from 0 to 32767"),
    ],
)
def test_a_cell_that_cannot_be_its_value_is_named(column, text, reason):
    data = agreement_file({}, {column: text})
    assert complaints(importing.import_agreements, data) == [f"line 3, {column}: {reason}"]


def test_trailing_zeros_are_no_further_decimals():
    import_agreements({"unit_price": "100.500000"})
    assert revisions() == [("2026-01-01", "1", 100_50)]


def test_every_error_of_the_file_is_listed_by_its_line():
    data = agreement_file({"quantity": "x", "unit_price": ""}, {}, {"effective_on": "soon"})
    assert complaints(importing.import_agreements, data) == [
        "line 2, quantity: “x” is not a number; write it like 1250.00",
        "line 2, unit_price: a value is missing",
        "line 4, effective_on: “soon” is not a date; write it like 2026-01-31",
    ]


def test_lines_are_counted_as_an_editor_shows_them():
    header = ",".join(AGREEMENT_ROW)
    data = f'{header}\r\n"Acme\r\nLtd",A,L,1,1,1,2026-01-01\r\n\r\n,,,,,,\r\nB,A,L,1,?,1,2026-01-01'
    assert complaints(importing.import_agreements, data.encode()) == [
        "line 6, quantity: “?” is not a number; write it like 1250.00"
    ]


HEADER = ",".join(AGREEMENT_ROW).encode()
GOOD = b"Acme,MSA,Desk,1,1,100,2026-01-01"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n \r\n", "The file is empty."),
        (HEADER, "The file has a header and no rows."),
        (HEADER + b"\n\n", "The file has a header and no rows."),
        (
            HEADER.replace(b",quantity", b"") + b"\n",
            "line 1, quantity: the header lacks this column",
        ),
        (HEADER + b",client\n" + GOOD, "line 1, client: the header names this column twice"),
        (HEADER + b",\n" + GOOD + b",", "line 1: column 8 has no name"),
        (HEADER.replace(b",", b";"), "line 1: the columns are not separated by commas"),
        (
            HEADER + b"\n" + GOOD + b"\nB\xfcro",
            "line 3: the text is not UTF-8; save it as CSV UTF-8",
        ),
        (
            (HEADER + b"\n" + GOOD).decode().encode("utf-16"),
            "The file is UTF-16, not UTF-8; save it as CSV UTF-8.",
        ),
        (
            HEADER + b"\n" + GOOD + b"\0",
            "line 2: the line holds a NUL byte; this is not a text file, or it is damaged",
        ),
        (
            HEADER + b"\nAcme,MSA",
            "line 2: the row has 2 cells, too few for the 7 columns of the header",
        ),
        (
            HEADER + b"\n" + GOOD + b",x",
            "line 2: the row has 8 cells, too many for the 7 columns of the header",
        ),
        (
            HEADER + b'\n"Acme,MSA\n' + GOOD,
            "line 2: a quote that opens in this row is never closed",
        ),
        (
            HEADER + b'\n"Acme" Ltd,MSA',
            'line 2: a quoted cell goes on after its quote; write a quote in a text as ""',
        ),
        (
            HEADER + b"\n" + b"x" * 200_000,
            "line 2: a cell is longer than 131,072 characters; is a quote open?",
        ),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(data, complaint):
    assert complaints(importing.import_agreements, data) == [complaint]


def test_an_unknown_column_is_named_with_those_that_are_known():
    data = HEADER + b",price\n" + GOOD + b",1"
    (complaint,) = complaints(importing.import_agreements, data)
    assert complaint.startswith("line 1: “price” is no column; known are client, agreement, line,")


def test_a_byte_order_mark_and_windows_line_ends_are_taken():
    data = b"\xef\xbb\xbf" + HEADER + b"\r\n" + GOOD + b"\r\n"
    assert str(importing.import_agreements(data)) == "1 created, 0 changed, 0 unchanged"


def test_names_that_look_alike_are_one_name():
    import_agreements({"client": "Café"}, {"client": "Cafe\u0301", "line": "Backup"})
    assert list(Client.objects.values_list("name", flat=True)) == ["Café"]


def test_characters_that_join_letters_are_kept():
    name = "نامه\u200cها \U0001f469\u200d\U0001f4bb"
    import_agreements({"client": name})
    assert Client.objects.get().name == name
