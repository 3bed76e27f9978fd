"""Tables in text files: their encoding, their delimiter, and the line each record begins on."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from django.conf import settings

from contracts.importing.declared import Declared
from contracts.importing.files import Unreadable, is_blank, line_at, split
from contracts.importing.reports import Refused, RowError
from contracts.importing.sources import Record, Source
from contracts.importing.sources.limits import check_width, refuse, too_many_rows

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# The comma comes last: it stands in texts and amounts too, where it separates nothing.
DELIMITERS = (";", "\t", "|", ",")
ENCODINGS = ("utf-8", "utf-16", "cp1252")
MOST_LINES = 2_000_000
# Enough records to tell the delimiter by.
RECORDS_LOOKED_AT = 100
_HINT = re.compile(r"\A\s*sep=(.)\r?\n", re.IGNORECASE)


def read_text(data: bytes, declared: Declared) -> Source:
    """Raises Refused with a sentence for what is no readable text."""
    if declared.encoding and declared.encoding not in ENCODINGS:
        refuse(f"“{declared.encoding}” is no encoding here; known are {', '.join(ENCODINGS)}.")
    encoding, text = _decoded(data, declared.encoding)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Refused([RowError(line, None, "", "the line holds a NUL byte; this is no text file")])
    hint = _HINT.match(text)
    first_line = 1
    if hint:
        first_line, text = 1 + hint[0].count("\n"), text[hint.end() :]
    delimiter = declared.delimiter or (hint[1] if hint else delimiter_of(text))
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        refuse("The line sep= names no delimiter." if hint else f"“{delimiter}” is none.")
    records, broken = _kept(split(text, delimiter, first_line))
    if not (records or broken):
        refuse("The file is empty.")
    return Source(records, broken, encoding, delimiter)


def _decoded(data: bytes, declared: str | None) -> tuple[str, str]:
    """The encoding and the text; by its mark, by its NUL bytes, UTF-8 or else that of Windows."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            # What the file itself says is no matter of opinion.
            return encoding, _decode(data, "utf-8-sig" if encoding == "utf-8" else encoding)
    if declared:
        return declared, _decode(data, declared)
    if codec := _by_nul_bytes(data[:1000]):
        return "utf-16", _decode(data, codec)
    try:
        return "utf-8", data.decode()
    except UnicodeDecodeError:
        return "cp1252", _decode(data, "cp1252")


def _by_nul_bytes(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain text is NUL."""
    odd, even = start[1::2].count(0), start[::2].count(0)
    if len(start) < 4 or max(odd, even) < len(start) / 5:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError) as error:
        line = line_at(data, error.start) if isinstance(error, UnicodeDecodeError) else None
        name = codec.upper().removesuffix("-SIG")
        reason = f"the text is not {name}; save it as CSV UTF-8 or as .xlsx"
        raise Refused([RowError(line, None, "", reason)]) from None


def delimiter_of(text: str) -> str:
    """The delimiter that gives the most records of one width."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many cells stand in records of the commonest width above one."""
    if delimiter not in text:
        return 0, 0
    records = islice(split(text, delimiter, 1), RECORDS_LOOKED_AT)
    widths = Counter(len(cells) for _, cells in records if len(cells) > 1)
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return count, width


def _kept(records: Iterable[tuple[int, list[str]]]) -> tuple[list[Record], list[RowError]]:
    kept: list[Record] = []
    broken = []
    for number, (line, cells) in enumerate(records):
        if isinstance(cells, Unreadable):
            broken.append(RowError(line, None, "", cells.reason))
        elif not is_blank(cells):
            check_width(line, len(cells))
            kept.append((line, list(cells)))
        # Blank lines are no rows, but a file of nothing else must end too.
        if len(kept) + len(broken) > settings.IMPORT_MAX_ROWS or number > MOST_LINES:
            too_many_rows()
    return kept, broken
