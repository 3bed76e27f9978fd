from contracts.models.agreements import (
    Agreement,
    AgreementLine,
    LineRevision,
    Pricing,
    Service,
)
from contracts.models.invoices import ClassificationRule, InvoiceKind, InvoiceLine, Project
from contracts.models.limits import AMOUNT_LIMIT_CENTS, EARLIEST, LATEST

__all__ = [
    "AMOUNT_LIMIT_CENTS",
    "EARLIEST",
    "LATEST",
    "Agreement",
    "AgreementLine",
    "ClassificationRule",
    "InvoiceKind",
    "InvoiceLine",
    "LineRevision",
    "Pricing",
    "Project",
    "Service",
]
