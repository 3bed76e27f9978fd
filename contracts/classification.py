"""What rules make of an invoice line that came without a kind. Pure: the caller brings the rules.

Texts are compared here and never in SQL: SQLite and PostgreSQL do not agree on what is a capital.
"""

from collections.abc import Iterable
from dataclasses import dataclass

UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind, and the key of the rule that gives it."""

    kind: str
    rule_id: int | None


NO_VERDICT = Verdict(UNCLASSIFIED, None)


def folded(text: str) -> str:
    """A text as rules compare it: capitals and small letters are alike."""
    return text.casefold()


class Rules:
    """All rules, the longest text first and the older of two that are as long: it wins."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        ordered = sorted(
            (-len(folded(contains)), pk, contains, kind) for pk, contains, kind in rows
        )
        self._rules = [(folded(contains), Verdict(kind, pk)) for _, pk, contains, kind in ordered]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def on(self, description: str) -> Verdict:
        text = folded(description)
        for contains, verdict in self._rules:
            if contains in text:
                return verdict
        return NO_VERDICT
