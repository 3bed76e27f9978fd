"""Our templates: the canonical columns of each kind, with rows that show how they are filled in.

The rows are of one client, by whose name every reader leaves them out.
"""

from collections.abc import Mapping
from typing import Any

from config.exports import Kind, Sheet
from contracts.importing.profiles.own import CELLS, EXAMPLE
from contracts.models import ImportKind

# Ours: an amount below zero stays a number that can be read back.
AS_WRITTEN = Kind(str, str, "@", 28)

COLUMNS: Mapping[str, list[str]] = {
    kind: [*needed, *wished] for kind, (needed, wished) in CELLS.items()
}
EXAMPLES: Mapping[str, list[dict[str, str]]] = {
    ImportKind.AGREEMENTS: [
        {
            "agreement": "Managed services",
            "line": "Help desk",
            "billing_months": "1",
            "quantity": "12",
            "unit_price": "85.00",
            "effective_on": "2026-01-01",
            "category": "managed",
            "pricing": "per_user",
            "commitment": "fixed_term",
            "term_ends_on": "2026-12-31",
            "notice_days": "60",
        },
        {
            "agreement": "Managed services",
            "line": "Help desk",
            "billing_months": "1",
            "quantity": "14",
            "unit_price": "85.00",
            "effective_on": "2026-04-01",
        },
        {
            "agreement": "Managed services",
            "line": "Backup",
            "billing_months": "12",
            "quantity": "1",
            "unit_price": "1200.00",
            "effective_on": "2026-01-01",
            "discount_percent": "5",
        },
    ],
    ImportKind.INVOICES: [
        {
            "number": "INV-1001",
            "issued_on": "2026-01-15",
            "kind": "project",
            "amount": "2400.00",
            "description": "Office move, first part",
            "project": "Office move",
        },
        {
            "number": "INV-1001",
            "issued_on": "2026-01-15",
            "kind": "hardware",
            "amount": "650.50",
            "description": "Firewall",
        },
        {
            "number": "CN-17",
            "issued_on": "2026-02-02",
            "kind": "hardware",
            "amount": "-120.00",
            "description": "Firewall, returned",
        },
    ],
    ImportKind.CLIENTS: [{"segment": "Dental", "account_manager": "sam@example.com"}],
}


def example_sheet(kind: str) -> Sheet:
    """A template's columns and example rows; texts all of them, so that 2026-01-15 stays so."""
    names = COLUMNS[kind]
    rows = [{"client": EXAMPLE, **row} for row in EXAMPLES[kind]]
    cells: list[list[Any]] = [[row.get(name) for name in names] for row in rows]
    return Sheet([(name, AS_WRITTEN) for name in names], cells)
