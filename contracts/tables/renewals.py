"""The table of renewals."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from config import exports, formats
from config.tables import BaseTable, Column, DateColumn, MoneyColumn
from contracts.models import Agreement
from contracts.tables.columns import ChoiceColumn, client_address, rows_behind


class RenewalTable(BaseTable):
    """`mrr_cents` is annotated by the view; days are counted from `today`."""

    client = Column("Client", accessor="client__name", linkify=client_address)
    name = Column("Agreement", on_phone="lead", linkify=True)
    commitment = ChoiceColumn("Commitment", choices=Agreement.Commitment.choices)
    term_ends_on = DateColumn("Term ends")
    notice_on = DateColumn("Notice by")
    days_left = DateColumn(
        "Days left", accessor="notice_on", order_by="notice_on", file_as=exports.COUNT
    )
    mrr_cents = MoneyColumn("MRR", on_phone="key")
    renewal_decision = ChoiceColumn(
        "Decision", choices=Agreement.RenewalDecision.choices, empty_values=()
    )
    renewal_note = Column("Note")

    class Meta(BaseTable.Meta):
        order_by = ("notice_on", "client")

    def __init__(self, *args: Any, today: date, may_decide: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today, self.may_decide = today, may_decide

    def rows_at_mrr_cents(self, record: Agreement) -> str:
        return rows_behind("line_list", agreement=record.pk, month=self.today)

    def render_days_left(self, value: date, record: Agreement) -> str:
        days = (value - self.today).days
        if record.ends_on:
            return f"ends {formats.day(record.ends_on)}"
        if days >= 0:
            return formats.grouped(days)
        if record.commitment == Agreement.Commitment.AUTO_RENEWING:
            return "renews by itself"
        return f"{formats.grouped(-days)} day{'' if days == -1 else 's'} ago"

    def value_days_left(self, value: date) -> int:
        return (value - self.today).days

    def render_renewal_decision(self, value: str, record: Agreement) -> str:
        label = dict(Agreement.RenewalDecision.choices).get(value, "")
        if not self.may_decide:
            return label or formats.NOTHING
        address = reverse("renewal_decide", args=[record.pk])
        hidden = format_html('<span class="visually-hidden"> on {}</span>', record)
        return format_html('<a href="{}">{}{}</a>', address, label or "Decide", hidden)
