"""Files that want to take all memory and time, and files that are something else than they say."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from itertools import repeat

import pytest

from contracts.importing.declared import Declared
from contracts.importing.reports import Refused
from contracts.importing.sources.archives import BROKEN, ENTITIES, TOO_LARGE
from contracts.importing.sources.opening import open_source
from tests.contracts.workbooks import CHUNK, MAIN, PARTS, ROW, SHEET, of_rows, packed, sheet, zipped

# A guard against what never ends, not a measure: slow machines take their time.
SECONDS = 30
MEGABYTE = 1 << 20
TOO_MANY_ROWS = "The file has more than 200,000 rows. Split it into several files."
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
DTD = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


def refusal(data: bytes) -> str:
    """The one sentence, said in time and with little memory."""
    # Watching the memory makes everything several times slower, so that the time is taken alone.
    began = time.process_time()
    sentence = _refusal(data)
    assert time.process_time() - began < SECONDS
    tracemalloc.start()
    try:
        assert _refusal(data) == sentence
        assert tracemalloc.get_traced_memory()[1] < 100 * MEGABYTE
    finally:
        tracemalloc.stop()
    return sentence


def _refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        open_source(data, Declared())
    [error] = refused.value.errors
    return str(error)


def around(rows: Iterator[bytes] | list[bytes], part: str = SHEET % ("", "%s")) -> Iterator[bytes]:
    before, after = part.split("%s")
    yield before.encode()
    yield from rows
    yield after.encode()


def megabytes(text: bytes, count: int) -> Iterator[bytes]:
    return repeat(text * (MEGABYTE // len(text)), count)


def test_a_sheet_of_a_gigabyte_is_refused():
    assert refusal(packed(sheet=around(repeat(CHUNK, 1024)))) == TOO_LARGE


def test_a_part_that_nothing_names_counts_as_well():
    assert refusal(packed(more=repeat(CHUNK, 400))) == TOO_LARGE


def test_a_size_that_lies_is_refused():
    data = bytearray(packed(sheet=around(repeat(CHUNK, 400))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytes(data).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refusal(lying) == BROKEN


def test_an_archive_of_very_many_files_is_refused():
    assert refusal(zipped(PARTS | {f"xl/{n}.xml": "" for n in range(3000)})) == TOO_LARGE


def test_a_million_columns_that_are_only_stated_are_not_believed():
    stated = sheet(ROW, '<dimension ref="A1:XFD1048576"/>')
    assert len(open_source(stated, Declared()).records) == 1


def test_a_million_cells_in_a_row_are_refused():
    rows = [b'<row r="1">', *megabytes(b"<c><v>1</v></c>", 20), b"</row>"]
    assert refusal(packed(sheet=around(rows))) == TOO_LARGE


def test_a_cell_in_the_last_column_is_refused():
    sentence = "line 1: the row has 16,384 cells; at most 500 are read"
    assert refusal(sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')) == sentence


def test_a_row_at_the_end_of_the_sheet_with_nothing_between_is_refused():
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert refusal(sheet(ROW + last)) == TOO_MANY_ROWS


def test_one_row_again_and_again_is_refused():
    rows = megabytes(b'<row r="1"/>', 30)
    assert refusal(packed(sheet=around(rows))) == TOO_LARGE


def test_elements_that_no_row_holds_are_refused():
    assert refusal(packed(sheet=around(megabytes(b"<x/>", 100)))) == TOO_LARGE


@pytest.mark.parametrize("text", [b"<si><t>a</t></si>", b"<si/>", b"a"])
def test_texts_without_end_are_refused(text):
    part = f'<sst xmlns="{MAIN}">%s</sst>'
    assert refusal(packed(strings=around(megabytes(text, 100), part))) == TOO_LARGE


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declaration", [LAUGHS, EXTERNAL, DTD])
@pytest.mark.parametrize("part", ["sheet", "workbook", "strings"])
def test_declared_entities_are_refused(part, declaration, codec):
    name = {"sheet": "worksheets/sheet1", "strings": "sharedStrings"}.get(part, part)
    text = declaration + PARTS[f"xl/{name}.xml"].replace("<v>7", "<v>&i;")
    assert refusal(packed(**{part: text.encode(codec)})) == ENTITIES


def test_entities_after_a_long_comment_are_refused():
    hidden = f"<!--{' ' * 70_000}-->{LAUGHS}" + PARTS["xl/worksheets/sheet1.xml"]
    assert refusal(packed(sheet=hidden.replace("<v>7", "<v>&i;"))) == ENTITIES


def test_an_encrypted_part_is_refused():
    data = bytearray(zipped(PARTS))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    assert refusal(bytes(data)) == "The workbook is protected by a password. Save it without one."


@pytest.mark.parametrize("size", [4, 100, 400, 1500])
def test_the_start_of_a_workbook_is_refused(size):
    assert refusal(of_rows([["name", "amount"]])[:size]) == BROKEN


def test_parts_that_are_no_xml_are_refused():
    for name in ("sheet", "workbook", "strings"):
        assert refusal(packed(**{name: b"\x00\xff no"})) == BROKEN


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
            "This is an old .xls workbook, or one with a password. Save it as .xlsx or CSV.",
        ),
        (
            zipped({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}),
            "This is an OpenDocument file. Save it as .xlsx or CSV.",
        ),
        (
            zipped({"invoices.csv": "a,b"}),
            "This is a zip archive, not a workbook. Unpack it, and choose the file inside.",
        ),
        (b"%PDF-1.7\n1 0 obj", "This is a PDF. Export the list as .xlsx or CSV instead."),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(100),
            "This is a picture. Export the list as .xlsx or CSV instead.",
        ),
        (
            b"\xef\xbb\xbf\r\n <HTML><table><tr><td>1</td></tr></table>",
            "This is a web page, whatever its name says. Save it as .xlsx or CSV.",
        ),
        (
            "\ufeff<html><table>".encode("utf-16-le"),
            "This is a web page, whatever its name says. Save it as .xlsx or CSV.",
        ),
        (
            b"name,amount\nQuay,\x001\n",
            "line 2: the line holds a NUL byte; this is no text file",
        ),
        (bytes(1000), "line 1: the line holds a NUL byte; this is no text file"),
        (
            b"PK\x05\x06" + bytes(18),
            "This is a zip archive that holds nothing. Export the list anew.",
        ),
        (b"", "The file is empty."),
        (b" \r\n\t\n", "The file is empty."),
        (b",,,\n,,,\n", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"\xff\xfe", "The file is empty."),
        (b"\xfe\xff\x00\n", "The file is empty."),
        (b"sep=;\n", "The file is empty."),
    ],
)
def test_what_is_no_table_is_told(data, sentence):
    assert refusal(data) == sentence


def test_too_many_rows_are_refused(settings):
    settings.IMPORT_MAX_ROWS = 3
    sentence = "The file has more than 3 rows. Split it into several files."
    table = [["name", "amount"]] * 4
    assert refusal("\n".join(map(",".join, table)).encode()) == sentence
    assert refusal(of_rows(table)) == sentence


def test_too_many_broken_rows_are_refused(settings):
    settings.IMPORT_MAX_ROWS = 3
    assert refusal(b'name,x\n"a"b,c\n"a"b,c\n"a"b,c\n').startswith("The file has more than 3 rows")


def test_too_many_columns_are_refused():
    sentence = "line 1: the row has 501 cells; at most 500 are read"
    assert refusal(b",".join([b"x"] * 501)) == sentence
    assert refusal(of_rows([["x"] * 501])) == sentence


def test_too_many_megabytes_are_refused(settings):
    settings.IMPORT_MAX_MB = 1
    sentence = "The file is larger than 1 MB. Split it into several files."
    assert refusal(b"a,b\n" * (MEGABYTE // 4 + 1)) == sentence


def test_a_million_delimiters_in_a_line_are_refused():
    sentence = "line 1: the row has 1,000,001 cells; at most 500 are read"
    assert refusal(b"x" + b"," * 1_000_000) == sentence


def test_a_quote_that_never_ends_breaks_its_record_in_time():
    data = b'name,x\n"' + b"endless, " * 100_000
    began = time.process_time()
    source = open_source(data, Declared())
    assert time.process_time() - began < SECONDS
    assert source.records == [(1, ["name", "x"])] or source.broken
