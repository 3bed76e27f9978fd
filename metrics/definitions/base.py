"""What a definition is made of. Pure: texts alone, no figures, no Django."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

TERM = re.compile(r"\{([\w.]+)\}")


class Unit(Enum):
    """MONEY is cents; SHARE and TIMES are fractions, 0.6 and 3.25; TEXT is said as it is."""

    MONEY = auto()
    COUNT = auto()
    SHARE = auto()
    TIMES = auto()
    MONTHS = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Term:
    """A figure that formulas are made of, as words."""

    words: str
    unit: Unit = Unit.MONEY


@dataclass(frozen=True, slots=True)
class Other:
    """What other tools do; `same` when it is what Baseload does."""

    says: str
    tools: str
    same: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """Something that tools decide differently, by their own documentation."""

    name: str
    ours: str
    others: tuple[Other, ...]

    @property
    def different(self) -> list[Other]:
        return [other for other in self.others if not other.same]


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric.

    In `formula` stand the names of figures, as `{opening_cents}`: words for the page of all
    definitions, numbers for a card. `result` names the figure that it gives, or the two ends of a
    range. `undefined` says why there may be none.
    """

    key: str
    name: str
    rule: str
    formula: str
    result: str
    unit: Unit = Unit.MONEY
    undefined: str = ""
    points: tuple[Point, ...] = ()
    source: str = ""

    def filled(self, write: Callable[[str], str]) -> str:
        """The formula with what `write` makes of each figure's name."""
        return TERM.sub(lambda found: write(found[1]), self.formula)

    @property
    def terms(self) -> list[str]:
        return TERM.findall(self.formula)

    @property
    def mention(self) -> str:
        """The name within a sentence: “recurring share”, but “MRR”."""
        return self.name if self.name[1:2].isupper() else self.name[:1].lower() + self.name[1:]

    @property
    def different(self) -> list[Point]:
        """The points at which some tool does it differently."""
        return [point for point in self.points if point.different]
