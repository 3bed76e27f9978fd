"""The months a page shows: read from its address, `?month=2026-10&months=24`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from metrics.months import Period, add_months, month_of, parse_month

WIDTHS = (12, 24, 36)
FIRST, LAST = date(1970, 1, 1), date(2199, 12, 1)


class State(Enum):
    """A month seen from today. The values are what pages and charts say."""

    PAST = ""
    CURRENT = "in progress"
    SCHEDULED = "scheduled"


def state_of(month: date, current: date) -> State:
    if month == current:
        return State.CURRENT
    return State.SCHEDULED if month > current else State.PAST


@dataclass(frozen=True, slots=True)
class Window:
    """`width` months up to and including `month`; `complaint` says what could not be read."""

    month: date
    width: int
    current: date
    complaint: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], today: date) -> "Window":
        """The window an address asks for; what it says wrongly is replaced and complained of."""
        current = month_of(today)
        complaints = []
        month, width = current, WIDTHS[0]
        try:
            month = read_month(query["month"]) if query.get("month") else current
        except ValueError as error:
            complaints.append(str(error))
        try:
            width = _read_width(query["months"]) if query.get("months") else width
        except ValueError as error:
            complaints.append(str(error))
        return cls(month, width, current, " ".join(complaints))

    @property
    def period(self) -> Period:
        return Period.ending_with(self.month, months=self.width)

    @property
    def previous(self) -> date | None:
        return add_months(self.month, -1) if self.month > FIRST else None

    @property
    def before(self) -> date:
        """The month whose end the last month opens with; it need not have a page."""
        return add_months(self.month, -1)

    @property
    def next(self) -> date | None:
        return add_months(self.month, 1) if self.month < LAST else None

    @property
    def widths(self) -> tuple[int, ...]:
        return WIDTHS

    @property
    def first(self) -> date:
        return self.period.start

    @property
    def state(self) -> State:
        return state_of(self.month, self.current)


def read_month(text: str) -> date:
    """Like `parse_month`, within the years Baseload keeps; raises ValueError with a sentence."""
    month = parse_month(text)
    if not FIRST <= month <= LAST:
        raise ValueError(f"“{text}” lies outside the years 1970 to 2199.")
    return month


def _read_width(text: str) -> int:
    if text not in map(str, WIDTHS):
        raise ValueError(f"“{text}” is not a width; choose 12, 24 or 36 months.")
    return int(text)
