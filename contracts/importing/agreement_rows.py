"""Agreements in a CSV file: what each row says, and what the rows say together.

One row is one revision: from `effective_on` the line has this quantity and price. Rows may come in
any order. An empty cell means the default of the row's revision:

    ends_on               last day this revision is in force; empty: until the next revision of
                          the line, or the end of the line or agreement. A gap before the next
                          revision means out of service.
    discount_percent      0
    unit_cost             0, for one unit and one billing period like unit_price

What belongs to the line or the agreement as a whole may stand in any of its rows. When it stands
in none, a new one has the default:

    service               the name of the line
    category              managed; a service that exists keeps its own
    pricing               flat (or per_user, per_device)
    commitment            month_to_month (or fixed_term, auto_renewing)
    agreement_starts_on   the earliest effective_on, also of rows that come later; a stored start
                          that is another day stays
    agreement_ends_on     no end; a date is the last day of service
    term_ends_on          none
    notice_days           0

On a line or an agreement that is stored, empty cells bring the default back only when the file
names all of its stored revisions; a file with some of them, or only new ones, leaves what is
stored. So does a column that the file does not have.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from contracts.billing import Terms, monthly_cents, monthly_cost_cents
from contracts.importing import cells
from contracts.importing.columns import Columns, Readers, read_columns
from contracts.importing.reports import Refused, RowError
from contracts.models import AMOUNT_LIMIT_CENTS, Agreement, AgreementLine, Service

HUNDRED = Decimal(100)

REQUIRED: Readers = {
    "client": cells.text(200),
    "agreement": cells.text(200),
    "line": cells.text(200),
    "billing_months": cells.whole(1, 120),
    "quantity": cells.between(
        0, 10**7, "is below 0; a credit has a negative price", cells.number(places=4, digits=7)
    ),
    "unit_price": cells.number(places=4, digits=8),
    "effective_on": cells.day,
}
OPTIONAL: Readers = {
    "ends_on": cells.day,
    "service": cells.text(200),
    "category": cells.choice(Service.Category.values),
    "pricing": cells.choice(AgreementLine.Pricing.values),
    "discount_percent": cells.between(
        0, 100, "is out of range; it runs from 0 to 100", cells.number(places=4, digits=3)
    ),
    "unit_cost": cells.number(places=4, digits=8),
    "commitment": cells.choice(Agreement.Commitment.values),
    "agreement_starts_on": cells.day,
    "agreement_ends_on": cells.day,
    "term_ends_on": cells.day,
    "notice_days": cells.whole(0, 32767),
}
LINE_COLUMNS = ("service", "category", "pricing")
AGREEMENT_COLUMNS = (
    "commitment",
    "agreement_starts_on",
    "agreement_ends_on",
    "term_ends_on",
    "notice_days",
)


@dataclass(slots=True)
class Row:
    """One row; None where a cell is empty. `at` is its line in the file, then as the columns."""

    at: int
    client: str
    agreement: str
    line: str
    billing_months: int
    quantity: Decimal
    unit_price: Decimal
    effective_on: date
    ends_on: date | None = None
    service: str | None = None
    category: str | None = None
    pricing: str | None = None
    discount_percent: Decimal | None = None
    unit_cost: Decimal | None = None
    commitment: str | None = None
    agreement_starts_on: date | None = None
    agreement_ends_on: date | None = None
    term_ends_on: date | None = None
    notice_days: int | None = None
    # The price is the total of the whole agreement: its line gets what others leave of it.
    is_whole: bool | None = None

    @property
    def terms(self) -> Terms:
        discount = (self.discount_percent or Decimal(0)) / HUNDRED
        return Terms(self.quantity, self.unit_price, discount, self.billing_months)

    def error(self, column: str, reason: str) -> RowError:
        value = getattr(self, column)
        return RowError(self.at, column, "" if value is None else str(value), reason)


@dataclass(slots=True)
class SignedAgreement:
    """What the file says of one agreement: rows by line, each line's in order of their date."""

    rows: list[Row] = field(default_factory=list)
    lines: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class AgreementFile:
    columns: frozenset[str]
    agreements: dict[tuple[str, str], SignedAgreement]


def said(rows: Iterable[Row], column: str) -> tuple[Any, Row | None]:
    """What these rows say in a column that belongs to them together, and the row that says it."""
    for row in rows:
        value = getattr(row, column)
        if value is not None:
            return value, row
    return None, None


def read_agreements(data: bytes) -> AgreementFile:
    """Read and check a file by itself; raise Refused with everything that is wrong."""
    return agreements_of(read_columns(data, REQUIRED, OPTIONAL))


def agreements_of(columns: Columns) -> AgreementFile:
    """Put rows together to agreements; raise Refused with all that contradict one another."""
    errors = list(columns.errors)
    agreements: dict[tuple[str, str], SignedAgreement] = defaultdict(SignedAgreement)
    for values in columns.rows(*REQUIRED, *OPTIONAL, "is_whole"):
        row = Row(*values)
        errors += _row_errors(row)
        signed = agreements[row.client, row.agreement]
        signed.rows.append(row)
        signed.lines[row.line].append(row)
    for signed in agreements.values():
        errors += _contradictions(signed.rows, AGREEMENT_COLUMNS)
        for rows in signed.lines.values():
            rows.sort(key=lambda row: (row.effective_on, row.at))
            errors += _contradictions(rows, LINE_COLUMNS)
            errors += _overlaps(rows)
    if errors:
        raise Refused(errors)
    return AgreementFile(frozenset(columns.names), dict(agreements))


def _row_errors(row: Row) -> Iterator[RowError]:
    if row.ends_on and row.ends_on < row.effective_on:
        yield row.error("ends_on", f"lies before effective_on, {row.effective_on}")
    # The undivided price is looked at first: it is cheap, and nearly always enough.
    is_large = abs(row.quantity * row.unit_price) * 100 >= AMOUNT_LIMIT_CENTS
    if is_large and abs(monthly_cents(row.terms)) >= AMOUNT_LIMIT_CENTS:
        yield row.error("unit_price", "makes the monthly amount too large")
    cost = row.unit_cost or Decimal(0)
    is_large = abs(row.quantity * cost) * 100 >= AMOUNT_LIMIT_CENTS
    if is_large and abs(monthly_cost_cents(row.terms, cost)) >= AMOUNT_LIMIT_CENTS:
        yield row.error("unit_cost", "makes the monthly cost too large")


def _contradictions(rows: list[Row], columns: Iterable[str]) -> Iterator[RowError]:
    for column in columns:
        value, first = said(rows, column)
        if first is None:
            continue
        for row in rows:
            if getattr(row, column) not in (None, value):
                what = "agreement" if column in AGREEMENT_COLUMNS else "line of the agreement"
                reason = f"contradicts “{value}” on line {first.at}, for the same {what}"
                yield row.error(column, reason)


def _overlaps(rows: list[Row]) -> Iterator[RowError]:
    """Rows of one line, in order, of which one begins before the one before it is over."""
    for row, following in pairwise(rows):
        if row.effective_on == following.effective_on:
            reason = f"is on line {row.at} already, for the same line of the agreement"
            yield following.error("effective_on", reason)
        elif row.ends_on and row.ends_on >= following.effective_on:
            reason = f"overlaps line {following.at}, effective_on {following.effective_on}"
            yield row.error("ends_on", reason)
