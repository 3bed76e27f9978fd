"""The cohort grid as its page shows it: each cell a figure, its tint, the address of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from config import figure_keys, formats
from config.exports import month as month_key
from metrics.cards import Card, card
from metrics.cohorts import STEPS, Cell, Grid, Row
from metrics.scopes import Scope

SHOWS = [("share", "MRR retained"), ("mrr", "MRR"), ("clients", "Clients")]
GROUPINGS = [("month", "Months"), ("quarter", "Quarters"), ("year", "Years")]
# More rows than these nobody reads.
MOST_MONTHS = 36
# Where one tint ends and the next begins: eight tints of one hue, the stronger the more is left.
BOUNDS = [Fraction(bound, 100) for bound in (50, 70, 80, 90, 100, 110, 125)]


@dataclass(frozen=True, slots=True)
class GridCell:
    """`key` is the exact figure for whoever compares it with its rows; `said` tells all of it."""

    text: str
    url: str
    key: str
    tint: int
    said: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    label: str
    note: str
    cells: Sequence[GridCell | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`show` and `by` are what is chosen; `sentence` says what is left after a year of all."""

    show: str
    by: str
    groupings: Sequence[tuple[str, str]]
    ages: Sequence[int]
    rows: Sequence[GridRow]
    total: GridRow
    sentence: str
    card: Card

    @property
    def shows(self) -> Sequence[tuple[str, str]]:
        return SHOWS

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def tints(self) -> list[tuple[int, str]]:
        """(tint, what it stands for)"""
        ends = [formats.whole_share(bound) for bound in BOUNDS]
        between = [f"{low}–{high}" for low, high in pairwise(ends)]
        return list(enumerate([f"< {ends[0]}", *between, f"≥ {ends[-1]}"], start=1))


def groupings(width: int) -> list[tuple[str, str]]:
    """What cohorts of so many months can be put together by."""
    return GROUPINGS if width <= MOST_MONTHS else GROUPINGS[1:]


def cohort_sheet(grid: Grid, scope: Scope, *, show: str, by: str) -> Sheet:
    """The tint tells the share that is left, whatever is shown."""
    year, look = grid.at(12), _Look.of(show, scope)
    return Sheet(
        show=show,
        by=by,
        groupings=groupings(scope.window.width),
        ages=grid.ages,
        rows=[_row(_label(row.start, grid.step), row, look) for row in grid.rows],
        total=_row("All cohorts", grid.total, look),
        sentence=_sentence(year) if year else "",
        card=_card(year),
    )


def _card(year: Cell | None) -> Card:
    """With the figures of a year on, where a cohort is that old."""
    if year is None:
        return card("cohort")
    return card(
        "cohort",
        of="12 months on",
        cohort_cents=year.now.cents,
        cohort_start_cents=year.first.cents,
        cohort_share=year.share,
    )


def tint(share: Fraction | None) -> int:
    """1 below a half, 5 just below all of it, 8 from a quarter more on."""
    return 1 + sum(share is not None and share >= bound for bound in BOUNDS)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is shown of a cell, and the address of its clients with words for what differs."""

    show: str
    rows_at: str
    current: date

    @classmethod
    def of(cls, show: str, scope: Scope) -> "_Look":
        rows_at = scope.link("cohort_list", since="SINCE", month="UNTIL", age="AGE")
        return cls(show, rows_at, scope.window.current)

    def address(self, cell: Cell) -> str:
        found = self.rows_at.replace("SINCE", month_key(cell.since))
        return found.replace("UNTIL", month_key(cell.until)).replace("AGE", str(cell.age))


def _row(label: str, row: Row, look: _Look) -> GridRow:
    count = row.first.client_count
    clients = "1 client" if count == 1 else f"{formats.grouped(count)} clients"
    cells = [_shown(cell, look) if cell else None for cell in row.cells]
    return GridRow(label, f"{clients}, {formats.compact(row.first.cents)}", cells)


def _shown(cell: Cell, look: _Look) -> GridCell:
    text, key = FIGURES[look.show](cell)
    return GridCell(
        text,
        look.address(cell),
        key,
        tint(cell.client_share if look.show == "clients" else cell.share),
        _said(cell),
        cell.last_month >= look.current,
    )


def _share(cell: Cell) -> tuple[str, str]:
    return formats.share(cell.share), figure_keys.ratio(cell.now.cents, cell.first.cents)


def _mrr(cell: Cell) -> tuple[str, str]:
    return formats.rounded(cell.now.cents), figure_keys.cents(cell.now.cents)


def _clients(cell: Cell) -> tuple[str, str]:
    count = cell.now.client_count
    return formats.grouped(count), figure_keys.count(count)


# (as it is shown, its exact figure), by what is chosen of SHOWS.
FIGURES = {"share": _share, "mrr": _mrr, "clients": _clients}


def _said(cell: Cell) -> str:
    """Jan 26 to Mar 26, 6 months on: $4,100.00 of $4,200.00; 2 of 3 clients."""
    now, first = cell.now, cell.first
    months = formats.month(cell.since)
    if cell.until != cell.since:
        months = f"{months} to {formats.month(cell.until)}"
    money = f"{formats.exact(now.cents)} of {formats.exact(first.cents)}"
    clients = f"{formats.grouped(now.client_count)} of {formats.grouped(first.client_count)}"
    return f"{months}, {age_words(cell.age)} on: {money}; {clients} clients"


def age_words(age: int) -> str:
    return "1 month" if age == 1 else f"{age} months"


def _label(start: date, step: int) -> str:
    if step == STEPS["year"]:
        return f"{start.year}"
    if step == STEPS["quarter"]:
        return formats.quarter(start)
    return formats.month(start)


def _sentence(year: Cell) -> str:
    left = formats.share(year.share)
    return f"A year on, {left} of the MRR that clients began with is there."
