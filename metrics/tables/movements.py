"""Tables of movements, of the line changes behind them, and of the clients retained."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from clients.tables import PersonColumn
from config import exports, formats
from config.rows import LOOKED_UP, CountedRows
from config.tables import BaseTable, Column, MoneyColumn, MonthColumn
from contracts.models import Service
from contracts.tables.columns import ChoiceColumn, KindColumn
from metrics.details import ChangeOfTerms, changes_of_terms
from metrics.models import Kind, LineChange, MrrMovement
from metrics.months import add_months
from metrics.scopes import Scope


class MovementTable(BaseTable):
    """One row per movement; `is_converted` is annotated by the view."""

    client = Column("Client", accessor="client__name", on_phone="lead")
    month = MonthColumn("Month", initial_sort_descending=True)
    kind = KindColumn("Kind", choices=Kind.choices)
    manager = PersonColumn(
        "Account manager",
        accessor="client__account_manager",
        order_by="client__account_manager__username",
        on_phone="gone",
    )
    opening_cents = MoneyColumn("Before", orderable=False)
    amount_cents = MoneyColumn("Change", signed=True, on_phone="key")
    mrr_cents = MoneyColumn("After")

    class Meta(BaseTable.Meta):
        order_by = ("-month", "-amount_cents")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope = scope

    def render_client(self, value: str, record: MrrMovement) -> str:
        query = f"?month={exports.month(record.month)}"
        return format_html('<a href="{}{}">{}</a>', record.client.get_absolute_url(), query, value)

    def render_kind(self, value: str, record: Any, column: Any) -> str:
        label = column.render(value)
        return format_html("{}, converted", label) if record.is_converted else label

    def rows_at_opening_cents(self, record: MrrMovement) -> str:
        before = add_months(record.month, -1)
        return self.scope.link("line_list", client=record.client_id, month=before)

    def rows_at_amount_cents(self, record: MrrMovement) -> str:
        return self.scope.link("change_list", client=record.client_id, month=record.month)

    def rows_at_mrr_cents(self, record: MrrMovement) -> str:
        return self.scope.link("line_list", client=record.client_id, month=record.month)


class ChangesOfTerms(CountedRows):
    """Line changes, with the terms around them for the rows that are shown."""

    def __getitem__(self, key: Any) -> Any:
        return changes_of_terms(self.data[key])

    def every(self) -> Iterator[ChangeOfTerms]:
        changes = super().every()
        while chunk := list(islice(changes, LOOKED_UP)):
            yield from changes_of_terms(chunk)


class ChangeTable(BaseTable):
    """One row per ChangeOfTerms; `shown_cents` of its change is annotated by the view."""

    line = Column("Line", accessor="change__line__name", order_by="line__name", on_phone="lead")
    client = Column("Client", accessor="change__client__name", order_by="client__name")
    month = MonthColumn(
        "Month", accessor="change__month", order_by="month", initial_sort_descending=True
    )
    causes = Column("Cause", orderable=False, exclude_from_export=True)
    before = Column("Terms before", orderable=False, empty_values=(), exclude_from_export=True)
    after = Column("Terms after", orderable=False, empty_values=(), exclude_from_export=True)
    shown_cents = MoneyColumn(
        "Change",
        accessor="change__shown_cents",
        order_by="shown_cents",
        signed=True,
        on_phone="key",
    )

    class Meta(BaseTable.Meta):
        order_by = ("-month", "-shown_cents")

    def render_line(self, value: str, record: ChangeOfTerms) -> str:
        agreement = record.change.line.agreement
        query, anchor = _query(record.change), f"#revision-{record.change.revision_id}"
        address = f"{agreement.get_absolute_url()}{query}{anchor}"
        return format_html(
            '<a href="{}">{}</a> <span class="quiet">{}</span>', address, value, agreement
        )

    def render_client(self, value: str, record: ChangeOfTerms) -> str:
        client = record.change.client
        address = f"{client.get_absolute_url()}{_query(record.change)}"
        return format_html('<a href="{}">{}</a>', address, value)

    def render_causes(self, value: list[tuple[str, int]]) -> str:
        """With their amounts where there are several."""
        if len(value) == 1:
            return value[0][0]
        told = ((cause, formats.amount(cents, signed=True)) for cause, cents in value)
        return format_html_join("", '<span class="cause">{} {}</span>', told)

    def render_before(self, value: Any) -> str:
        return render_to_string("contracts/terms.html", {"revision": value})

    render_after = render_before


def _query(change: LineChange) -> str:
    return f"?month={exports.month(change.month)}"


class ChangeFile(ChangeTable):
    """The same for a file: each cause in a column of its own."""

    agreement = Column("Agreement", accessor="change__line__agreement__name")
    service = Column("Service", accessor="change__line__service__name")
    category = ChoiceColumn(
        "Category", accessor="change__category", choices=Service.Category.choices
    )
    quantity_cents = MoneyColumn("Quantity", accessor="change__quantity_cents")
    price_cents = MoneyColumn("Price", accessor="change__price_cents")
    discount_cents = MoneyColumn("Discount", accessor="change__discount_cents")
    added_cents = MoneyColumn("Service added", accessor="change__added_cents")
    dropped_cents = MoneyColumn("Service dropped", accessor="change__dropped_cents")

    class Meta(ChangeTable.Meta):
        sequence = (
            "month", "client", "agreement", "line", "service", "category", "causes", "before",
            "after", "quantity_cents", "price_cents", "discount_cents", "added_cents",
            "dropped_cents", "shown_cents",
        )  # fmt: skip


class RetainedTable(BaseTable):
    """One row per client with MRR at the start, as metrics.rows.retained annotates them."""

    name = Column("Client", on_phone="lead")
    manager = PersonColumn(
        "Account manager",
        accessor="account_manager",
        order_by="account_manager__username",
        on_phone="gone",
    )
    start_cents = MoneyColumn("MRR then")
    end_cents = MoneyColumn("MRR now", on_phone="key")
    change_cents = MoneyColumn("Change", signed=True)
    kept_cents = MoneyColumn("Kept")

    class Meta(BaseTable.Meta):
        order_by = ("change_cents", "name")

    def __init__(self, *args: Any, scope: Scope, over: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope, self.start = scope, add_months(scope.month, -over)

    def render_name(self, value: str, record: Any) -> str:
        query = f"?month={exports.month(self.scope.month)}"
        return format_html('<a href="{}{}">{}</a>', record.get_absolute_url(), query, value)

    def rows_at_start_cents(self, record: Any) -> str:
        return self.scope.link("line_list", client=record.pk, month=self.start)

    def rows_at_end_cents(self, record: Any) -> str:
        return self.scope.link("line_list", client=record.pk, month=self.scope.month)

    def rows_at_change_cents(self, record: Any) -> str:
        since = add_months(self.start, 1)
        return self.scope.link(
            "movement_list", client=record.pk, since=since, month=self.scope.month
        )
