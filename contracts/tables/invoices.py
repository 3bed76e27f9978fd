"""Tables of invoices."""

from config.tables import BaseTable, Column, DateColumn, MoneyColumn
from contracts.models import InvoiceLine
from contracts.tables.columns import KindColumn, client_address


class InvoiceLineTable(BaseTable):
    number = Column("Invoice", on_phone="lead", order_by=("number", "position"), linkify=True)
    issued_on = DateColumn("Issued", initial_sort_descending=True)
    client = Column("Client", accessor="client__name", linkify=client_address)
    kind = KindColumn("Kind", choices=InvoiceLine.Kind.choices)
    description = Column("Description")
    amount_cents = MoneyColumn("Amount", on_phone="key")

    class Meta(BaseTable.Meta):
        order_by = ("-issued_on", "number")
