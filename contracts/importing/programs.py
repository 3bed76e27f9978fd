"""The exports that are recognised by their headers: (profile, title) by kind, as pages say it."""

from collections.abc import Mapping

from contracts.models import ImportKind

PROGRAMS: Mapping[str, list[tuple[str, str]]] = {
    ImportKind.INVOICES: [
        ("baseload_invoices", "Baseload: invoices"),
        ("quickbooks_online_sales", "QuickBooks Online: Sales by Customer Detail"),
    ],
    ImportKind.AGREEMENTS: [
        ("baseload_agreements", "Baseload: agreements"),
        ("connectwise_agreements", "ConnectWise PSA: agreements list"),
        ("connectwise_additions", "ConnectWise PSA: additions list"),
    ],
    ImportKind.CLIENTS: [("baseload_clients", "Baseload: clients")],
}
