"""What a chart is: plain data, drawn by static/js/charts/ and put in a table by chart.html.

A page makes a `Chart` of rows, hands it to `{% include "includes/chart.html" %}` and links
`includes/chart_scripts.html`; nothing else is needed. Amounts are cents, shares fractions.

    Chart         question in the title, columns, series; with targets, marks, a note
      Month       a column that is a month; one in progress is hatched, a scheduled one dotted
      Step        a column that is none: a step of a bridge, a service, a commitment
      Series      one row of the table, its points in the order of the columns, and how it is drawn
      Mark        something to say at one place of a line

How a series is drawn, by `Series.draw`:

    bar           stacked with the other bars, or with those of its `stack`; negative ones hang down
    line          `dashed` for what is expected and not yet so
    dots          a line without the line
    range         two series one after the other, of the keys `low` and `high`: a band between them
    waterfall     bars that hang at their `spans`; `waterfall()` works those out
    ""            in the table alone

`Chart.is_horizontal` lays the bars on their side, and the table becomes one row per column;
`Chart.axis` lets lines and bridges begin above zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from config import figure_keys
from metrics.cards import Card

Points = list[int | float | None]
# Stands for a column's key in the address of its rows.
MONTH = "MONTH"


@dataclass(frozen=True, slots=True)
class Month:
    """`key` is 2026-10, `state` empty, in progress or scheduled, `url` the month's own page."""

    key: str
    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """`url` leads to the rows behind its figure, `kind` names a colour of its own.

    In a waterfall a `total` stands on zero, any other step begins where the one before ended.
    """

    key: str
    label: str
    url: str = ""
    kind: str = ""
    total: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a series, the address of the rows behind it, and the key of its exact figure."""

    value: int | float | None
    url: str
    figure_key: str


@dataclass(frozen=True, slots=True)
class Series:
    """One row of a chart's table. `key` names its colour; `sum` marks a row that adds others up.

    `unit` is money, change (money with its sign), share or count. `rows_at` is the address of the
    rows behind its points, with MONTH for a column's key. Shares need `ratios`, the sums that each
    point divides, for their rows to add up to it; a point without any opens into nothing.
    """

    key: str
    label: str
    points: Points
    draw: str = "bar"
    unit: str = "money"
    sum: bool = False
    rows_at: str = ""
    dashed: bool = False
    stack: str = "bars"
    spans: Sequence[tuple[int, int]] = ()
    ratios: Sequence[tuple[int, int] | None] = ()

    def linked(self, columns: Iterable[Month | Step]) -> list[Point]:
        """The points with what leads to their rows; no rows, no address."""
        return [
            Point(point, self._rows_behind(column) if point and key else "", key)
            for point, column, key in zip(self.points, columns, self._figure_keys(), strict=True)
        ]

    def _rows_behind(self, column: Month | Step) -> str:
        if self.rows_at:
            return self.rows_at.replace(MONTH, column.key)
        return column.url if isinstance(column, Step) else ""

    def _figure_keys(self) -> list[str]:
        if self.unit == "share":
            known = [figure_keys.ratio(*ratio) if ratio else "" for ratio in self.ratios]
            return known or [""] * len(self.points)
        name = figure_keys.count if self.unit == "count" else figure_keys.cents
        return [name(int(point or 0)) for point in self.points]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words beside the point of a line: `at` is the column's key, `value` the height there."""

    at: str
    value: int | float
    label: str
    kind: str = "net"


@dataclass(frozen=True, slots=True)
class Chart:
    """`note` and `note_url` say what to know about the figures, and where to see it.

    `subject` is what there is none of when the chart is empty. A chart has `months` or `steps`.
    `axis` is what the figures' axis spans at least; without it that begins at zero.
    `is_ahead`: of months to come, whose table begins at the first one instead of the last.
    `card` says how its figures are worked out.
    """

    id: str
    title: str
    months: Sequence[Month]
    series: Sequence[Series]
    unit: str = "money"
    targets: Sequence[tuple[float, str]] = ()
    note: str = ""
    note_url: str = ""
    subject: str = "revenue"
    steps: Sequence[Step] = ()
    marks: Sequence[Mark] = ()
    is_horizontal: bool = False
    axis: tuple[float, float] | None = None
    is_ahead: bool = False
    card: Card | None = None

    @property
    def columns(self) -> Sequence[Month | Step]:
        return self.months or self.steps

    @property
    def period(self) -> str:
        """The months in words; empty for steps, whose page tells its own."""
        return f"{self.months[0].label} to {self.months[-1].label}" if self.months else ""

    @property
    def is_empty(self) -> bool:
        """Nothing to draw: all amounts are zero, or no share is known."""
        nothing = {None} if self.unit == "share" else {None, 0}
        return all(nothing.issuperset(series.points) for series in self.series if series.draw)

    @property
    def data(self) -> dict[str, Any]:
        """What the scripts read."""
        return {
            "title": self.title,
            "period": self.period,
            "columns": [asdict(column) for column in self.columns],
            "series": [asdict(series) for series in self.series],
            "unit": self.unit,
            "targets": self.targets,
            "marks": [asdict(mark) for mark in self.marks],
            "isHorizontal": self.is_horizontal,
            "axis": self.axis,
        }

    @property
    def table(self) -> list[tuple[Series, list[Point]]]:
        """The series with their linked points."""
        return [(series, series.linked(self.columns)) for series in self.series]

    @property
    def rows(self) -> list[tuple[Month | Step, list[tuple[Series, Point]]]]:
        """The same the other way round: the columns with a linked point of each series."""
        linked = zip(*(points for _, points in self.table), strict=True)
        return [
            (column, list(zip(self.series, points, strict=True)))
            for column, points in zip(self.columns, linked, strict=True)
        ]


def fitted(series: Iterable[Series]) -> tuple[float, float] | None:
    """An axis from the lowest to the highest of what is drawn."""
    drawn = [one for one in series if one.draw]
    ends: list[float] = [end for one in drawn for span in one.spans for end in span]
    ends += [point for one in drawn if not one.spans for point in one.points if point is not None]
    return (min(ends), max(ends)) if ends and min(ends) > 0 else None


def waterfall(steps: Sequence[Step], amounts: Sequence[int], *, label: str = "MRR") -> Series:
    """The series of a bridge: the amount of each step in cents, and the span its bar takes.

    Its ends would dwarf what moved: they stand on a floor below it, whose two first digits count.
    """
    moved, end = [], 0
    for step, cents in zip(steps, amounts, strict=True):
        start = end
        end = cents if step.total else end + cents
        moved.append((start, end))
    between = [span for step, span in zip(steps, moved, strict=True) if not step.total]
    floor = _floor([end for span in between for end in span])
    spans = [
        (floor, end) if step.total else (start, end)
        for step, (start, end) in zip(steps, moved, strict=True)
    ]
    return Series("net", label, list(amounts), draw="waterfall", spans=spans)


def _floor(ends: Sequence[int]) -> int:
    low, high = min(ends, default=0), max(ends, default=0)
    floor = max(low - (high - low), 0) if low < high else 0
    unit = 10 ** max(len(str(floor)) - 2, 0)
    return floor // unit * unit
