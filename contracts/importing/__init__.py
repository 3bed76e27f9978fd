"""Agreements and invoices from CSV files: a file is taken whole, or refused with every reason."""

from contracts.importing.agreements import import_agreements
from contracts.importing.invoices import import_invoices
from contracts.importing.reports import Refused, Report, RowError

__all__ = ["Refused", "Report", "RowError", "import_agreements", "import_invoices"]
