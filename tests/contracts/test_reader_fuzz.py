"""Whatever the bytes are, reading them ends in time, with a reading.

FUZZ_FILES=10000 reads so many files instead of a few.
"""

import csv
import os
import re
import time
import traceback
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import BytesIO
from random import Random

from contracts.importing.declared import Declared
from contracts.importing.profiles import AGREEMENTS, CLIENTS, INVOICES
from contracts.importing.reading.files import read_file
from contracts.importing.readings import Reading
from tests.contracts import exports
from tests.contracts.workbooks import of_rows, zipped
from tests.mutations import mutated

FILES = int(os.environ.get("FUZZ_FILES", "200"))
# A guard against what never ends, not a measure.
SECONDS = 30
CURRENCIES = ("USD", "GBP")
KINDS = (None, AGREEMENTS, CLIENTS, INVOICES)
TEXTS = (exports.QUICKBOOKS, exports.XERO, exports.ADDITIONS, exports.AGREEMENTS)
SAYINGS = (
    Declared(),
    Declared(date_order="DMY", decimal="."),
    Declared(date_order="MDY", decimal="."),
    Declared(date_order="MDY", decimal=","),
    Declared(header_line=2),
    Declared(mapping={"client": "Company Name", "amount": "Amount"}),
)
SEEDS = [
    *(
        text.encode(codec, "replace")
        for text in TEXTS
        for codec in ("utf-8-sig", "utf-16", "cp1252")
    ),
    *(text.replace(",", ";").encode() for text in TEXTS),
    *(of_rows(csv.reader(text.splitlines())) for text in TEXTS),
]


def exact(cell: str) -> str | float | date:
    """As a spreadsheet program holds it."""
    for of in (float, lambda text: date(*map(int, text.split("/")[::-1]))):
        with suppress(ValueError, TypeError):
            return of(cell.replace(",", ""))
    return cell


def unpacked(text: str) -> dict[str, bytes]:
    """The parts of a workbook that holds an export."""
    table = [map(exact, row) for row in csv.reader(text.splitlines())]
    with zipfile.ZipFile(BytesIO(of_rows(table))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WORKBOOKS = [unpacked(text) for text in TEXTS]
# A part that is not read cannot go wrong.
READ = (
    "xl/worksheets/sheet1.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/workbook.xml",
    "xl/styles.xml",
)


# What stands in an attribute or an element, and what may stand there instead.
VALUE = re.compile(rb'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)')
VALUES = b"|-1|0|1|0.5|1e400|-1e400|1e-400|NaN|Infinity|x|XFD9|A0|s|b|d|e|n|str|2026-02-30|60"
ODD = [*VALUES.split(b"|"), b"9" * 30, b"9" * 5000, "\u0663".encode(), b"TOTAL", b"&#55;", b"&amp;"]


def told_otherwise(seed: int, part: bytes) -> bytes:
    """The part with a value or two replaced: XML still, unlike what flipped bits leave."""
    random = Random(seed)
    for _ in range(random.randint(1, 2)):
        value = random.choice(list(VALUE.finditer(part)))
        part = part[: value.start()] + random.choice(ODD) + part[value.end() :]
    return part


def hostile(seed: int) -> bytes:
    """A mutated file; of every third, a part of a workbook, which its packing would hide."""
    if seed % 3:
        return mutated(seed, SEEDS)
    parts = WORKBOOKS[seed // 3 % len(WORKBOOKS)]
    name = READ[seed // 12 % len(READ)] if seed % 4 == 0 else READ[0]
    change = told_otherwise(seed, parts[name]) if seed % 5 else mutated(seed, [parts[name]])
    return zipped(parts | {name: change})


def read(seed: int) -> str:
    """What is wrong with how a file was read, or nothing."""
    data, said = hostile(seed), SAYINGS[seed // 7 % len(SAYINGS)]
    began = time.perf_counter()
    try:
        reading = read_file(data, said, KINDS[seed % len(KINDS)], currency=CURRENCIES[seed % 2])
    except Exception:  # whatever it is: that there is none is what is tested
        return f"{seed}: {traceback.format_exc(limit=-3)}"
    took = time.perf_counter() - began
    if took > SECONDS:
        return f"{seed}: took {took:.1f} s"
    return "" if isinstance(reading, Reading) else f"{seed}: {reading!r}"


def failures() -> Iterator[str]:
    with warnings.catch_warnings():
        # Of a workbook's parts that are not read.
        warnings.simplefilter("ignore")
        yield from filter(None, map(read, range(FILES)))


def test_any_bytes_are_a_reading():
    assert list(failures()) == []
