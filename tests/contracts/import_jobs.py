"""Import jobs as the reader and the engine leave them, for tests of their pages."""

from copy import deepcopy
from typing import Any

from contracts.models import ImportFile, ImportJob

EMPTY: dict[str, Any] = {
    "profile": "", "title": "", "kind": "",
    "source": {
        "encoding": "utf-8", "delimiter": ",", "sheet": "", "sheets": [], "header_line": 1,
        "names": [], "mapping": {}, "date_order": "", "decimal": "", "currency": "",
    },
    "rows": 0, "documents": 0, "lines": 0, "clients": 0, "net_cents": None,
    "net_cents_by_client": {}, "net_cents_by_month": {}, "period_total_cents": [],
    "counts": {"created": 0, "changed": 0, "unchanged": 0, "excluded": 0, "wrong": 0},
    "excluded": [], "errors": [], "warnings": [], "refusals": [], "questions": [], "missing": [],
    "sample": [], "controls": [],
    "names": {"new_clients": [], "suggestions": {}, "aliases": {}, "items": [], "services": []},
    "changes": [], "vanished": [],
    "effect": {"months": [], "one_off": [], "share_before": None, "share_after": None},
    "obstacles": [], "failure": "",
}  # fmt: skip

INVOICES: dict[str, Any] = {
    "profile": "quickbooks_online_sales",
    "title": "QuickBooks Online: Sales by Customer Detail",
    "kind": "invoices",
    "source": {
        "encoding": "cp1252", "delimiter": ",", "sheet": "", "sheets": [], "header_line": 5,
        "names": ["Date", "Num", "Amount"], "date_order": "MDY", "decimal": ".", "currency": "USD",
        "mapping": {"date": "Date", "number": "Num", "amount": "Amount"},
    },
    "rows": 11, "documents": 6, "lines": 8, "clients": 3, "net_cents": 8_362_98,
    "net_cents_by_month": {"2024-01": 5_000_00, "2024-02": 3_362_98},
    "counts": {"created": 7, "changed": 1, "unchanged": 0, "excluded": 2, "wrong": 1},
    "excluded": [
        {"line": 9, "reason": "Draft", "document": "1042", "note": ""},
        {"line": 12, "reason": "Voided", "document": "1043", "note": "as QuickBooks says"},
    ],
    "errors": [{"line": 14, "column": "Amount", "text": "=1+1", "reason": "is not a number"}],
    "warnings": ["Amounts are taken as being without tax."],
    "controls": [
        {"line": 8, "label": "Total for Ash", "said_cents": 100_00, "read_cents": 100_00,
         "agrees": True},
        {"line": 15, "label": "TOTAL", "said_cents": 8_400_00, "read_cents": 8_362_98,
         "agrees": False},
    ],
    "names": {
        "new_clients": ["Birch Dental"],
        "suggestions": {},
        "aliases": {"ASH AND CO": "Ash & Co"},
        "items": [
            {"item": "Firewall", "lines": 2, "net_cents": 900_00, "kind": None,
             "suggestion": "hardware", "remembered": False},
            {"item": "Odd jobs", "lines": 1, "net_cents": 80_00, "kind": None,
             "suggestion": None, "remembered": False},
            {"item": "Care plan", "lines": 5, "net_cents": 7_382_98, "kind": "managed",
             "suggestion": None, "remembered": True},
        ],
        "services": [],
    },
    "changes": [{"what": "Invoice 1040 of Ash & Co", "field": "Amount", "before": "90.00",
                 "after": "100.00"}],
    "vanished": ["Invoice 1039 of Ash & Co is no longer in the file; it stays as it is."],
    "effect": {
        "months": [],
        "one_off": [
            {"month": "2024-01-01", "before_cents": 100_00, "after_cents": 5_100_00},
            {"month": "2024-02-01", "before_cents": 0, "after_cents": 3_362_98},
        ],
        "share_before": 0.41, "share_after": 0.347,
    },
}  # fmt: skip

AGREEMENTS: dict[str, Any] = {
    "profile": "connectwise_additions",
    "title": "ConnectWise PSA: additions list",
    "kind": "agreements",
    "rows": 3, "documents": 2, "lines": 3, "clients": 1,
    "counts": {"created": 3, "changed": 0, "unchanged": 0, "excluded": 0, "wrong": 0},
    "names": {
        "new_clients": [], "suggestions": {}, "aliases": {}, "items": [],
        "services": [{"name": "EDR seat", "lines": 2, "service": None}],
    },
    "effect": {
        "months": [
            {"month": f"2024-{month:02}-01", "before_cents": 1_000_00, "after_cents": 1_250_50}
            for month in range(1, 13)
        ] + [{"month": "2025-01-01", "before_cents": 1_000_00, "after_cents": 1_300_00}],
        "one_off": [], "share_before": None, "share_after": 0.5,
    },
}  # fmt: skip

DATE_QUESTION = {
    "name": "date_order",
    "sentence": "In which order are dates written?",
    "choices": [["DMY", "03/04/2024 is 3 April 2024"], ["MDY", "03/04/2024 is 4 March 2024"]],
    "samples": ["03/04/2024", "05/06/2024"],
}
MISSING = "The file: these columns are missing: client (customer), number, date, amount."
TICKETS: dict[str, Any] = {
    "questions": [
        {"name": "mapping", "sentence": MISSING,
         "choices": [], "samples": []},
    ],
    "missing": ["client", "number", "date", "amount"],
    "source": {**EMPTY["source"], "names": ["Ticket #", "Summary", "Status"],
               "mapping": {"status": "Status"}},
    "sample": [["Ticket #", "Summary", "Status"], ["4711", "Printer on fire", "Open"]],
    "kind": "invoices",
}  # fmt: skip


def report(base: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return deepcopy({**EMPTY, **(base or {}), **changes})


def make_job(state: str = "ready", base: dict[str, Any] | None = None, **fields: Any) -> ImportJob:
    """A job whose file is kept, in a state, with what the preview shows."""
    content = fields.pop("report", None) or report(base)
    fields = {"file_name": "sales.csv", "file_size": 1584, "sha256": "a" * 64, **fields}
    job = ImportJob.objects.create(
        state=state, kind=content["kind"], profile=content["profile"], report=content, **fields
    )
    ImportFile.objects.create(job=job, content=b"Date,Num,Amount\n")
    return job
