"""What no form expects: strategies of posts for fields of given names, for the test client.

    posts(q=texts, effective_on=dates)                 fields of a form
    rows("lines", name=texts, unit_price=numbers)      fields of a formset, its counts too
    extremes({"effective_on": "2026-01-01"})           each field at each of its ends; no strategy
    together(posts(…), rows(…))                        both in one post
    corrupted(post)                                    a good post with a field or two gone wrong

Any field may be missing, sent twice, or hold what belongs into another. Texts hold whatever a
browser can send: everything but surrogates.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Post = dict[str, str | list[str]]

plausible_dates = st.dates(date(1970, 1, 1), date(2199, 12, 31)).map(str)
dates = plausible_dates | st.sampled_from(
    """0000-00-00 0001-01-01 1969-12-31 2200-01-01 9999-12-31 10000-01-01 2026-02-29 2026-02-30
    2026-13-01 2026-1-1 31.12.2026 01/31/2026 2026-01-01T00:00 -2026-01-01 ２０２６-０１-０１ today
    """.split()
)
plausible_numbers = st.decimals(0, 100_000, places=2).map(str)
numbers = plausible_numbers | st.sampled_from(
    """0 -0 −0 -1 −1 +1 0.00001 0.005 1e3 1e999 -1e999 1e-999 NaN sNaN -NaN Infinity -Infinity
    99999999 100000000 99999999999999999999 1,234.50 1.234,50 1,2,3 1'234.50 1_000 .5 5. 5% $5
    0x10 ١٢ ½ ² ∞ 1;2 --1""".split()
)
numbers = numbers | st.sampled_from(
    ["1 234,50", "1\u00a0234,50", " 7 ", "9" * 400, "0." + "1" * 400]
)
texts = st.text(max_size=60) | st.sampled_from(
    [
        "\0", "a\0b", "\r\n", "\t", " ", "\u200b", "\u202eevil", "\ufeff", "\U0001f9fe",
        "e\u0301" * 40,
        "=1+1", "@x", "<script>alert(1)</script>", "{{ 7 }}", "%s%n", "' or 1=1 --", "../../etc",
        "x" * 201, "ß" * 5_000, "__prefix__",
    ]
)  # fmt: skip
keys = st.sampled_from(
    ["0", "1", "2", "-1", "1.5", "99999999999", str(2**63), "9" * 100, "²", "one", "\0", "1 or 1"]
)
flags = st.sampled_from(["on", "", "true", "0", "x"])
anything = dates | numbers | texts | keys | flags
counts = st.sampled_from(
    ["", "-1", "0", "1", "2", "3", "999", "1001", "99999999999", "x", "1.5", "²"]
)


def choices(*values: Any) -> SearchStrategy[str]:
    """One of a field's own values, mostly."""
    return st.sampled_from([str(value) for value in values]) | texts


def _sent(field: SearchStrategy[str]) -> SearchStrategy[str | list[str] | None]:
    """The field as it is meant, more often than not; as it is not; twice; None for not at all."""
    odd = st.none() | anything | st.lists(field, min_size=2, max_size=3)
    return st.one_of(field, field, field, odd)


def posts(**fields: SearchStrategy[str]) -> SearchStrategy[Post]:
    """The fields of a form, and one that it does not know."""
    known = st.fixed_dictionaries({name: _sent(field) for name, field in fields.items()})
    stray = st.dictionaries(st.just("no_such_field"), texts, max_size=1)
    return st.builds(_without_missing, known, stray)


def _without_missing(known: dict[str, Any], stray: Post) -> Post:
    return stray | {name: value for name, value in known.items() if value is not None}


def corrupted(post: dict[str, str]) -> SearchStrategy[Post]:
    """Up to two of its fields missing, sent twice or holding what does not belong there."""
    odd = st.none() | anything | st.lists(anything, min_size=2, max_size=2)
    changes = st.dictionaries(st.sampled_from(sorted(post)), odd, max_size=2)
    return changes.map(lambda changed: _without_missing({**post, **changed}, {}))


EXTREME_DATES = """0001-01-01 1969-12-31 1970-01-01 2199-12-31 2200-01-01 9999-12-31""".split()
EXTREME_NUMBERS = ["", "-1", "NaN", "1e999", "99999999"]
EXTREME_TEXTS = ["", "\0", "9" * 5_000]


def extremes(good: Post) -> Iterator[tuple[str, Post]]:
    """The good post once for each of its fields and each end of what that could hold."""
    for name, value in good.items():
        is_date, is_number = (_fits(read, value) for read in (date.fromisoformat, Decimal))
        dates_or_numbers = EXTREME_DATES * is_date + EXTREME_NUMBERS * is_number
        for extreme in dates_or_numbers or EXTREME_TEXTS:
            yield f"{name}={extreme[:20]}", {**good, name: extreme}


def _fits(read: Callable[[str], object], value: object) -> bool:
    try:
        return read(str(value)) is not None
    except (ValueError, ArithmeticError):
        return False


def together(*parts: SearchStrategy[Post]) -> SearchStrategy[Post]:
    """Several strategies' fields in one post."""
    return st.tuples(*parts).map(lambda found: {k: v for part in found for k, v in part.items()})


def rows(
    prefix: str, *, at_most: int = 4, initial: int = 0, **fields: SearchStrategy[str]
) -> SearchStrategy[Post]:
    """The rows of a formset: some with holes, some taken away, with true and untrue counts."""
    row = posts(DELETE=flags, **fields) | posts(**fields)
    listed = st.lists(row, max_size=at_most)
    return st.tuples(listed, st.booleans(), posts(TOTAL_FORMS=counts, INITIAL_FORMS=counts)).map(
        lambda found: _numbered(prefix, initial, *found)
    )


def _numbered(prefix: str, initial: int, listed: list[Post], is_true: bool, untrue: Post) -> Post:
    """`is_true`: the counts are those of the rows."""
    true: Post = {"TOTAL_FORMS": str(len(listed)), "INITIAL_FORMS": str(initial)}
    numbered = {
        f"{prefix}-{number}-{name}": value
        for number, row in enumerate(listed)
        for name, value in row.items()
    }
    counted = true if is_true else untrue
    return numbered | {f"{prefix}-{name}": value for name, value in counted.items()}
