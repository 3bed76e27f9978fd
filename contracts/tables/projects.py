"""Tables of projects."""

from config.tables import BaseTable, Column, DateColumn, MoneyColumn
from contracts.models import Project
from contracts.tables.columns import client_address, rows_behind


class ProjectTable(BaseTable):
    """`invoiced_cents` is annotated by the view."""

    name = Column("Project", on_phone="lead", linkify=True)
    client = Column("Client", accessor="client__name", linkify=client_address)
    intended_follow_on = Column("Intended follow-on")
    completed_on = DateColumn("Completed", initial_sort_descending=True)
    invoiced_cents = MoneyColumn(
        "Invoiced to date",
        on_phone="key",
        rows_at=lambda record: rows_behind("invoice_list", project=record.pk),
    )

    class Meta(BaseTable.Meta):
        model = Project
        fields = ("name", "client", "intended_follow_on", "completed_on", "invoiced_cents")
        order_by = ("client", "name")
