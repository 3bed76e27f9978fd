"""The column of currencies, which is looked for: amounts must never pass as of another currency."""

from collections.abc import Sequence

from babel.numbers import is_currency

from contracts.importing.recognising import Recognised, text
from contracts.importing.sources import Record


def currency_column(found: Recognised, records: Sequence[Record]) -> None:
    """Add the column whose every cell is a currency's code, unless the profile names it."""
    if "currency" in found.places or not found.places:
        return
    taken = set(found.places.values())
    below = records[found.header + 1 :]
    for place, name in enumerate(found.names):
        if place not in taken and name.strip() and _are_currencies(below, place):
            found.places["currency"] = place
            return


def _are_currencies(records: Sequence[Record], place: int) -> bool:
    texts = {text(cells[place]).strip() for _, cells in records if place < len(cells)} - {""}
    return bool(texts) and all(len(t) == 3 and is_currency(t.upper()) for t in texts)
