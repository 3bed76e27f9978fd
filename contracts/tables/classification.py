"""Tables of unclassified invoice lines, and of rules."""

from typing import Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.tables import BaseTable, Column, CountColumn, DateColumn, MoneyColumn
from contracts.forms.rules import KINDS
from contracts.models import ClassificationRule, InvoiceLine
from contracts.tables.columns import KindColumn, client_address, rows_behind


class TickColumn(Column):
    """Ticks a row for what is done to many at once."""

    css = "tick"

    def __init__(self, **kwargs: Any):
        super().__init__("Tick", accessor="pk", orderable=False, exclude_from_export=True, **kwargs)

    def render(self, value: int, record: InvoiceLine) -> SafeString:
        return format_html(
            '<input type="checkbox" class="form-check-input" name="line" value="{}"'
            ' aria-label="Tick {}, {}">',
            value,
            record,
            record.description,
        )


class KindButtons(Column):
    """A button for each kind: one press classifies the row."""

    css = "kind-buttons"

    def render(self, record: InvoiceLine) -> SafeString:
        return format_html_join(
            "",
            '<button class="kind-button" name="one" value="{}:{}" title="{}">'
            '<span class="swatch kind-{}" aria-hidden="true"></span>{}'
            '<span class="visually-hidden">: {}</span></button>',
            (
                (record.pk, kind, label, kind, SHORT.get(kind, label), record)
                for kind, label in KINDS
            ),
        )


SHORT = {"professional_services": "Services", "managed": "Managed"}


class UnclassifiedTable(BaseTable):
    tick = TickColumn(on_phone="under")
    number = Column("Invoice", on_phone="lead", order_by=("number", "position"), linkify=True)
    issued_on = DateColumn("Issued", initial_sort_descending=True)
    client = Column("Client", accessor="client__name", linkify=client_address)
    description = Column("Description")
    amount_cents = MoneyColumn("Amount", on_phone="key")
    kind = KindButtons("It is", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta(BaseTable.Meta):
        model = InvoiceLine
        fields = ("tick", "number", "issued_on", "client", "description", "amount_cents", "kind")
        order_by = ("-issued_on", "number")


def lines_classified(record: ClassificationRule) -> str:
    return rows_behind("invoice_list", rule=record.pk)


class RuleTable(BaseTable):
    """`line_count` and `amount_cents` are annotated by the view."""

    contains = Column("The description contains", on_phone="lead")
    kind = KindColumn("The line is", choices=KINDS)
    line_count = CountColumn("Lines classified", rows_at=lines_classified)
    amount_cents = MoneyColumn("Amount", on_phone="key", rows_at=lines_classified)
    remove = Column("Take back", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta(BaseTable.Meta):
        order_by = ("contains",)

    def __init__(self, *args: Any, request: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.token = get_token(request)

    def render_remove(self, value: int, record: ClassificationRule) -> SafeString:
        return format_html(
            '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken"'
            ' value="{}"><button class="btn btn-sm btn-quiet">Take back'
            '<span class="visually-hidden"> {}</span></button></form>',
            reverse("rule_remove", args=[value]),
            self.token,
            record,
        )
