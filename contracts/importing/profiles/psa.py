"""PSA and ticketing systems: ConnectWise, Autotask, HaloPSA, Syncro, ITFlow.

Autotask, HaloPSA and Syncro are read by the names of their interfaces' fields, which is what tools
that fetch from them write.
"""

from contracts.importing.profiles.profile import AGREEMENTS, CLIENTS, INVOICES, Profile

AMOUNTS_OF_TODAY = (
    "Amounts are those of the day of the export, additions included: import the additions too "
    "to have their history; nothing is counted twice."
)
WITH_TAX = "Totals of this list may contain tax: import invoices without tax where you charge any."

CONNECTWISE_AGREEMENTS = Profile(
    "connectwise_agreements",
    "ConnectWise PSA: agreements list",
    AGREEMENTS,
    {
        "client": ("Company Name",),
        "agreement": ("Agreement Name",),
        "service": ("Agreement Type",),
        "whole": ("Amount",),
        "billing": ("Billing Cycle",),
        "agreement_start": ("Date Start",),
        "agreement_end": ("Date End",),
        "status": ("Status",),
        "level": ("Level",),
    },
    signature=("client", "agreement", "whole", "billing", "agreement_start"),
    required=("client", "agreement", "whole", "billing", "agreement_start"),
    notes=(AMOUNTS_OF_TODAY,),
)
CONNECTWISE_ADDITIONS = Profile(
    "connectwise_additions",
    "ConnectWise PSA: additions list",
    AGREEMENTS,
    {
        "client": ("Company Name", "Company"),
        "agreement": ("Agreement Name", "Agreement"),
        "line": ("Description",),
        "service": ("Product ID",),
        "product": ("Product ID",),
        "sequence": ("Sequence",),
        "start": ("Effective", "Effective Date"),
        "end": ("Cancelled", "Cancelled Date"),
        "quantity": ("Quantity",),
        "included": ("Less Included",),
        "unit_price": ("Price", "Unit Price"),
        "period_total": ("Ext Price",),
        "billable": ("Bill",),
        "margin": ("Margin",),
        "unit_cost": ("Cost",),
        "billing": ("Billing Cycle",),
    },
    signature=("start", "end", "product", "quantity", "unit_price", "billable"),
    required=("client", "agreement", "line", "start", "quantity", "unit_price", "billing"),
)
CONNECTWISE_INVOICES = Profile(
    "connectwise_invoices",
    "ConnectWise PSA: company invoices",
    INVOICES,
    {
        "number": ("Invoice",),
        "amount": ("Invoice Total",),
        "date": ("Date",),
        "due": ("Due Date",),
        "type": ("Invoice Type",),
        "item": ("Invoice Type",),
        "status": ("Status",),
        "client": ("Company Name",),
        "project": ("Project / Phase",),
        "heading": ("Invoice Reference",),
    },
    signature=("number", "amount", "date", "type", "client"),
    required=("number", "amount", "date", "client"),
    notes=(WITH_TAX,),
    stands_in={"heading": "item"},
    one_row_each=True,
)
AUTOTASK_INVOICES = Profile(
    "autotask_invoices",
    "Autotask: invoices",
    INVOICES,
    {
        "number": ("invoiceNumber",),
        "date": ("invoiceDateTime",),
        "amount": ("invoiceTotal",),
        "tax": ("totalTaxValue",),
        "client": ("companyName", "company", "companyID"),
        "void": ("isVoided",),
    },
    signature=("number", "date", "amount", "client"),
    required=("number", "date", "amount", "client"),
    notes=("Amounts are invoice totals less their tax.",),
    less_tax=True,
    one_row_each=True,
)
AUTOTASK_CONTRACTS = Profile(
    "autotask_services",
    "Autotask: contract services",
    AGREEMENTS,
    {
        "client": ("companyName", "company", "companyID"),
        "agreement": ("contractName",),
        "line": ("serviceName", "internalDescription", "invoiceDescription", "serviceID"),
        "billing": ("contractPeriodType", "periodType"),
        "start": ("startDate",),
        "end": ("endDate",),
        "quantity": ("units", "quantity"),
        "unit_price": ("unitPrice", "adjustedPrice"),
        "unit_cost": ("unitCost",),
    },
    signature=("client", "agreement", "billing", "start", "unit_price"),
    required=("client", "agreement", "line", "billing", "start", "quantity", "unit_price"),
)
HALOPSA_INVOICES = Profile(
    "halopsa_invoices",
    "HaloPSA: invoices",
    INVOICES,
    {
        "number": ("invoicenumber", "invoice_number", "third_party_invoice_number", "id"),
        "date": ("invoice_date",),
        "client": ("client_name",),
        "amount": ("total",),
        "tax": ("tax_total",),
        "void": ("voided",),
    },
    signature=("number", "date", "client", "amount", "tax"),
    required=("number", "date", "client", "amount"),
    notes=("Amounts are invoice totals less their tax.",),
    less_tax=True,
    one_row_each=True,
)
SYNCRO_INVOICES = Profile(
    "syncro_invoices",
    "Syncro: invoices",
    INVOICES,
    {
        "number": ("number",),
        "date": ("date",),
        "client": ("customer_business_then_name", "business_then_name", "business_name"),
        "amount": ("subtotal",),
        "total": ("total",),
    },
    signature=("number", "date", "client", "amount", "total"),
    required=("number", "date", "client", "amount"),
    one_row_each=True,
)
ITFLOW_INVOICES = Profile(
    "itflow_invoices",
    "ITFlow: invoices",
    INVOICES,
    {
        "number": ("Invoice Number",),
        "description": ("Scope",),
        "amount": ("Amount",),
        "date": ("Issued Date",),
        "due": ("Due Date",),
        "status": ("Status",),
        "client": ("Client",),
    },
    signature=("number", "description", "amount", "date"),
    required=("number", "amount", "date", "client"),
    notes=(WITH_TAX,),
    one_row_each=True,
)
ITFLOW_RECURRING = Profile(
    "itflow_recurring",
    "ITFlow: recurring invoices",
    AGREEMENTS,
    {
        "agreement": ("Recurring Number",),
        "line": ("Scope",),
        "unit_price": ("Amount",),
        "billing": ("Frequency",),
        "start": ("Date Created",),
        "client": ("Client",),
    },
    signature=("agreement", "unit_price", "billing", "start"),
    required=("agreement", "unit_price", "billing", "start", "client"),
    notes=("The list has today's amounts only: each counts from the day its recurrence was made.",),
    stands_in={"line": "agreement"},
)
ITFLOW_CLIENTS = Profile(
    "itflow_clients",
    "ITFlow: clients",
    CLIENTS,
    {"client": ("Client Name",), "segment": ("Industry",), "referral": ("Referral",)},
    signature=("client", "segment", "referral"),
    required=("client",),
)
PROFILES = (
    CONNECTWISE_AGREEMENTS,
    CONNECTWISE_ADDITIONS,
    CONNECTWISE_INVOICES,
    AUTOTASK_INVOICES,
    AUTOTASK_CONTRACTS,
    HALOPSA_INVOICES,
    SYNCRO_INVOICES,
    ITFLOW_INVOICES,
    ITFLOW_RECURRING,
    ITFLOW_CLIENTS,
)
