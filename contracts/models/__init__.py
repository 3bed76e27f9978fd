from contracts.models.agreements import Agreement, AgreementLine, LineRevision, Service
from contracts.models.invoices import InvoiceLine, Project
from contracts.models.limits import AMOUNT_LIMIT_CENTS, EARLIEST, LATEST

__all__ = [
    "AMOUNT_LIMIT_CENTS",
    "EARLIEST",
    "LATEST",
    "Agreement",
    "AgreementLine",
    "InvoiceLine",
    "LineRevision",
    "Project",
    "Service",
]
