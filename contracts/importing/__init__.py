"""CSV files of agreements, invoices and clients: taken whole, or refused with every reason."""

from contracts.importing.agreements import import_agreements
from contracts.importing.client_list import import_clients
from contracts.importing.invoices import import_invoices
from contracts.importing.reports import Refused, Report, RowError

__all__ = [
    "Refused",
    "Report",
    "RowError",
    "import_agreements",
    "import_clients",
    "import_invoices",
]
