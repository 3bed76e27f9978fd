"""Tables of agreements."""

from datetime import date
from typing import Any

from config.tables import BaseTable, Column, CountColumn, DateColumn, MoneyColumn
from contracts.models import Agreement
from contracts.tables.columns import ChoiceColumn, client_address, rows_behind


class AgreementTable(BaseTable):
    """`mrr_cents` and `line_count` of the month are annotated by the view."""

    name = Column(
        "Agreement",
        on_phone="lead",
        linkify=lambda record: record.get_absolute_url(),
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

    def __init__(self, *args: Any, month: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.month = month

    def rows_at_mrr_cents(self, record: Agreement) -> str:
        return rows_behind("line_list", agreement=record.pk, month=self.month)

    rows_at_line_count = rows_at_mrr_cents
