"""Our own templates: the canonical columns, whose cells are read strictly.

Their example rows are of one client, and are left out.
"""

import csv
import io

from contracts.importing import agreement_rows, client_list, invoice_rows
from contracts.importing.columns import Readers
from contracts.importing.profiles.profile import AGREEMENTS, CLIENTS, INVOICES, Profile

EXAMPLE = "Example Ltd"

CELLS: dict[str, tuple[Readers, Readers]] = {
    INVOICES: (invoice_rows.REQUIRED, invoice_rows.OPTIONAL),
    AGREEMENTS: (agreement_rows.REQUIRED, agreement_rows.OPTIONAL),
    CLIENTS: (client_list.REQUIRED, client_list.OPTIONAL),
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


def is_canonical(data: bytes, kind: str) -> bool:
    """Whether a file begins with a header of ours: such a file is read strictly, or refused.

    Two of our names are enough: whoever misspells a third one is to be told of it.
    """
    start = data[:4096].decode("utf-8-sig", "replace").lstrip()
    header = next(csv.reader(io.StringIO(start)), [])
    return len({cell.strip() for cell in header} & set(CELLS[kind][0])) > 1 or (
        header[:1] == ["client"]
    )
