"""The report of an import, in the words and figures of its page. No queries."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from config import formats
from contracts.models import ImportKind

# More rows than anybody reads on a page; the download has them all.
ROWS_SHOWN = 100
MONTHS_SHOWN = 12
ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows (cp1252)"}
DATE_ORDERS = {
    "DMY": "dates as day, month, year",
    "MDY": "dates as month, day, year",
    "YMD": "dates as year, month, day",
}
DECIMALS = {".": "decimal point", ",": "decimal comma"}


class Tile(NamedTuple):
    label: str
    figure: str
    note: str


class MonthEffect(NamedTuple):
    month: date
    before_cents: int
    after_cents: int

    @property
    def change_cents(self) -> int:
        return self.after_cents - self.before_cents


class Preview:
    """What a report says; of a job that has none yet, nothing."""

    def __init__(self, report: Mapping[str, Any]):
        self.report = report
        self.counts: Mapping[str, int] = report.get("counts", {})
        self.errors = report.get("errors", [])[:ROWS_SHOWN]
        self.excluded = report.get("excluded", [])[:ROWS_SHOWN]
        self.changes = report.get("changes", [])[:ROWS_SHOWN]
        self.vanished = report.get("vanished", [])[:ROWS_SHOWN]

    @property
    def changes_nothing(self) -> bool:
        return not (self.counts.get("created") or self.counts.get("changed"))

    @property
    def unlisted_errors(self) -> int:
        return len(self.report.get("errors", [])) - len(self.errors)

    @property
    def unlisted_excluded(self) -> int:
        return len(self.report.get("excluded", [])) - len(self.excluded)

    @property
    def headline(self) -> str:
        """Imports 11 lines of 6 invoices worth $8,362.98; 3 rows are left out.

        Of what is stored already it says so: …, 4 of them stored already; …
        """
        if self.changes_nothing:
            return self._nothing
        left_out = self.counts["excluded"] + self.counts["wrong"]
        rest = f"; {_rows(left_out)} {_are(left_out)} left out" if left_out else ""
        stored = self.counts["unchanged"]
        known = f", {formats.grouped(stored)} of them stored already" if stored else ""
        return f"Imports {self._what}{known}{rest}."

    @property
    def _what(self) -> str:
        report = self.report
        lines, documents = report["lines"], report["documents"]
        if report["kind"] == ImportKind.CLIENTS:
            return _counted(report["clients"], "client")
        if report["kind"] == ImportKind.AGREEMENTS:
            of = _counted(documents, "agreement")
            return f"{_counted(lines, 'line')} of {of} with {_counted(report['clients'], 'client')}"
        worth = f" worth {formats.exact(report['net_cents'] or 0)}"
        return f"{_counted(lines, 'line')} of {_counted(documents, 'invoice')}{worth}"

    @property
    def _nothing(self) -> str:
        if self.counts.get("unchanged"):
            return "Importing this file changes nothing: all that it says is stored already."
        return "No row of this file can be imported."

    @property
    def tiles(self) -> list[Tile]:
        notes = {
            "created": ("New", "rows that are added"),
            "changed": ("Changed", "rows with other values"),
            "unchanged": ("As stored", "rows that change nothing"),
            "excluded": ("Left out", "rows, with a reason"),
            "wrong": ("Wrong", "rows that cannot be read"),
        }
        return [
            Tile(label, formats.grouped(self.counts.get(name, 0)), note)
            for name, (label, note) in notes.items()
        ]

    @property
    def controls(self) -> list[dict[str, Any]]:
        """Totals that the file states, those that differ first."""
        controls = [
            {**control, "difference_cents": control["read_cents"] - control["said_cents"]}
            for control in self.report.get("controls", [])
        ]
        return sorted(controls, key=lambda control: control["agrees"])

    @property
    def disagreeing(self) -> int:
        return sum(not control["agrees"] for control in self.controls)

    @cached_property
    def mrr(self) -> list[MonthEffect]:
        return self._months("months")

    @cached_property
    def one_off(self) -> list[MonthEffect]:
        return self._months("one_off")

    def _months(self, name: str) -> list[MonthEffect]:
        """Months whose figure changes, the latest first."""
        rows = [
            MonthEffect(
                date.fromisoformat(row["month"][:10]), row["before_cents"], row["after_cents"]
            )
            for row in self.effect.get(name, [])
        ]
        return sorted((row for row in rows if row.change_cents), reverse=True)

    @property
    def effect_tables(self) -> list[tuple[str, list[MonthEffect], list[MonthEffect]]]:
        """(figure, the months shown at once, the months before them) of what changes."""
        tables = [("MRR", self.mrr), ("One-off revenue", self.one_off)]
        return [
            (figure, months[:MONTHS_SHOWN], months[MONTHS_SHOWN:])
            for figure, months in tables
            if months
        ]

    @property
    def effect(self) -> Mapping[str, Any]:
        effect: Mapping[str, Any] = self.report.get("effect") or {}
        return effect

    @property
    def shares(self) -> tuple[str, str] | None:
        """The recurring share before and after."""
        shares = [self.effect.get(f"share_{when}") for when in ("before", "after")]
        if shares == [None, None]:
            return None
        before, after = (formats.share(share) for share in shares)
        return before, after

    @property
    def found(self) -> str:
        """How the file was read, in a line of words."""
        source = self.report.get("source", {})
        sheet, encoding = source.get("sheet"), source.get("encoding")
        parts = [
            f"sheet {sheet}" if sheet else ENCODINGS.get(encoding, encoding),
            f"header in line {source['header_line']}" if source.get("header_line") else "",
            DATE_ORDERS.get(source.get("date_order"), ""),
            DECIMALS.get(source.get("decimal"), ""),
            source.get("currency"),
        ]
        return ", ".join(filter(None, parts))

    @property
    def new_clients(self) -> list[str]:
        names: list[str] = self.report.get("names", {}).get("new_clients", [])
        return names

    @property
    def aliases(self) -> list[tuple[str, str]]:
        return sorted(self.report.get("names", {}).get("aliases", {}).items())

    @property
    def mapping_sentence(self) -> str:
        """What the file's columns leave open."""
        questions = self.report.get("questions", [])
        said = (item["sentence"] for item in questions if item["name"] == "mapping")
        return next(said, "")

    @property
    def months(self) -> tuple[str, str] | None:
        """First and last month of the invoices, as addresses write them."""
        months = sorted(self.report.get("net_cents_by_month") or {})
        return (months[0], months[-1]) if months else None


def _counted(count: int, noun: str) -> str:
    return f"{formats.grouped(count)} {noun}{'' if count == 1 else 's'}"


def _rows(count: int) -> str:
    return _counted(count, "row")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
