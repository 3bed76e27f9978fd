"""Tables of clients."""

from typing import Any

from config.tables import BaseTable, Column, MoneyColumn, MonthColumn


class PersonColumn(Column):
    """A user, by full name where there is one."""

    needs_label = True

    def render(self, value: Any) -> str:
        return value.get_full_name() or value.get_username()

    def value(self, value: Any) -> str:
        return super().value(self.render(value))


class ClientTable(BaseTable):
    """`mrr_cents`, `mrr_since` and `one_off_cents` are annotated by the view."""

    name = Column("Client", on_phone="lead", linkify=True)
    account_manager = PersonColumn("Account manager", order_by="account_manager__username")
    mrr_cents = MoneyColumn("MRR", on_phone="key")
    mrr_since = MonthColumn("Last movement", initial_sort_descending=True)
    one_off_cents = MoneyColumn("One-off, 12 months")

    class Meta(BaseTable.Meta):
        order_by = ("-mrr_cents", "name")
