"""The kinds of invoice lines that say none: what people said of their items, else what rules do."""

from collections.abc import Iterable, Sequence

from contracts.classification import UNCLASSIFIED, Rules
from contracts.importing.columns import Columns
from contracts.importing.declared import Decisions
from contracts.importing.invoice_lines import Values
from contracts.models import ItemKind

# A line's client, number and position.
Key = tuple[int, str, int]


def remembered_kinds() -> dict[str, str]:
    """What people said once, by the item without capitals."""
    return {item.casefold(): kind for item, kind in ItemKind.objects.values_list("item", "kind")}


def kinds_of_items(file: Columns, decisions: Decisions) -> dict[int, str]:
    """The kinds that people gave to items, by the row's place in the file."""
    items = file.values.get("item")
    if not items or not any(items):
        return {}
    known = remembered_kinds()
    known |= {item.casefold(): kind for item, kind in decisions.kinds.items()}
    rows = zip(items, file.values["kind"], strict=True)
    return {
        place: known[item.casefold()]
        for place, (item, kind) in enumerate(rows)
        if item and kind == UNCLASSIFIED and item.casefold() in known
    }


class Kinds:
    """Gives rows a kind; `given` are those of items, by the row's place in the file."""

    def __init__(self, rules: Rules, given: dict[int, str]) -> None:
        self._rules, self._places = rules, given
        self._given: dict[Key, str] = {}

    def name(self, rows: Sequence[Values]) -> None:
        """Know the rows by their keys, while they are still in the order of the file."""
        self._given = {rows[place][:3]: kind for place, kind in self._places.items()}

    def of(self, rows: Iterable[Values]) -> list[Values]:
        """The rows, those that say no kind with that of their item or of a rule."""
        if not (self._rules or self._places):
            return list(rows)
        return [self._on(row) if row[5] == UNCLASSIFIED else row for row in rows]

    def beside(self, row: Values, stored: Values) -> Values:
        """The row that becomes of a stored line: a kind that it was given since is kept."""
        kind, rule_id = stored[5], stored[10]
        if row[5] != UNCLASSIFIED:
            return row
        if kind != UNCLASSIFIED and rule_id is None:
            return (*row[:5], kind, *row[6:])
        return self._on(row)

    def _on(self, row: Values) -> Values:
        if kind := self._given.get(row[:3]):
            return (*row[:5], kind, *row[6:])
        verdict = self._rules.on(row[7])
        return (*row[:5], verdict.kind, *row[6:10], verdict.rule_id)
