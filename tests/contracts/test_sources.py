import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from contracts.importing.declared import Declared
from contracts.importing.reports import Refused
from contracts.importing.sources import Source
from contracts.importing.sources.opening import open_source
from tests.contracts.workbooks import PARTS, of_rows, packed, saved, sheet

PLAIN = "name,amount\nQuay Legal,1\n"
TABLE = [(1, ["name", "amount"]), (2, ["Quay Legal", "1"])]


def opened(data: str | bytes, **said: str) -> Source:
    return open_source(data.encode() if isinstance(data, str) else data, Declared(**said))


def refusal(data: str | bytes, **said: str) -> str:
    with pytest.raises(Refused) as refused:
        opened(data, **said)
    return str(refused.value)


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_an_encoding_is_told_by_the_bytes(codec, encoding):
    source = opened("name,town\nÅsa Žižek,Łódź\n".encode(codec))
    assert source == Source([(1, ["name", "town"]), (2, ["Åsa Žižek", "Łódź"])], [], encoding, ",")


def test_bytes_that_are_not_utf_8_are_those_of_windows():
    source = opened("name,note\nMüller,“€ 5”\n".encode("cp1252"))
    assert (source.encoding, source.records[1]) == ("cp1252", (2, ["Müller", "“€ 5”"]))


def test_a_mark_in_the_file_outweighs_the_encoding_that_is_declared():
    assert opened(PLAIN.encode("utf-16"), encoding="cp1252").encoding == "utf-16"


def test_a_declared_encoding_is_taken():
    source = opened("name,x\nÃ¼,1\n".encode(), encoding="cp1252")
    assert (source.encoding, source.records[1][1][0]) == ("cp1252", "ÃƒÂ¼")


def test_a_declared_encoding_that_does_not_fit_is_refused_with_its_line():
    data = "name,x\nMüller,1\n".encode("cp1252")
    sentence = "line 2: the text is not UTF-8; save it as CSV UTF-8 or as .xlsx"
    assert refusal(data, encoding="utf-8") == sentence


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_told_by_the_widths(delimiter):
    source = opened(PLAIN.replace(",", delimiter))
    assert (source.records, source.delimiter) == (TABLE, delimiter)


def test_decimal_commas_do_not_make_a_comma_the_delimiter():
    source = opened("name;price;sum\nSeats;1,50;3,00\nDock;2,00;4,00\n")
    assert source.records[1:] == [(2, ["Seats", "1,50", "3,00"]), (3, ["Dock", "2,00", "4,00"])]


def test_title_rows_do_not_hide_the_delimiter():
    source = opened("Invoices, March, all\n\nname;amount\nQuay Legal;1\nLakeside;2\n")
    assert source.records == [
        (1, ["Invoices, March, all"]),
        (3, ["name", "amount"]),
        (4, ["Quay Legal", "1"]),
        (5, ["Lakeside", "2"]),
    ]


def test_a_line_sep_names_the_delimiter_and_is_no_record():
    source = opened("sep=;\r\na,b;c,d\r\n1,2;3,4\r\n")
    assert (source.delimiter, source.records) == (
        ";",
        [(2, ["a,b", "c,d"]), (3, ["1,2", "3,4"])],
    )


def test_a_declared_delimiter_outweighs_the_line_sep():
    source = opened("sep=;\na,b;c\n", delimiter=",")
    assert (source.delimiter, source.records) == (",", [(2, ["a", "b;c"])])


def test_a_line_sep_that_names_a_quote_is_refused():
    assert refusal('sep="\na;b\n') == "The line sep= names no delimiter."


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_records_are_numbered_by_the_line_they_begin_on(newline):
    text = 'name,note\n\n"Quay","two\nlines"\n,\nLakeside,one\n'.replace("\n", newline)
    assert opened(text).records == [
        (1, ["name", "note"]),
        (3, ["Quay", f"two{newline}lines"]),
        (6, ["Lakeside", "one"]),
    ]


def test_a_broken_quote_costs_its_record_and_no_other():
    source = opened('name,note\nQuay,"a"b\nLakeside,c\n')
    reason = 'line 2: a quoted cell goes on after its quote; write a quote in a text as ""'
    assert [str(error) for error in source.broken] == [reason]
    assert source.records == [(1, ["name", "note"]), (3, ["Lakeside", "c"])]


def test_a_quote_that_is_never_closed_is_broken_where_it_opens():
    source = opened('name,note\nQuay,"a\nLakeside,c\n')
    reason = "line 2: a quote that opens in this row is never closed"
    assert [str(error) for error in source.broken] == [reason]


def workbook_of_three() -> bytes:
    workbook = Workbook()
    workbook.active.title = "Hidden"
    workbook.active.append(["secret"])
    workbook.active.sheet_state = "hidden"
    for title in ("March", "April"):
        workbook.create_sheet(title).append([title])
    workbook.create_sheet("Deep").sheet_state = "veryHidden"
    workbook.active = 1
    return saved(workbook)


def test_the_first_sheet_that_can_be_seen_is_read():
    source = opened(workbook_of_three())
    assert source == Source([(1, ["March"])], sheet="March", sheets=("March", "April"))


def test_a_sheet_can_be_chosen():
    assert opened(workbook_of_three(), sheet="April").records == [(1, ["April"])]


@pytest.mark.parametrize("name", ["Hidden", "Deep", "May"])
def test_a_sheet_that_cannot_be_seen_cannot_be_chosen(name):
    sentence = f"The workbook has no sheet “{name}”; it has March, April."
    assert refusal(workbook_of_three(), sheet=name) == sentence


def test_a_workbook_without_a_sheet_to_be_seen_is_refused():
    workbook = packed(
        workbook=PARTS["xl/workbook.xml"].replace('sheetId="1"', 'sheetId="1" state="hidden"')
    )
    assert refusal(workbook) == "The workbook has no sheet that can be seen."


def test_an_empty_sheet_is_refused():
    assert refusal(of_rows([])) == "The sheet “Sheet” is empty."


def test_cells_of_a_workbook_are_exact():
    row = [
        date(2026, 3, 1),
        datetime.fromisoformat("2026-03-02T08:30"),
        1250.5,
        80,
        True,
        False,
        "007",
        None,
        " x",
    ]
    [(line, cells)] = opened(of_rows([row])).records
    assert (line, cells) == (
        1,
        [
            date(2026, 3, 1),
            date(2026, 3, 2),
            Decimal("1250.5"),
            Decimal(80),
            "TRUE",
            "FALSE",
            "007",
            "",
            " x",
        ],
    )


@pytest.mark.parametrize("number", ["0.1", "1250.05", "0.005", "19.99", "12345678.9", "-3"])
def test_a_number_is_what_its_shortest_text_says(number):
    [(_, cells)] = opened(of_rows([[float(number)]])).records
    assert cells == [Decimal(number)]


def test_a_formula_without_a_value_is_an_empty_cell():
    assert opened(of_rows([["sum", "=1+1", "x"]])).records == [(1, ["sum", "", "x"])]


def test_a_merged_title_is_the_text_of_its_first_cell():
    workbook = Workbook()
    for row in (["Invoices of March"], [], ["name", "amount"], ["Quay", 1]):
        workbook.active.append(row)
    workbook.active.merge_cells("A1:B1")
    assert opened(saved(workbook)).records == [
        (1, ["Invoices of March"]),
        (3, ["name", "amount"]),
        (4, ["Quay", Decimal(1)]),
    ]


def test_rows_that_a_sheet_leaves_out_keep_the_numbers_of_the_others():
    rows = '<row r="3"><c r="B3"><v>1</v></c></row><row r="9"><c r="A9"><v>2</v></c></row>'
    assert opened(sheet(rows)).records == [(3, ["", Decimal(1)]), (9, [Decimal(2)])]


# Windows has no character for some of its bytes, nor for most of the world.
letters = st.sampled_from("abzÄé€ß'\"\n,;\t| 0.")
cells = st.text(letters, max_size=8)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8)
)


@given(
    tables,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_is_written_is_read(rows, codec, delimiter):
    out = io.StringIO(newline="")
    table = [["näme", "note", *("x" for _ in rows[0][2:])] if rows else ["näme", "note"], *rows]
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(table)
    source = opened(out.getvalue().encode(codec), delimiter=delimiter)
    kept = [row for row in table if any(cell.strip() for cell in row)]
    assert [cells for _, cells in source.records] == kept
    assert source.broken == []
    lines = out.getvalue().split("\n")
    for line, record in source.records:
        assert lines[line - 1].lstrip('"').startswith(record[0].split("\n")[0].split('"')[0])
