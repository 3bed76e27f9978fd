"""Workbooks written by hand, a part at a time, as no spreadsheet program would."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
KINDS = {
    "workbook": "sheet.main",
    "worksheets/sheet1": "worksheet",
    "sharedStrings": "sharedStrings",
}
SHEET = f'<worksheet xmlns="{MAIN}">%s<sheetData>%s</sheetData></worksheet>'
ROW = '<row r="1"><c r="A1"><v>7</v></c></row>'
CHUNK = b" " * (1 << 20)

_overrides = "".join(
    f'<Override PartName="/xl/{name}.xml" ContentType="{OFFICE}.{kind}+xml"/>'
    for name, kind in KINDS.items()
)
_related = "".join(
    f'<Relationship Id="rId{number}" Type="{RELATED}/{kind}" Target="{target}.xml"/>'
    for number, (kind, target) in enumerate(
        [("worksheet", "worksheets/sheet1"), ("sharedStrings", "sharedStrings")], start=1
    )
)
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/xml"/>{_overrides}</Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>'
    '<sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{_related}'
    "</Relationships>",
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
    "xl/worksheets/sheet1.xml": SHEET % ("", ROW),
}


def packed(**said: str | bytes | Iterable[bytes]) -> bytes:
    """A workbook; `sheet`, `workbook`, `strings` and `more` replace or add a part.

    What is given in chunks is written as it comes, so that it may be larger than the memory.
    """
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "workbook": "xl/workbook.xml",
        "strings": "xl/sharedStrings.xml",
        "more": "xl/more.xml",
    }
    parts: dict[str, Any] = PARTS | {names[name]: part for name, part in said.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            with archive.open(name, "w") as stream:
                chunks = [part] if isinstance(part, str | bytes) else part
                for chunk in chunks:
                    stream.write(chunk.encode() if isinstance(chunk, str) else chunk)
    return out.getvalue()


def sheet(rows: str, before: str = "") -> bytes:
    return packed(sheet=SHEET % (before, rows))


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def of_rows(rows: Iterable[Iterable[Any]]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(list(row))
    return saved(workbook)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()
