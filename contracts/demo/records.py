"""What the story is made of: agreements with lines and dated terms, and invoice lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from contracts.billing import Terms, monthly_cents
from contracts.demo.catalogue import Offer

NOTICE_DAYS = {"fixed_term": 60, "auto_renewing": 90, "month_to_month": 30}


@dataclass(frozen=True, slots=True)
class Revision:
    """A row of the file: these terms from a day on, to `ends_on` where nothing follows at once."""

    effective_on: date
    terms: Terms
    unit_cost: Decimal
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    offer: Offer
    revisions: list[Revision]

    def on(self, day: date) -> Terms | None:
        """The terms in force on a day, as long as the agreement runs."""
        found = [revision for revision in self.revisions if revision.effective_on <= day]
        if not found or (found[-1].ends_on and day > found[-1].ends_on):
            return None
        return found[-1].terms


@dataclass(frozen=True, slots=True)
class Agreement:
    client: str
    name: str
    starts_on: date
    ends_on: date | None = None
    commitment: str = "month_to_month"
    term_ends_on: date | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def notice_days(self) -> int:
        return NOTICE_DAYS[self.commitment]

    def in_force(self, day: date) -> Iterator[tuple[Line, Terms]]:
        """The lines in force on a day, with their terms."""
        if self.starts_on <= day and (self.ends_on is None or day <= self.ends_on):
            for line in self.lines:
                if terms := line.on(day):
                    yield line, terms


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of an invoice before it has a number; lines of one client and day share an invoice."""

    client: str
    issued_on: date
    kind: str
    cents: int
    description: str = ""
    project: str = ""
    agreement: str = ""

    @property
    def is_credit(self) -> bool:
        return self.cents < 0 and self.kind != "managed"


def closed(revisions: list[Revision], end: date | None) -> list[Revision]:
    """The same revisions, the last one with a last day of service."""
    return revisions if end is None else [*revisions[:-1], replace(revisions[-1], ends_on=end)]


def period_cents(terms: Terms) -> int:
    """What one invoice charges: the price of the whole billing period."""
    return monthly_cents(replace(terms, billing_months=1))
