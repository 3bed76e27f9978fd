"""Xero and Stripe."""

from contracts.importing.profiles.profile import INVOICES, Profile

XERO = {
    "client": ("ContactName",),
    "number": ("InvoiceNumber",),
    "date": ("InvoiceDate",),
    "due": ("DueDate",),
    "item": ("InventoryItemCode",),
    "description": ("Description",),
    "quantity": ("Quantity",),
    "unit_price": ("UnitAmount",),
    "discount": ("Discount",),
    "amount": ("LineAmount",),
    "currency": ("Currency",),
    "type": ("Type",),
    "status": ("Status",),
}
XERO_EXPORT = Profile(
    "xero_invoices",
    "Xero: invoice export",
    INVOICES,
    XERO,
    signature=("client", "number", "date", "amount", "type", "status"),
    required=("client", "number", "date", "amount"),
)
XERO_TEMPLATE = Profile(
    "xero_invoice_template",
    "Xero: invoice template",
    INVOICES,
    XERO,
    signature=("client", "number", "date", "quantity", "unit_price"),
    required=("client", "number", "date", "quantity", "unit_price"),
    notes=("Amounts are quantity × unit amount, and taken as being without tax.",),
)
STRIPE = Profile(
    "stripe_payments",
    "Stripe: payments",
    INVOICES,
    {
        "number": ("Invoice ID", "id"),
        "payment": ("id",),
        "client": ("Customer Description", "Customer Email", "Customer ID"),
        "email": ("Customer Email",),
        "customer": ("Customer ID",),
        "description": ("Description",),
        "date": ("Created (UTC)", "Created date (UTC)"),
        "amount": ("Amount",),
        "refunded": ("Amount Refunded",),
        "tax": ("Tax",),
        "currency": ("Currency",),
        "status": ("Status",),
        "mode": ("Mode",),
    },
    signature=("payment", "date", "amount", "refunded", "customer"),
    required=("number", "client", "date", "amount"),
    notes=("These are payments, not invoices: each counts without refunds and tax, when paid.",),
    stands_in={"client": "email", "email": "customer", "number": "payment"},
    less_tax=True,
    one_row_each=True,
)
PROFILES = (XERO_EXPORT, XERO_TEMPLATE, STRIPE)
