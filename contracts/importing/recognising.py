"""Which row of a table is its header, and which profile reads it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal

from contracts.importing.declared import Declared
from contracts.importing.profiles import INVOICES, PROFILES, RECOGNISED, Profile, fold
from contracts.importing.profiles.spreadsheets import SHEETS
from contracts.importing.sources import Cell, Record, Source

# A header stands near the top, under a title at most.
ROWS_LOOKED_AT = 40

# Words for our fields that `--map` and the canonical columns use.
SPOKEN = {
    "customer": "client",
    "company": "client",
    "issued_on": "date",
    "invoice": "number",
    "effective_on": "start",
    "starts_on": "start",
    "ends_on": "end",
    "billing_months": "billing",
    "discount_percent": "discount",
    "price": "unit_price",
    "product": "item",
}


# Fields that together say what a missing one would.
GIVEN_BY = {"amount": {"quantity", "unit_price"}, "unit_price": {"period_total"}}


def is_given(name: str, fields: Set[str]) -> bool:
    """Whether other fields say what this one would."""
    return name in GIVEN_BY and GIVEN_BY[name] <= fields


@dataclass(slots=True)
class Recognised:
    """A profile, the index of the header among the records, and the places of our fields in it.

    `unknown` are names of a mapping that the header lacks.
    """

    profile: Profile
    header: int
    names: list[str]
    places: dict[str, int]
    by_name: bool = True
    unknown: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Required fields that no column gives; a price may stand as the total of a period."""
        lacking = [name for name in self.profile.required if name not in self.places]
        return [name for name in lacking if not is_given(name, self.places.keys())]

    @property
    def mapping(self) -> dict[str, str]:
        return {ours: self.names[place] for ours, place in self.places.items()}


def recognise(
    source: Source,
    declared: Declared,
    kind: str | None,
    saved: Sequence[tuple[str, Mapping[str, str], Sequence[str]]] = (),
) -> Recognised:
    """The best reading of a table, which may lack columns; `kind` narrows it.

    `saved` are mappings that people made: (kind, our field → column, the header).
    """
    headers = list(_headers(source.records, declared.header_line))
    if declared.mapping:
        return _mapped(headers, kind or INVOICES, declared.mapping)
    if declared.profile and declared.profile in PROFILES:
        return _best(headers, [PROFILES[declared.profile]])
    known = [profile for profile in RECOGNISED if kind in (None, "", profile.kind)]
    found = [
        Recognised(profile, index, names, profile.mapped(folded))
        for index, names, folded in headers
        for profile in known
        if profile.is_of(folded)
    ]
    if found:
        return max(found, key=lambda each: (len(each.profile.signature), -each.header))
    for saved_kind, columns, header in saved:
        for index, names, _ in headers:
            if names == list(header) and kind in (None, "", saved_kind):
                return _mapped([(index, names, _folded(names))], saved_kind, columns)
    return _best(headers, [SHEETS[kind]] if kind in SHEETS else list(SHEETS.values()))


def _headers(
    records: Sequence[Record], line: int | None
) -> list[tuple[int, list[str], dict[str, int]]]:
    """Rows that may be the header: index, names, and the places of the folded names."""
    found = []
    for index, (at, cells) in enumerate(records[: None if line else ROWS_LOOKED_AT]):
        if line in (None, at):
            names = [text(cell) for cell in cells]
            found.append((index, names, _folded(names)))
    return found


def _folded(names: Sequence[str]) -> dict[str, int]:
    folded: dict[str, int] = {}
    for place, name in enumerate(names):
        if name.strip():
            folded.setdefault(fold(name), place)
    return folded


def _best(
    headers: Sequence[tuple[int, list[str], dict[str, int]]], profiles: Sequence[Profile]
) -> Recognised:
    """The row and profile with the fewest missing and the most known columns, the first of them."""
    candidates = [
        Recognised(profile, index, names, profile.mapped(folded), by_name=False)
        for index, names, folded in headers
        for profile in profiles
    ]
    if not candidates:
        return Recognised(profiles[0], 0, [], {}, by_name=False)
    best = max(
        candidates,
        key=lambda each: (len(each.places) > 1, -len(each.missing), len(each.places), -each.header),
    )
    if best.missing and len(best.places) < 2:
        # Nothing is known of it: its header is the first of its widest rows.
        index, names, folded = max(headers, key=lambda h: (sum(map(bool, h[2])), -h[0]))
        best = Recognised(profiles[0], index, names, profiles[0].mapped(folded), by_name=False)
    return best


def _mapped(
    headers: Sequence[tuple[int, list[str], dict[str, int]]],
    kind: str,
    mapping: Mapping[str, str],
) -> Recognised:
    """By hand: the header is the row that has the most of the named columns."""
    wanted = {SPOKEN.get(ours, ours): theirs for ours, theirs in mapping.items()}
    index, names, folded = max(
        headers or [(0, [], {})],
        key=lambda header: sum(fold(theirs) in header[2] for theirs in wanted.values()),
    )
    places = {
        ours: folded[fold(theirs)] for ours, theirs in wanted.items() if fold(theirs) in folded
    }
    unknown = [theirs for theirs in wanted.values() if fold(theirs) not in folded]
    return Recognised(SHEETS[kind], index, names, places, unknown=unknown)


def text(cell: Cell) -> str:
    """A cell as text: a number without idle zeros, a date in ISO form."""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell if isinstance(cell, str) else cell.isoformat()
