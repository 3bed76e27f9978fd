from contracts.models.agreements import Agreement
from contracts.models.imports import (
    ImportFile,
    ImportJob,
    ImportJournal,
    ImportKind,
    ItemKind,
    SavedMapping,
    ServiceAlias,
)
from contracts.models.invoices import ClassificationRule, InvoiceKind, InvoiceLine, Project
from contracts.models.limits import AMOUNT_LIMIT_CENTS, EARLIEST, LATEST
from contracts.models.lines import AgreementLine, LineRevision
from contracts.models.services import Pricing, Service

__all__ = [
    "AMOUNT_LIMIT_CENTS",
    "EARLIEST",
    "LATEST",
    "Agreement",
    "AgreementLine",
    "ClassificationRule",
    "ImportFile",
    "ImportJob",
    "ImportJournal",
    "ImportKind",
    "InvoiceKind",
    "InvoiceLine",
    "ItemKind",
    "LineRevision",
    "Pricing",
    "Project",
    "SavedMapping",
    "Service",
    "ServiceAlias",
]
