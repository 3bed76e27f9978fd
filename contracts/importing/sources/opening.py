"""What kind of file some bytes are: their content says, never the file's name."""

from contracts.importing.declared import Declared
from contracts.importing.sources import Source
from contracts.importing.sources.limits import check_size, refuse
from contracts.importing.sources.texts import read_text
from contracts.importing.sources.workbooks import read_workbook

ZIP = b"PK\x03\x04"
# What is recognised to be something else, and what to do.
OTHERS = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "This is an old .xls workbook, or one with a password. Save it as .xlsx or CSV.",
    ),
    (b"%PDF", "This is a PDF. Export the list as .xlsx or CSV instead."),
    (b"\x89PNG", "This is a picture. Export the list as .xlsx or CSV instead."),
    (b"\xff\xd8\xff", "This is a picture. Export the list as .xlsx or CSV instead."),
    (b"GIF8", "This is a picture. Export the list as .xlsx or CSV instead."),
    (b"\x1f\x8b", "This file is packed. Unpack it, and choose the file inside."),
    (b"PK\x05\x06", "This is a zip archive that holds nothing. Export the list anew."),
    (b"{\\rtf", "This is a text document. Save the table as .xlsx or CSV."),
)
# Byte order marks, and what is not seen.
MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml")


def open_source(data: bytes, declared: Declared) -> Source:
    """The table in a file. Raises Refused with a sentence about what the file is instead."""
    check_size(len(data))
    if not data.strip(MARKS):
        refuse("The file is empty.")
    if data.startswith(ZIP):
        return read_workbook(data, declared)
    for magic, sentence in OTHERS:
        if data.startswith(magic):
            refuse(sentence)
    # UTF-16 has NUL bytes between the letters.
    start = data[:400].replace(b"\0", b"").lstrip(MARKS).lower()
    if start.startswith(MARKUP):
        refuse("This is a web page, whatever its name says. Save it as .xlsx or CSV.")
    return read_text(data, declared)
