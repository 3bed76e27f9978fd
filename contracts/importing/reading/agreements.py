"""Agreements of any export: each row is one revision of a line, or the total of an agreement."""

import re
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from contracts.importing import cells
from contracts.importing.cells import BadCell
from contracts.importing.notations import Money, in_cents
from contracts.importing.profiles import Profile
from contracts.importing.reading.cycles import billing_months
from contracts.importing.reading.entries import Entries, Entry
from contracts.importing.reading.rows import Row, Rows
from contracts.importing.recognising import text
from contracts.importing.sources import Cell

WHOLE_LINE = "Agreement amount"
ENDED = {"cancelled", "canceled", "expired", "inactive", "terminated", "ended"}
_NO = {"no", "false", "0", "donotbill", "do not bill", "nocharge", "no charge", "n"}
_name = cells.required(cells.text(200))
_optional_name = cells.text(200)
_HUNDRED = Decimal(100)
# A name that rows of overlapping dates share is told apart by a number.
_NUMBERED = re.compile(r" \(\d+\)$")


class Agreements(Entries):
    """Reads the rows of one file by one profile."""

    def take(self, profile: Profile, found: Rows) -> None:
        self.stands_in = profile.stands_in
        self.is_whole = "whole" in self.reading.mapping
        self.entries = [self._entry(row) for row in found.rows]
        self.check_currency()
        self.leave_out_documents("agreement")
        self._tell_lines_apart()
        names = ("quantity", "unit_price", "discount_percent")
        cents = [period_cents(*map(entry.values.get, names)) for entry in self.entries]
        self.hold_totals(found.totals, cents)
        self.finish(self._names())

    def _names(self) -> list[str]:
        names = [
            "client", "agreement", "line", "billing_months", "quantity", "unit_price",
            "effective_on",
        ]  # fmt: skip
        wished = {
            "service": "service", "end": "ends_on", "discount": "discount_percent",
            "billable": "discount_percent", "unit_cost": "unit_cost", "margin": "unit_cost",
            "agreement_start": "agreement_starts_on", "agreement_end": "agreement_ends_on",
        }  # fmt: skip
        mapped = self.reading.mapping
        names += dict.fromkeys(theirs for ours, theirs in wished.items() if ours in mapped)
        return [*names, "is_whole"] if self.is_whole else names

    def _entry(self, row: Row) -> Entry:
        for name, other in self.stands_in.items():
            if row.is_empty(name) and not row.is_empty(other):
                row.cells[name] = row.cells[other]
        entry = Entry(row)
        values, read = entry.values, self.read
        months = read(entry, "billing", lambda cell: billing_months(text(cell)))
        if not entry.is_wrong and months is None:
            entry.reason = row.text("billing").strip()
            return entry
        if self._has_ended_somewhen(row):
            entry.reason = f"{row.text('status').strip()}, without an end date"
            return entry
        values["billing_months"] = months
        client = read(entry, "client", lambda cell: _name(text(cell)))
        values["client"] = self.client(client) if client else None
        values["agreement"] = read(entry, "agreement", lambda cell: _name(text(cell)))
        values["line"] = self._line(entry)
        if "service" in row.cells:
            service = read(entry, "service", lambda cell: _optional_name(text(cell)))
            values["service"] = service or None
        self._days(entry)
        self._terms(entry)
        values["is_whole"] = self.is_whole
        entry.document = (values["client"], values["agreement"])
        return entry

    def _has_ended_somewhen(self, row: Row) -> bool:
        """It is over, and the file does not say since when."""
        if row.text("status").strip().casefold() not in ENDED:
            return False
        return row.is_empty("end") and row.is_empty("agreement_end")

    def _line(self, entry: Entry) -> str | None:
        if self.is_whole:
            return WHOLE_LINE
        if "line" not in entry.row.cells or entry.row.is_empty("line"):
            return WHOLE_LINE if "line" not in self.reading.mapping else self._missing_line(entry)
        return self.read(entry, "line", lambda cell: _name(text(cell)))

    def _missing_line(self, entry: Entry) -> str | None:
        self.complain(entry, "line", "a value is missing")
        return None

    def _days(self, entry: Entry) -> None:
        values = entry.values
        start = "agreement_start" if self.is_whole else "start"
        values["effective_on"] = self.read(entry, start, self.day)
        for name, column in (
            ("end", "ends_on"),
            ("agreement_start", "agreement_starts_on"),
            ("agreement_end", "agreement_ends_on"),
        ):
            if name in entry.row.cells and not entry.row.is_empty(name):
                values[column] = self.read(entry, name, self.conventions.day)
                first = values["effective_on"]
                if values[column] and first and values[column] < first and name != start:
                    self.complain(entry, name, f"lies before the start, {first}")

    def _terms(self, entry: Entry) -> None:
        """Quantity and price, of which one may follow from the total of a period."""
        row, values = entry.row, entry.values
        quantity = Decimal(1)
        if "quantity" in row.cells and not row.is_empty("quantity"):
            quantity = self._number(entry, "quantity")
            if not row.is_empty("included"):
                quantity = max(quantity - self._number(entry, "included"), Decimal(0))
        elif "quantity" in row.cells and not self.is_whole:
            self.complain(entry, "quantity", "a value is missing")
        price = self._price(entry, quantity)
        if entry.is_wrong or price is None:
            return
        values["quantity"] = self._fits(entry, "quantity", quantity, digits=7)
        name = next((n for n in ("unit_price", "whole") if n in row.cells), "period_total")
        values["unit_price"] = self._fits(entry, name, price, digits=8)
        if quantity < 0:
            self.complain(entry, "quantity", "is below 0; a credit has a negative price")
        self._discount(entry)
        self._compare(entry)
        self._cost(entry)

    def _number(self, entry: Entry, name: str) -> Decimal:
        return self.read(entry, name, self.conventions.number) or Decimal(0)

    def _price(self, entry: Entry, quantity: Decimal) -> Decimal | None:
        row = entry.row
        filled = (n for n in ("unit_price", "whole", "period_total") if not row.is_empty(n))
        name = next(filled, "unit_price")
        found = self.read(entry, name, self._money)
        if found is None:
            return None
        self.note_currency(entry, found)
        if name == "period_total" and quantity not in (0, 1):
            return found.amount / quantity
        return found.amount

    def _money(self, cell: Cell) -> Money:
        if isinstance(cell, str) and not cell.strip():
            raise BadCell("a value is missing")
        return self.conventions.money(cell)

    def _fits(self, entry: Entry, name: str, value: Decimal, *, digits: int) -> Decimal | None:
        """The number as the books keep it: four decimals."""
        exact = value.normalize()
        if abs(value) >= Decimal(10) ** digits:
            self.complain(entry, name, f"is too large; at most {digits} digits before the point")
            return None
        exponent = exact.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -4:
            self.complain(entry, name, "has more than 4 decimals")
            return None
        return exact + 0

    def _discount(self, entry: Entry) -> None:
        row, values = entry.row, entry.values
        if row.text("billable").strip().casefold() in _NO:
            values["discount_percent"] = _HUNDRED
        elif "discount" in row.cells and not row.is_empty("discount"):
            found = self._number(entry, "discount")
            if not 0 <= found <= 100:
                self.complain(entry, "discount", "is out of range; it runs from 0 to 100")
            values["discount_percent"] = found

    def _compare(self, entry: Entry) -> None:
        """What the file says a period comes to, against quantity × price."""
        row, values = entry.row, entry.values
        if entry.is_wrong or row.is_empty("unit_price") or row.is_empty("period_total"):
            return
        try:
            said = self.conventions.money(row.cells["period_total"]).amount
        except BadCell:
            return
        read = values["quantity"] * values["unit_price"]
        if in_cents(said) != in_cents(read):
            column = self.column("period_total")
            self.reading.warnings.append(
                f"Line {row.line}: {column} says {said:.2f}, but "
                f"{values['quantity']} × {values['unit_price']} is {read:.2f}."
            )

    def _cost(self, entry: Entry) -> None:
        """The cost of one billed unit: as it stands there, or what the margin leaves."""
        row, values = entry.row, entry.values
        quantity = values.get("quantity")
        if entry.is_wrong or not quantity:
            return
        if not row.is_empty("unit_cost"):
            cost = self._number(entry, "unit_cost")
        elif not row.is_empty("margin"):
            earned = quantity * values["unit_price"]
            earned *= 1 - values.get("discount_percent", Decimal(0)) / _HUNDRED
            found = self.read(entry, "margin", self.conventions.money)
            cost = (earned - found.amount) / quantity if found else Decimal(0)
        else:
            return
        try:
            values["unit_cost"] = cost.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
        except InvalidOperation:
            self.complain(entry, "unit_cost", "is too large")

    def _tell_lines_apart(self) -> None:
        """Rows of one name that hold at once are lines of their own; in turn they are revisions."""
        named: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        for entry in self.good:
            values = entry.values
            named[values["client"], values["agreement"], values["line"]].append(entry)
        for (_, _, name), entries in named.items():
            if len(entries) > 1 and "end" in self.reading.mapping:
                _put_into_lanes(name, entries)


def _put_into_lanes(name: str, entries: list[Entry]) -> None:
    """Each row goes into the first lane that is free at its start."""
    ends: list[date] = []
    base = _NUMBERED.sub("", name) or name
    for entry in sorted(entries, key=lambda e: (e.values["effective_on"], e.row.line)):
        start, end = entry.values["effective_on"], entry.values.get("ends_on") or date.max
        lane = next((index for index, last in enumerate(ends) if last < start), len(ends))
        ends[lane : lane + 1] = [end]
        if lane:
            entry.values["line"] = f"{base[:190]} ({lane + 1})"


def period_cents(
    quantity: Decimal | None, unit_price: Decimal | None, discount_percent: Decimal | None
) -> int:
    """What one billing period comes to; multiplied first, rounded once."""
    if quantity is None or unit_price is None:
        return 0
    return in_cents(quantity * unit_price * (1 - (discount_percent or Decimal(0)) / _HUNDRED))
