"""The table of billed against contracted."""

from typing import Any

from django.urls import reverse

from config.tables import BaseTable, Column, MoneyColumn


class LeakageTable(BaseTable):
    """Rows of metrics.leakage; a negative difference is what was not billed."""

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


def totals_of(rows: list[Any]) -> dict[str, Any]:
    """Each column of amounts, added up."""
    names = [name for name in LeakageTable.base_columns if name.endswith("_cents")]
    return {name: sum(getattr(row, name) for row in rows) for name in names}
