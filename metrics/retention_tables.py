"""Tables of the retention pages."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.html import format_html

from clients.tables import PersonColumn
from config import exports, formats
from config.tables import BaseTable, Column, MoneyColumn, MonthColumn, ShareColumn
from metrics.grids import age_words
from metrics.scopes import Scope
from metrics.windows import State, state_of


def client_at(record: Any) -> str:
    return record.client.get_absolute_url()


class CohortTable(BaseTable):
    """The clients of some cohorts: rows of `cohort_clients`, `age` months on."""

    client = Column("Client", accessor="client__name", on_phone="lead", linkify=client_at)
    account_manager = PersonColumn(
        "Account manager",
        accessor="client__account_manager",
        order_by="client__account_manager__username",
    )
    month = MonthColumn("First MRR", initial_sort_descending=True)
    mrr_cents = MoneyColumn("MRR at first")
    seen_month = MonthColumn("Month", order_by="month", initial_sort_descending=True)
    now_cents = MoneyColumn("MRR", on_phone="key")
    kept = ShareColumn("Retained", accessor="now_cents", orderable=False)

    class Meta(BaseTable.Meta):
        order_by = ("-mrr_cents", "client")

    def __init__(self, *args: Any, scope: Scope, age: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope, self.current = scope, scope.window.current
        self.columns["now_cents"].column.verbose_name = f"MRR {age_words(age)} on"

    def render_seen_month(self, value: date) -> str:
        state = state_of(value, self.current)
        if state is State.PAST:
            return formats.month(value)
        return format_html('{} <span class="quiet">{}</span>', formats.month(value), state.value)

    def render_kept(self, record: Any) -> str:
        return formats.share(Fraction(record.now_cents, record.mrr_cents))

    def value_kept(self, record: Any) -> str:
        return exports.fraction(Fraction(record.now_cents, record.mrr_cents))

    def rows_at_mrr_cents(self, record: Any) -> str:
        return self.scope.link("line_list", month=record.month, client=record.client_id)

    def rows_at_now_cents(self, record: Any) -> str:
        return self.scope.link("line_list", month=record.seen_month, client=record.client_id)
