"""Files that no program wrote: columns are known by the names that people give them.

What cannot be known so is mapped by hand.
"""

from contracts.importing.profiles.profile import AGREEMENTS, CLIENTS, INVOICES, Profile

CLIENT = (
    "Client",
    "Customer",
    "Customer Name",
    "Client Name",
    "Company",
    "Company Name",
    "Account",
)
INVOICE_COLUMNS = {
    "client": CLIENT,
    "number": (
        "Number", "Invoice No", "Invoice No.", "Invoice Number", "Invoice #", "Invoice", "Num",
        "Document Number", "InvoiceNumber",
    ),
    "date": (
        "Date", "Invoice Date", "Issued on", "Issue Date", "Issued", "Document Date", "InvoiceDate",
    ),
    "due": ("Due Date", "Due"),
    "amount": (
        "Amount", "Net", "Net Amount", "Line Amount", "Line Total", "Subtotal", "Total excl. tax",
    ),
    "type": ("Type", "Transaction Type", "Document Type"),
    "status": ("Status",),
    "kind": ("Kind",),
    "item": ("Item", "Product", "Product/Service", "Service", "Item Code", "Category"),
    "description": ("Description", "Memo", "Details", "Item Description", "Text"),
    "quantity": ("Qty", "Quantity", "Units"),
    "unit_price": ("Unit Price", "Price", "Rate", "Unit Amount", "Sales Price"),
    "currency": ("Currency", "Currency Code"),
    "project": ("Project",),
    "agreement": ("Agreement", "Contract"),
}  # fmt: skip
AGREEMENT_COLUMNS = {
    "client": CLIENT,
    "agreement": ("Agreement", "Agreement Name", "Contract", "Contract Name"),
    "line": ("Line", "Item", "Product", "Description", "Service line"),
    "service": ("Service", "Product/Service", "Service Name"),
    "quantity": ("Qty", "Quantity", "Units", "Seats", "Users", "Devices"),
    "unit_price": ("Unit price", "Price", "Rate", "Unit Amount", "Price per unit"),
    "period_total": ("Period total", "Total", "Amount", "Ext Price", "Line Total"),
    "billing": (
        "Billing period", "Billing cycle", "Billing", "Period", "Frequency", "Interval",
        "Billing months",
    ),
    "start": ("Start", "Start date", "Effective", "Effective on", "From", "Date Start"),
    "end": ("End", "End date", "Ends on", "Until", "Date End"),
    "discount": ("Discount", "Discount %", "Discount percent"),
    "unit_cost": ("Unit cost", "Cost"),
    "status": ("Status",),
    "currency": ("Currency", "Currency Code"),
}  # fmt: skip
CLIENT_COLUMNS = {
    "client": (*CLIENT, "Name", "Business Name"),
    "segment": ("Segment", "Industry", "Vertical"),
    "account_manager": ("Account manager", "Manager", "Owner"),
}
INVOICE_SHEET = Profile(
    "invoices", "Invoices, columns by name", INVOICES, INVOICE_COLUMNS,
    signature=("client", "number", "date"), required=("client", "number", "date", "amount"),
)  # fmt: skip
AGREEMENT_SHEET = Profile(
    "agreements", "Agreements, columns by name", AGREEMENTS, AGREEMENT_COLUMNS,
    signature=("client", "agreement", "billing"),
    required=("client", "agreement", "unit_price", "billing", "start"),
    stands_in={"line": "service", "service": "line"},
)  # fmt: skip
CLIENT_SHEET = Profile(
    "clients", "Clients, columns by name", CLIENTS, CLIENT_COLUMNS,
    signature=("client",), required=("client",),
)  # fmt: skip
SHEETS = {sheet.kind: sheet for sheet in (INVOICE_SHEET, AGREEMENT_SHEET, CLIENT_SHEET)}

# What a field that is missing is called when somebody has to say which column it is.
SAID = {
    "client": "client (customer)",
    "number": "number",
    "date": "date",
    "amount": "amount",
    "agreement": "agreement",
    "line": "line",
    "unit_price": "unit price",
    "quantity": "quantity",
    "billing": "billing period",
    "start": "start",
    "whole": "amount",
    "agreement_start": "start",
}
