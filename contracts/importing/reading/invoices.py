"""Invoices of any export: each row is a line of one, or one as a whole."""

import re
from typing import Any

from contracts.importing import cells
from contracts.importing.cells import BadCell
from contracts.importing.notations import Money, in_cents
from contracts.importing.profiles import Profile
from contracts.importing.reading.entries import Entries, Entry
from contracts.importing.reading.rows import Row, Rows
from contracts.importing.recognising import text
from contracts.models import AMOUNT_LIMIT_CENTS, InvoiceKind

# Documents that are none yet, or no longer, by what their status says.
OUT = {
    "draft": "Draft",
    "void": "Voided",
    "voided": "Voided",
    "deleted": "Deleted",
    "cancelled": "Cancelled",
    "canceled": "Cancelled",
    "submitted": "Awaiting approval",
    "awaiting approval": "Awaiting approval",
    "failed": "Failed",
    "blocked": "Blocked",
    "incomplete": "Incomplete",
    "pending": "Pending",
}
# What stands between invoices and is no revenue.
_NO_INVOICE = re.compile(
    r"(?<!down)(?<!down )payment|^(vendor )?bill\b|estimate|quot(e|ation)\b|proposal|purchase|"
    r"expense|deposit|transfer|delayed"
)
_CREDIT = re.compile(r"credit|refund")
LINE_FIELDS = {"item", "description", "quantity", "unit_price"}
KINDS = {
    name.casefold(): value
    for value, label in InvoiceKind.choices
    for name in (value, str(label), str(label).replace("-", "/"))
}
_client, _number = cells.required(cells.text(200)), cells.required(cells.text(60))
_description, _item, _name = cells.text(500), cells.text(200), cells.text(200)


class Invoices(Entries):
    """Reads the rows of one file by one profile."""

    profile: Profile

    def take(self, profile: Profile, found: Rows) -> None:
        self.profile = profile
        places = self.reading.mapping
        self.by_invoice = profile.one_row_each or not LINE_FIELDS & places.keys()
        self.entries = [self._entry(row) for row in found.rows]
        self.check_currency()
        self._check_documents()
        self.leave_out_documents("invoice")
        self._turn_credits()
        cents = [entry.values.get("amount") or 0 for entry in self.entries]
        self.hold_totals(found.totals, cents)
        self.finish(self._names(places))

    def _names(self, places: Any) -> list[str]:
        names = ["client", "number", "issued_on", "kind", "amount", "description", "item"]
        names += [name for name in ("project", "agreement") if name in places]
        self._count_positions()
        return [*names, "position"]

    def _entry(self, row: Row) -> Entry:
        self._stand_in(row)
        entry = Entry(row)
        entry.reason = self._why_out(row)
        if entry.reason:
            self._quietly(entry)
            return entry
        values, read = entry.values, self.read
        values["amount"] = self._cents(entry)
        name = read(entry, "client", lambda cell: _client(text(cell)))
        values["client"] = self.client(name) if name else None
        values["number"] = read(entry, "number", lambda cell: _number(text(cell)))
        day = read(entry, "date", self.day)
        values["issued_on"] = day and day.isoformat()
        values["item"], values["description"] = self._words(entry)
        values["kind"] = KINDS.get(
            row.text("kind").strip().casefold(), InvoiceKind.UNCLASSIFIED.value
        )
        for name in ("project", "agreement"):
            if name in row.cells:
                values[name] = read(entry, name, lambda cell: _name(text(cell))) or None
        if values["client"] and values["number"]:
            is_credit = bool(_CREDIT.search(row.text("type").casefold()))
            entry.document = (values["client"], values["number"], is_credit)
        return entry

    def _stand_in(self, row: Row) -> None:
        for name, other in reversed(list(self.profile.stands_in.items())):
            if row.is_empty(name) and not row.is_empty(other):
                row.cells[name] = row.cells[other]

    def _why_out(self, row: Row) -> str:
        status = row.text("status").strip().casefold()
        if status in OUT:
            return OUT[status]
        if row.text("void").strip().casefold() in ("true", "1", "yes"):
            return "Voided"
        if row.text("mode").strip().casefold() == "test":
            return "Test"
        kind = row.text("type").strip()
        if _NO_INVOICE.search(kind.casefold()):
            return kind
        if self._has_words_only(row):
            return "no amount"
        return ""

    def _has_words_only(self, row: Row) -> bool:
        """A line of text between those of an invoice."""
        if self.by_invoice or "amount" not in row.cells:
            return False
        return row.is_empty("amount") and row.is_empty("quantity") and row.is_empty("unit_price")

    def _quietly(self, entry: Entry) -> None:
        """The amount of a row that is left out still counts for the totals that the file states."""
        try:
            entry.values["amount"] = in_cents(self._money(entry.row).amount)
        except BadCell:
            entry.values["amount"] = 0

    def _cents(self, entry: Entry) -> int | None:
        name = "amount" if "amount" in entry.row.cells else "unit_price"
        found = self.read(entry, name, lambda _: self._money(entry.row))
        if found is None:
            return None
        self.note_currency(entry, found)
        cents = in_cents(found.amount)
        if abs(cents) >= AMOUNT_LIMIT_CENTS:
            self.complain(entry, name, "is too large")
        return cents

    def _money(self, row: Row) -> Money:
        """The amount without tax and refunds; quantity × price where the file has no amount."""
        read = self.conventions.money
        if row.is_empty("amount"):
            if row.is_empty("quantity") or row.is_empty("unit_price"):
                raise BadCell("a value is missing")
            price = read(row.cells["unit_price"])
            amount = self.conventions.number(row.cells["quantity"]) * price.amount
            if not row.is_empty("discount"):
                amount *= 1 - self.conventions.number(row.cells["discount"]) / 100
            return Money(amount, price.currencies)
        found = read(row.cells["amount"])
        less = ("tax", "refunded") if self.profile.less_tax else ()
        taken = [read(row.cells[name]).amount for name in less if not row.is_empty(name)]
        return Money(found.amount - sum(taken), found.currencies)

    def _words(self, entry: Entry) -> tuple[str | None, str]:
        """The item, and the description: the item's name where there is no other."""
        item = self.read(entry, "item", lambda cell: _item(text(cell)))
        if "heading" in entry.row.cells:
            told = self.read(entry, "heading", lambda cell: _description(text(cell)))
        else:
            told = self.read(entry, "description", lambda cell: _description(text(cell)))
        return item or None, told or item or ""

    def _check_documents(self) -> None:
        seen: dict[Any, Entry] = {}
        for entry in self.entries:
            if entry.document is None or entry.reason:
                continue
            first = seen.setdefault(entry.document, entry)
            if first is entry:
                continue
            if self.by_invoice:
                self._repeated(first, entry)
            elif first.values["issued_on"] != entry.values["issued_on"] and not entry.is_wrong:
                day = first.values["issued_on"]
                reason = f"contradicts {day} on line {first.row.line}, for the same invoice"
                self.complain(entry, "date", reason)

    def _repeated(self, first: Entry, entry: Entry) -> None:
        """The same invoice once more; the first one is kept."""
        note = f"line {first.row.line}"
        if entry.is_wrong:
            entry.document = None
        elif all(first.values[name] == entry.values[name] for name in ("amount", "issued_on")):
            entry.reason, entry.note = "exact duplicate", f"as on {note}"
        else:
            other = "amount" if first.values["amount"] != entry.values["amount"] else "date"
            self.complain(entry, other, f"same number, other {other}")
            entry.document = None

    def _turn_credits(self) -> None:
        """A credit note that stands with a positive sum is negative all the same."""
        sums: dict[Any, int] = {}
        for entry in self.good:
            if entry.document[2]:
                sums[entry.document] = sums.get(entry.document, 0) + entry.values["amount"]
        positive = {document for document, cents in sums.items() if cents > 0}
        for entry in self.good:
            if entry.document in positive:
                entry.values["amount"] = -entry.values["amount"]
        for _, number, _ in sorted(positive):
            self.reading.warnings.append(
                f"Credit note {number} stands with a positive amount: it is read as negative."
            )

    def _count_positions(self) -> None:
        """Number the lines of each document; a credit note with an invoice's number is another."""
        invoices = {entry.document[:2] for entry in self.good if not entry.document[2]}
        counts: dict[tuple[str, str], int] = {}
        for entry in self.good:
            client, number, is_credit = entry.document
            if is_credit and (client, number) in invoices:
                number = entry.values["number"] = f"{number[:51]} (credit)"
            place = counts[client, number] = counts.get((client, number), 0) + 1
            entry.values["position"] = place
