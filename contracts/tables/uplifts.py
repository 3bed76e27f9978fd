"""The table of a price uplift."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from config import formats
from config.tables import BaseTable, Column, MoneyColumn
from contracts.operations import UpliftedLine


class PriceColumn(Column):
    """A price per unit with the places it uses."""

    css = "num"
    needs_label = True

    def render(self, value: Decimal, record: UpliftedLine) -> str:
        months = record.billing_months
        if months == 1:
            return formats.price(value)
        return format_html(
            '{} <span class="per-charge">every {} months</span>', formats.price(value), months
        )


class QuantityColumn(Column):
    css = "num"
    needs_label = True

    def render(self, value: Decimal) -> str:
        return formats.quantity(value)


class UpliftTable(BaseTable):
    """`left_out` are the keys, as texts, of the lines whose box is ticked."""

    client = Column("Client", accessor="line__agreement__client", on_phone="lead")
    agreement = Column("Agreement", accessor="line__agreement")
    line = Column("Line")
    quantity = QuantityColumn("Quantity")
    old_price = PriceColumn("Price")
    new_price = PriceColumn("New price")
    old_cents = MoneyColumn("Monthly")
    new_cents = MoneyColumn("New monthly")
    change_cents = MoneyColumn("Adds", signed=True, on_phone="key")
    leave_out = Column("Leave out", accessor="line__pk")

    class Meta(BaseTable.Meta):
        orderable = False

    def __init__(self, *args: Any, left_out: Collection[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.left_out = left_out

    def render_leave_out(self, value: int, record: UpliftedLine) -> str:
        return format_html(
            '<input type="checkbox" class="form-check-input" name="leave_out" value="{}"'
            ' aria-label="Leave out {}, {}"{}>',
            value,
            record.line.agreement.client,
            record.line,
            SafeString(" checked") if str(value) in self.left_out else "",
        )
