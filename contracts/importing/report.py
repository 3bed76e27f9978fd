"""What is said of an import: by `--report json`, and by the page of its job. Plain JSON."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from contracts.importing.outcomes import Outcome
from contracts.importing.profiles import AGREEMENTS, CLIENTS, INVOICES
from contracts.importing.reading.agreements import period_cents
from contracts.importing.readings import FIELDS, Reading
from contracts.importing.reports import RowError

# Rows told one by one; the counts are of all.
ROWS_TOLD = 5000
MONTH = 7
DOCUMENT = {INVOICES: ("client", "number"), AGREEMENTS: ("client", "agreement")}


def report_of(
    reading: Reading,
    outcome: Outcome | None = None,
    effect: Mapping[str, Any] | None = None,
    names: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """All that is to be said of a file.

    `outcome` is what taking it in did or would do, `effect` its months of MRR and revenue, `names`
    the clients, items and services that somebody may have to decide about.
    """
    done = outcome or Outcome()
    left_out = {row.line for row in done.excluded} | _lines(done.errors)
    return {
        "profile": reading.profile,
        "title": reading.title,
        "kind": reading.kind,
        "source": _source(reading),
        "rows": reading.row_count,
        **_sums(reading, left_out),
        **_rows(reading, done),
        "warnings": [*reading.warnings, *done.warnings],
        "refusals": reading.refusals,
        "questions": [asdict(question) for question in reading.questions],
        "missing": reading.missing,
        "sample": reading.sample,
        "controls": [{**asdict(control), "agrees": control.agrees} for control in reading.controls],
        "names": dict(names or {}),
        "new_clients": done.new_clients,
        "new_services": done.new_services,
        "changes": done.changes,
        "vanished": done.vanished,
        "effect": dict(effect or {}),
        "obstacles": [],
        "failure": "",
    }


def _rows(reading: Reading, done: Outcome) -> dict[str, Any]:
    """What becomes of the rows: how many, and those that stay out one by one."""
    errors = sorted([*reading.errors, *done.errors], key=lambda error: error.line or 0)
    excluded = [*reading.excluded, *done.excluded]
    return {
        "counts": {
            "created": done.created,
            "changed": done.changed,
            "unchanged": done.unchanged,
            "excluded": len(excluded),
            "wrong": len(_lines(errors)),
        },
        "excluded": [asdict(row) for row in excluded[:ROWS_TOLD]],
        "errors": [_told(error, reading) for error in errors[:ROWS_TOLD]],
    }


def _lines(errors: list[RowError]) -> set[int | None]:
    return {error.line for error in errors}


def _told(error: RowError, reading: Reading) -> dict[str, Any]:
    """What contradicts stored data names our column: the file calls it otherwise."""
    ours = error.column or ""
    fields = (ours, *FIELDS.get(ours, ()))
    theirs = next((reading.mapping[field] for field in fields if field in reading.mapping), None)
    return {
        "line": error.line,
        "column": theirs or error.column,
        "text": error.text,
        "reason": error.reason,
    }


def _source(reading: Reading) -> dict[str, Any]:
    source = reading.source
    return {
        "encoding": source.encoding if source else "",
        "delimiter": source.delimiter if source else "",
        "sheet": source.sheet if source else "",
        "sheets": list(source.sheets) if source else [],
        "header_line": reading.header_line,
        "names": reading.names,
        "mapping": dict(reading.mapping),
        "date_order": reading.date_order,
        "decimal": reading.decimal,
        "currency": reading.currency,
    }


def _sums(reading: Reading, left_out: set[int | None]) -> dict[str, Any]:
    """Counts and sums of the rows that are taken in."""
    rows = [row for row in reading.columns.rows(*_columns(reading.kind)) if row[0] not in left_out]
    sums: dict[str, Any] = {
        "documents": len({row[1:3] for row in rows}),
        "lines": len(rows),
        "clients": len({row[1] for row in rows}),
        "net_cents": None,
        "net_cents_by_client": {},
        "net_cents_by_month": {},
        "period_total_cents": [],
    }
    if reading.kind == INVOICES:
        by_client: Counter[str] = Counter()
        by_month: Counter[str] = Counter()
        for _, client, _, day, cents in rows:
            by_client[client] += cents
            by_month[day[:MONTH]] += cents
        sums["net_cents"] = sum(row[4] for row in rows)
        sums["net_cents_by_client"] = dict(sorted(by_client.items()))
        sums["net_cents_by_month"] = dict(sorted(by_month.items()))
    elif reading.kind == AGREEMENTS:
        sums["period_total_cents"] = [period_cents(*row[3:]) for row in rows]
    return sums


def _columns(kind: str) -> tuple[str, ...]:
    if kind == CLIENTS or kind not in DOCUMENT:
        return ("client", "client")
    more = {
        INVOICES: ("issued_on", "amount"),
        AGREEMENTS: ("quantity", "unit_price", "discount_percent"),
    }
    return (*DOCUMENT[kind], *more[kind])
