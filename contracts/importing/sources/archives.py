"""The archive that a workbook is: unpacked once, before any parser keeps something of it."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from django.conf import settings

from contracts.importing.sources.limits import MEGABYTE, UNPACKED, refuse

BROKEN = "The workbook is damaged. Open it in a spreadsheet program and save it anew as .xlsx."
TOO_LARGE = "The workbook unpacks to far more than its size. Save the sheet as CSV instead."
ENTITIES = "The workbook declares entities, which none needs. Save it anew as .xlsx."
MOST_MEMBERS = 2000
CHUNK = 1 << 16
# A parser keeps a row, or a text, until it ends: neither may go on for ever.
MOST_TAGS_IN_A_ROW = 200_000
LONGEST_TEXT = 4 * MEGABYTE
# As many rows as a sheet can have; each text of the workbook counts as well.
MOST_ROWS = 1 << 20
# Parts that are never parsed here, and have other rows than a sheet.
UNREAD = re.compile(r"xl/(calcChain|pivotCache|drawings|charts|media|comments)|customXml/")
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")

# What a parser meets in a damaged file, wherever it stops.
DAMAGE = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    ArithmeticError,
    SyntaxError,
    EOFError,
    OSError,
    NotImplementedError,
    AssertionError,
    RuntimeError,
    zlib.error,
)


def check_archive(data: bytes) -> None:
    """Unpack it without keeping anything. Raises Refused for what is no workbook."""
    left = settings.IMPORT_MAX_MB * MEGABYTE * UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            # No more than the stated size is ever unpacked, so it need not be true.
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > left:
                refuse(TOO_LARGE)
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                refuse(_what_instead(names))
            for member in members:
                if member.flag_bits & 1:
                    refuse("The workbook is protected by a password. Save it without one.")
                _check_part(member.filename, _chunks(archive, member))
    except DAMAGE:
        refuse(BROKEN)


def _what_instead(names: Iterable[str]) -> str:
    if "content.xml" in names:
        return "This is an OpenDocument file. Save it as .xlsx or CSV."
    return "This is a zip archive, not a workbook. Unpack it, and choose the file inside."


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Without the NUL bytes that UTF-16 has between its letters."""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk.replace(b"\0", b"")


def _check_part(name: str, chunks: Iterator[bytes]) -> None:
    rows = tags = length = 0
    for chunk in chunks:
        if UNREAD.match(name):
            continue
        if _DECLARATION.search(chunk):
            refuse(ENTITIES)
        begun = len(_ROW.findall(chunk))
        rows, tags = rows + begun, 0 if begun else tags + chunk.count(b"<")
        length = 0 if b"<" in chunk else length + len(chunk)
        if rows > MOST_ROWS or tags > MOST_TAGS_IN_A_ROW or length > LONGEST_TEXT:
            refuse(TOO_LARGE)
