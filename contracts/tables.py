"""Tables of agreements and invoices."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from config.tables import BaseTable, Column, CountColumn, DateColumn, MoneyColumn
from contracts.models import Agreement, InvoiceLine


def client_address(record: Agreement | InvoiceLine) -> str:
    return record.client.get_absolute_url()


def invoice_address(record: InvoiceLine) -> str:
    """All lines of the invoice."""
    query = urlencode({"client": record.client_id, "number": record.number})
    return f"{reverse('invoice_list')}?{query}"


class ChoiceColumn(Column):
    """A coded value, shown by its label."""

    css = "nowrap"

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.labels = dict(choices)

    def render(self, value: str) -> str:
        return self.labels[value]


class KindColumn(ChoiceColumn):
    """An invoice line's kind beside its colour."""

    def render(self, value: str) -> str:
        return format_html(
            '<span class="swatch kind-{}" aria-hidden="true"></span>{}', value, self.labels[value]
        )


class AgreementTable(BaseTable):
    """`mrr_cents` and `line_count` are annotated by the view."""

    name = Column(
        "Agreement",
        on_phone="lead",
        linkify=lambda record: f"{record.client.get_absolute_url()}#agreement-{record.pk}",
    )
    client = Column("Client", accessor="client__name", linkify=client_address)
    commitment = ChoiceColumn("Commitment", choices=Agreement.Commitment.choices)
    starts_on = DateColumn("Starts", initial_sort_descending=True)
    term_ends_on = DateColumn("Term ends")
    ends_on = DateColumn("Last day of service")
    line_count = CountColumn("Lines in force")
    mrr_cents = MoneyColumn("MRR", on_phone="key")

    class Meta(BaseTable.Meta):
        order_by = ("client", "name")


class InvoiceLineTable(BaseTable):
    number = Column(
        "Invoice", on_phone="lead", order_by=("number", "position"), linkify=invoice_address
    )
    issued_on = DateColumn("Issued", initial_sort_descending=True)
    client = Column("Client", accessor="client__name", linkify=client_address)
    kind = KindColumn("Kind", choices=InvoiceLine.Kind.choices)
    description = Column("Description")
    amount_cents = MoneyColumn("Amount", on_phone="key")

    class Meta(BaseTable.Meta):
        order_by = ("-issued_on", "number")
