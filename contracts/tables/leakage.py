"""The table of billed against contracted."""

from datetime import date
from typing import Any

from django.urls import reverse

from config.tables import BaseTable, Column, MoneyColumn
from contracts.tables.columns import rows_behind


class LeakageTable(BaseTable):
    """Rows of metrics.leakage, of a month and of those since; less than 0 was not billed."""

    client = Column(
        "Client",
        on_phone="lead",
        linkify=lambda record: reverse("client_detail", args=[record.pk]),
    )
    billed_cents = MoneyColumn("Billed in the month")
    mrr_cents = MoneyColumn("MRR of the month")
    difference_cents = MoneyColumn("Difference", signed=True, initial_sort_descending=False)
    billed_12m_cents = MoneyColumn("Billed, 12 months")
    mrr_12m_cents = MoneyColumn("MRR, 12 months")
    difference_12m_cents = MoneyColumn(
        "Difference, 12 months", signed=True, on_phone="key", initial_sort_descending=False
    )

    class Meta(BaseTable.Meta):
        order_by = ("difference_12m_cents",)

    def __init__(self, *args: Any, since: date, month: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.since, self.month = since, month

    def rows_at_mrr_cents(self, record: Any) -> str:
        return rows_behind("line_list", client=record.pk, month=self.month)

    def rows_at_billed_cents(self, record: Any) -> str:
        return rows_behind("invoice_list", client=record.pk, month=self.month, kind="managed")

    def rows_at_billed_12m_cents(self, record: Any) -> str:
        of = {"client": record.pk, "kind": "managed"}
        return rows_behind("invoice_list", **of, since=self.since, month=self.month)


def totals_of(rows: list[Any]) -> dict[str, Any]:
    """Each column of amounts, added up."""
    names = [name for name in LeakageTable.base_columns if name.endswith("_cents")]
    return {name: sum(getattr(row, name) for row in rows) for name in names}
