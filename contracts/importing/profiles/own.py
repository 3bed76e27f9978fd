"""Our own templates: the canonical columns, whose cells are read strictly.

Their example rows are of one client, and are left out.
"""

from contracts.importing import agreement_rows, invoice_rows
from contracts.importing.cells import text
from contracts.importing.columns import Readers
from contracts.importing.profiles.profile import AGREEMENTS, CLIENTS, INVOICES, Profile

EXAMPLE = "Example Ltd"

CLIENT_REQUIRED: Readers = {"client": text(200)}
CLIENT_OPTIONAL: Readers = {"segment": text(60), "account_manager": text(150)}

CELLS: dict[str, tuple[Readers, Readers]] = {
    INVOICES: (invoice_rows.REQUIRED, invoice_rows.OPTIONAL),
    AGREEMENTS: (agreement_rows.REQUIRED, agreement_rows.OPTIONAL),
    CLIENTS: (CLIENT_REQUIRED, CLIENT_OPTIONAL),
}


def _template(kind: str, title: str, *marks: str) -> Profile:
    required, optional = CELLS[kind]
    columns = {name: (name,) for name in (*required, *optional)}
    return Profile(f"baseload_{kind}", title, kind, columns, (*required, *marks), tuple(required))


TEMPLATES = {
    INVOICES: _template(INVOICES, "Baseload: invoices"),
    AGREEMENTS: _template(AGREEMENTS, "Baseload: agreements"),
    CLIENTS: _template(CLIENTS, "Baseload: clients", "segment", "account_manager"),
}
