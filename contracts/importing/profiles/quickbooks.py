"""QuickBooks Online and Desktop."""

from contracts.importing.profiles.profile import INVOICES, Layout, Profile

SALES = {
    "date": ("Date", "Transaction date"),
    "type": ("Transaction Type",),
    "number": ("Num",),
    "item": ("Product/Service", "Product/Service full name"),
    "description": ("Memo/Description", "Description"),
    "quantity": ("Qty", "Quantity"),
    "unit_price": ("Sales Price",),
    "amount": ("Amount",),
    "balance": ("Balance",),
    "client": ("Customer", "Customer full name", "Name"),
    "currency": ("Currency",),
}
SALES_BY_CUSTOMER = Profile(
    "quickbooks_online_sales",
    "QuickBooks Online: Sales by Customer Detail",
    INVOICES,
    SALES,
    signature=("date", "type", "number", "item", "amount"),
    required=("date", "number", "amount"),
    layout=Layout.GROUPED,
)
INVOICE_TEMPLATE = Profile(
    "quickbooks_online_invoices",
    "QuickBooks Online: invoice template",
    INVOICES,
    {
        "number": ("InvoiceNo",),
        "client": ("Customer",),
        "date": ("InvoiceDate",),
        "due": ("DueDate",),
        "item": ("Item(Product/Service)",),
        "description": ("ItemDescription",),
        "quantity": ("ItemQuantity",),
        "unit_price": ("ItemRate",),
        "amount": ("ItemAmount",),
        "currency": ("Currency",),
    },
    signature=("number", "client", "date", "amount"),
    required=("number", "client", "date", "amount"),
    layout=Layout.CONTINUED,
)
BALANCES = Profile(
    "quickbooks_online_balances",
    "QuickBooks Online: Customer Balance Detail",
    INVOICES,
    {
        "date": ("Date",),
        "type": ("Transaction Type",),
        "number": ("Num",),
        "amount": ("Amount",),
        "open": ("Open Balance",),
    },
    signature=("date", "type", "number", "open"),
    required=(),
    sentence=(
        "Customer Balance Detail has payments and amounts with tax, and no lines. "
        "Export the report Sales by Customer Detail instead."
    ),
)
DESKTOP = Profile(
    "quickbooks_desktop_sales",
    "QuickBooks Desktop: Sales by Customer Detail",
    INVOICES,
    {
        "type": ("Type",),
        "date": ("Date",),
        "number": ("Num",),
        "description": ("Memo",),
        "client": ("Name",),
        "item": ("Item",),
        "quantity": ("Qty",),
        "unit_price": ("Sales Price",),
        "amount": ("Amount",),
        "balance": ("Balance",),
    },
    signature=("type", "date", "number", "client", "item", "amount"),
    required=("date", "number", "amount"),
    layout=Layout.GROUPED,
)
IIF = Profile(
    "quickbooks_iif",
    "QuickBooks IIF",
    INVOICES,
    {"marker": ("!TRNS",), "type": ("TRNSTYPE",)},
    signature=("marker", "type"),
    required=(),
    sentence=(
        "IIF holds bookings, with signs turned round. Export the report Sales by Customer Detail "
        "from QuickBooks instead, as an Excel or CSV file."
    ),
)
PROFILES = (SALES_BY_CUSTOMER, INVOICE_TEMPLATE, BALANCES, DESKTOP, IIF)
