"""Whatever the bytes are, reading them ends in time, with a reading.

FUZZ_FILES=10000 reads so many files instead of a few.
"""

import os
import time
import traceback
import warnings
from collections.abc import Iterator

from contracts.importing.declared import Declared
from contracts.importing.profiles import AGREEMENTS, CLIENTS, INVOICES
from contracts.importing.reading.files import read_file
from contracts.importing.readings import Reading
from tests.contracts import exports
from tests.contracts.workbooks import PARTS, of_rows, zipped
from tests.mutations import mutated

FILES = int(os.environ.get("FUZZ_FILES", "200"))
SECONDS = 5
KINDS = (None, AGREEMENTS, CLIENTS, INVOICES)
TEXTS = (exports.QUICKBOOKS, exports.XERO, exports.ADDITIONS, exports.AGREEMENTS)
SAYINGS = (
    Declared(),
    Declared(date_order="DMY", decimal="."),
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
    *(of_rows(line.split(",") for line in text.splitlines()) for text in TEXTS),
]
SHEETS = [
    f'<row r="1">{"".join(f"<c t={kind!r}><v>{value}</v></c>" for value in (1, 0.5, "x"))}</row>'
    for kind in ("n", "b", "d", "str")
]
PART_SEEDS = [part.encode() for part in PARTS.values()] + [row.encode() for row in SHEETS]


def hostile(seed: int) -> bytes:
    """A mutated file; of every third, the parts of a workbook, which its packing would hide."""
    if seed % 3:
        return mutated(seed, SEEDS)
    name = list(PARTS)[seed // 3 % len(PARTS)]
    part = mutated(seed, [PARTS[name].encode(), *PART_SEEDS])
    return zipped(PARTS | {name: part})


def read(seed: int) -> str:
    """What is wrong with how a file was read, or nothing."""
    data, said = hostile(seed), SAYINGS[seed // 7 % len(SAYINGS)]
    began = time.perf_counter()
    try:
        reading = read_file(data, said, KINDS[seed % len(KINDS)], currency="USD")
    except Exception:
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
