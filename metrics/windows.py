"""The months a page shows, read from its address.

`?month=2026-10&months=24` are the 24 months up to October 2026, `months=all` all there are, and
`since=2024-03&month=2026-10` is a range. Rows are those of one month unless more are asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum

from metrics.months import Period, add_months, month_of, months_from, parse_month

ALL = "all"
# How many months a page can show, the usual choice first.
WIDTHS = ("12", "24", "36", ALL)
ROW_WIDTHS = ("1", *WIDTHS)
# Nobody reads the line changes of years one by one.
CHANGE_WIDTHS = ("1", "12")
ONE_MONTH = ("1",)
FIRST, LAST = date(1970, 1, 1), date(2199, 12, 1)
# More would be no chart that anybody can read.
WIDEST = 240


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
    """`width` months up to and including `month`; `complaint` says what could not be read.

    `choice` is one of `widths`, or empty for a range.
    """

    month: date
    width: int
    current: date
    complaint: str = ""
    choice: str = WIDTHS[0]
    widths: tuple[str, ...] = WIDTHS

    @classmethod
    def from_query(
        cls,
        query: Mapping[str, str],
        today: date,
        earliest: Callable[[], date | None] = lambda: None,
        widths: tuple[str, ...] = WIDTHS,
    ) -> "Window":
        """The window an address asks for; what it says wrongly is replaced and complained of.

        `earliest` gives the first month that there is, for whoever wants all of them. What tells
        of one month alone takes no heed of more.
        """
        current, complaints = month_of(today), list[str]()
        if widths == ONE_MONTH:
            query = {"month": query.get("month", "")}
        month = current
        choice, since = widths[0], None
        with _complaining(complaints):
            month = read_month(query["month"]) if query.get("month") else current
        with _complaining(complaints):
            choice = _read_width(query["months"], widths) if query.get("months") else choice
        with _complaining(complaints):
            since = _read_since(query["since"], month) if query.get("since") else None
        if since:
            choice = ""
        elif choice == ALL:
            since = min(earliest() or month, month)
        width = min(months_from(since, month), WIDEST) if since else int(choice)
        return cls(month, width, current, " ".join(complaints), choice, widths)

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
    def last_complete(self) -> date:
        """The month up to this one that is over: one in progress lacks some of its one-off work."""
        return min(self.month, add_months(self.current, -1))

    @property
    def before_first(self) -> date:
        """The month whose end the first one opens with."""
        return add_months(self.first, -1)

    @property
    def next(self) -> date | None:
        return add_months(self.month, 1) if self.month < LAST else None

    @property
    def is_usual(self) -> bool:
        """Whether the page shows as many months as without being asked."""
        return self.choice == self.widths[0]

    @property
    def is_choosable(self) -> bool:
        return len(self.widths) > 1

    @property
    def first(self) -> date:
        return self.period.start

    @property
    def state(self) -> State:
        return state_of(self.month, self.current)


@contextmanager
def _complaining(complaints: list[str]) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        complaints.append(str(error))


def read_month(text: str) -> date:
    """Like `parse_month`, within the years Baseload keeps; raises ValueError with a sentence."""
    month = parse_month(text)
    if not FIRST <= month <= LAST:
        raise ValueError(f"“{text}” lies outside the years 1970 to 2199.")
    return month


def _read_since(text: str, month: date) -> date:
    since = read_month(text)
    if since > month:
        raise ValueError("A range begins before it ends.")
    return since


def _read_width(text: str, widths: tuple[str, ...]) -> str:
    if text not in widths:
        raise ValueError(f"“{text}” is not a width; choose 12, 24 or 36 months, or all.")
    return text
