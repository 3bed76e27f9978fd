"""Files: what is written into CSV files and workbooks can be read back, value by value."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from config import workbooks
from config.exports import (
    COUNT,
    DAY,
    MOMENT,
    MONEY,
    MONTH,
    PRICE,
    SHARE,
    TEXT,
    Sheet,
    csv_lines,
)
from config.workbooks import sheet_title, write_workbook

moment = datetime.fromisoformat
# (kind, value, as CSV writes it, as a workbook holds it)
VALUES = [
    (TEXT, "Ash & Co", "Ash & Co", "Ash & Co"),
    (MONEY, -123_405, "-1234.05", -1234.05),
    (MONEY, 0, "0.00", 0),
    (MONEY, 999_999_999_999_999, "9999999999999.99", 9999999999999.99),
    (PRICE, Decimal("0.1250"), "0.1250", 0.125),
    (COUNT, 12, "12", 12),
    (SHARE, Fraction(5, 8), "0.6250", 0.625),
    (MONTH, date(2026, 10, 1), "2026-10", moment("2026-10-01")),
    (DAY, date(2199, 12, 31), "2199-12-31", moment("2199-12-31")),
    (MOMENT, datetime(2026, 10, 3, 12, 5, 9, 7, tzinfo=UTC), "2026-10-03T14:05:09+02:00",
     moment("2026-10-03T14:05:09")),
]  # fmt: skip
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "_x0041_", "'x", " a ", "a\r\nb", "1"]
LOST = {"\ud83d", "\ufffe", "\uffff"}
texts = st.one_of(
    st.text(),
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from("=+-@'\t\r\n\0\x1b\x7f\x85\ufffe\ud83d😀_x0041#/ ")),
)


def sheet_of(values, kind=TEXT):
    return Sheet([("Name", kind)], [[value] for value in values])


def read_csv(sheet):
    return [row[0] for row in csv.reader(io.StringIO("".join(csv_lines(sheet)), newline=""))][1:]


def book_of(sheet, name="clients"):
    file = io.BytesIO()
    write_workbook(sheet, name, file)
    return load_workbook(file)


def cells_of(sheet):
    return [cell for (cell,) in book_of(sheet).worksheets[0].iter_rows(min_row=2)]


@pytest.mark.parametrize(("kind", "value", "text", "held"), VALUES)
def test_each_kind_of_value(kind, value, text, held):
    sheet = sheet_of([value, None], kind)
    with override_settings(TIME_ZONE="Europe/Berlin"):
        assert read_csv(sheet) == [text, ""]
        cells = cells_of(sheet)
    assert [cell.value for cell in cells] == [held, None][: len(cells)]
    assert cells[0].number_format == kind.number_format


@given(st.lists(texts, min_size=1, max_size=5))
@settings(deadline=None)
def test_any_text_stays_text_in_a_workbook(values):
    cells = cells_of(sheet_of([f"{value}." for value in values]))
    assert {cell.data_type for cell in cells} == {"s"}
    assert [decoded(cell.value) for cell in cells] == [f"{written(value)}." for value in values]


def written(text):
    """What of a text a workbook can hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\t\n" or (char >= " " and char not in LOST))


def decoded(text):
    """As spreadsheets read a cell."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_neither_formula_nor_error(text):
    (cell,) = cells_of(sheet_of([text]))
    assert (cell.data_type, decoded(cell.value)) == ("s", written(text))


@given(st.lists(texts, max_size=5))
def test_any_text_is_harmless_in_a_csv_file(values):
    back = read_csv(sheet_of(values))
    assert not any(text.startswith(tuple("=+-@\t\r")) for text in back)
    assert [text in (value, f"'{value}") for text, value in zip(back, values, strict=True)] == [
        True for _ in values
    ]


@given(st.integers(-(10**15), 10**15))
@settings(deadline=None)
def test_amounts_are_numbers_to_the_cent(cents):
    (cell,) = cells_of(sheet_of([cents], MONEY))
    assert cell.data_type == "n"
    assert round(cell.value * 100) == cents


def test_long_text_is_cut_where_a_cell_ends():
    (cell,) = cells_of(sheet_of(["😀" * 20_000]))
    assert cell.value == "😀" * 16_383


def test_head_is_bold_stays_in_sight_and_filters():
    page = book_of(Sheet([("Client", TEXT), ("MRR", MONEY)], [["Ash", 1], ["Birch", 2]])).active
    assert [(cell.value, cell.font.bold) for cell in page[1]] == [("Client", True), ("MRR", True)]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B3")
    assert [page.column_dimensions[letter].width for letter in "AB"] == [28, 14]


def test_empty_list_is_a_sheet_with_its_head():
    page = book_of(sheet_of([])).active
    assert [[cell.value for cell in row] for row in page] == [["Name"]]
    assert page.auto_filter.ref == "A1:A1"


def test_what_is_too_long_for_a_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    book = book_of(sheet_of(["a", "b", "c", "d"]))
    assert {page.title: [cell.value for cell in page["A"]] for page in book} == {
        "Clients": ["Name", "a", "b"],
        "Clients 2": ["Name", "c", "d"],
    }


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("billed-against-contracted", "Billed-against-contracted"),
        ("a/b[c]*?:'", "A b c"),
        ("x" * 40, "X" + "x" * 30),
    ],
)
def test_sheet_titles_are_legal(name, title):
    assert sheet_title(name) == title
