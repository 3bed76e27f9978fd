"""Tables of lines in force, and of their changes."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html

from config import exports
from config.tables import BaseTable, Column, CountColumn, DateColumn, MoneyColumn, ShareColumn
from contracts.models import Agreement, LineRevision, Service
from contracts.tables.columns import ChoiceColumn
from contracts.tables.services import PriceColumn
from metrics.scopes import Scope


class LineTable(BaseTable):
    """One row per LineRevision in force; a line opens at the terms that hold.

    `earned_cents` is annotated by the view.
    """

    line = Column("Line", accessor="line__name", on_phone="lead")
    client = Column("Client", accessor="client__name")
    service = Column("Service", accessor="line__service__name")
    category = ChoiceColumn("Category", choices=Service.Category.choices)
    terms = Column("Terms", accessor="pk", orderable=False, exclude_from_export=True)
    effective_on = DateColumn("Since", initial_sort_descending=True)
    mrr_cents = MoneyColumn("MRR", accessor="monthly_cents", on_phone="key")
    cost_cents = MoneyColumn("Cost")
    earned_cents = MoneyColumn("Margin")

    class Meta(BaseTable.Meta):
        order_by = ("-mrr_cents",)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.query = f"?month={exports.month(scope.month)}"

    def render_line(self, value: str, record: LineRevision) -> str:
        agreement = record.line.agreement
        address = f"{agreement.get_absolute_url()}{self.query}#revision-{record.pk}"
        return format_html(
            '<a href="{}">{}</a> <span class="quiet">{}</span>', address, value, agreement
        )

    def render_client(self, value: str, record: LineRevision) -> str:
        address = f"{record.client.get_absolute_url()}{self.query}"
        return format_html('<a href="{}">{}</a>', address, value)

    def render_terms(self, record: LineRevision) -> str:
        return render_to_string("contracts/terms.html", {"revision": record})


class LineFile(LineTable):
    """The same for a file: each value in a column of its own."""

    agreement = Column("Agreement", accessor="line__agreement__name")
    commitment = ChoiceColumn(
        "Commitment",
        accessor="line__agreement__commitment",
        choices=Agreement.Commitment.choices,
    )
    quantity = Column("Quantity", file_as=exports.NUMBER)
    unit_price = PriceColumn("Unit price")
    discount = ShareColumn("Discount")
    billing_months = CountColumn("Billing months")

    class Meta(LineTable.Meta):
        sequence = (
            "client", "agreement", "commitment", "line", "service", "category", "effective_on",
            "quantity", "unit_price", "discount", "billing_months", "terms", "mrr_cents",
            "cost_cents", "earned_cents",
        )  # fmt: skip

    def value_discount(self, value: Decimal) -> Fraction:
        return Fraction(value)
