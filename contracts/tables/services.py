"""Tables of services."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from config import exports, formats
from config.tables import BaseTable, Column, CountColumn, MoneyColumn
from contracts.models import Pricing, Service
from contracts.tables.columns import ChoiceColumn, rows_behind


class PriceColumn(Column):
    """What one unit costs, with up to four places."""

    css = "num"
    needs_label = True
    file_as = exports.PRICE

    def render(self, value: Decimal) -> str:
        return formats.price(value)


class ServiceTable(BaseTable):
    """`mrr_cents` and `line_count` of the month are annotated by the view.

    Names lead to editing, for those who may.
    """

    name = Column("Service", on_phone="lead")
    category = ChoiceColumn("Category", choices=Service.Category.choices)
    pricing = ChoiceColumn("Pricing", choices=Pricing.choices)
    default_price = PriceColumn("Usual price", initial_sort_descending=True)
    default_cost = PriceColumn("Usual cost", initial_sort_descending=True)
    is_active = Column("Offered", on_phone="gone")
    line_count = CountColumn("Lines in force", initial_sort_descending=True)
    mrr_cents = MoneyColumn("MRR", on_phone="key")

    class Meta(BaseTable.Meta):
        order_by = ("name",)

    def __init__(self, *args: Any, month: date, may_edit: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.month, self.may_edit = month, may_edit

    def rows_at_mrr_cents(self, record: Service) -> str:
        return rows_behind("line_list", service=record.pk, month=self.month)

    rows_at_line_count = rows_at_mrr_cents

    def render_name(self, value: str, record: Service) -> str:
        if not self.may_edit:
            return value
        return format_html('<a href="{}">{}</a>', reverse("service_edit", args=[record.pk]), value)

    def render_is_active(self, value: bool) -> str:
        return "yes" if value else "no"

    def value_is_active(self, value: bool) -> str:
        return "yes" if value else "no"
