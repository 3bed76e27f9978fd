"""Tables of clients."""

from datetime import date
from typing import Any

from django.utils.html import format_html

from clients.models import Client
from config import exports
from config.tables import BaseTable, Column, MoneyColumn, MonthColumn


class PersonColumn(Column):
    """A user, by full name where there is one."""

    needs_label = True

    def render(self, value: Any) -> str:
        return value.get_full_name() or value.get_username()

    def value(self, value: Any) -> str:
        return super().value(self.render(value))


class ClientTable(BaseTable):
    """`mrr_cents`, `mrr_since` and `one_off_cents` are annotated by the view.

    The clients' pages open at `month`; None is the current one.
    """

    name = Column("Client", on_phone="lead")
    account_manager = PersonColumn("Account manager", order_by="account_manager__username")
    mrr_cents = MoneyColumn("MRR", on_phone="key")
    mrr_since = MonthColumn("Last movement", initial_sort_descending=True)
    one_off_cents = MoneyColumn("One-off, 12 months")

    class Meta(BaseTable.Meta):
        order_by = ("-mrr_cents", "name")

    def __init__(self, *args: Any, month: date | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.query = f"?month={exports.month(month)}" if month else ""

    def render_name(self, value: str, record: Client) -> str:
        return format_html('<a href="{}{}">{}</a>', record.get_absolute_url(), self.query, value)
