"""Tables of clients."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from clients.history import plain_differences
from clients.models import Client, HistoryEntry
from config import exports, formats
from config.tables import EMPTY, BaseTable, Column, MoneyColumn, MonthColumn


class PersonColumn(Column):
    """A user, by full name where there is one."""

    needs_label = True

    def render(self, value: Any) -> str:
        return value.get_full_name() or value.get_username()

    def value(self, value: Any) -> str:
        return self.render(value)


class ClientTable(BaseTable):
    """`mrr_cents`, `mrr_since` and `one_off_cents` are annotated by the view.

    The clients' pages open at `month`; None is the current one. `links` gives the addresses of the
    rows behind a client's figures, by column.
    """

    name = Column("Client", on_phone="lead")
    account_manager = PersonColumn("Account manager", order_by="account_manager__username")
    mrr_cents = MoneyColumn("MRR", on_phone="key")
    mrr_since = MonthColumn("Last movement", initial_sort_descending=True)
    one_off_cents = MoneyColumn("One-off, 12 months")

    class Meta(BaseTable.Meta):
        order_by = ("-mrr_cents", "name")

    def __init__(
        self,
        *args: Any,
        month: date | None,
        links: Mapping[str, Callable[[Client], str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.query = f"?month={exports.month(month)}" if month else ""
        self.rows_at_mrr_cents = links["mrr_cents"]
        self.rows_at_one_off_cents = links["one_off_cents"]

    def render_name(self, value: str, record: Client) -> str:
        return format_html('<a href="{}{}">{}</a>', record.get_absolute_url(), self.query, value)


def client_address(record: HistoryEntry) -> str:
    return record.client.get_absolute_url() if record.client else ""


class WhenColumn(Column):
    css = "nowrap"
    file_as = exports.MOMENT

    def render(self, value: datetime) -> str:
        return formats.moment(value)


class HistoryTable(BaseTable):
    """Who changed what. `agreement_name` is annotated by the view."""

    timestamp = WhenColumn("When")
    actor = Column("Who", empty_values=(), on_phone="key")
    object_repr = Column("What", on_phone="lead")
    client = Column("Client", accessor="client__name", linkify=client_address)
    agreement_id = Column("Agreement")
    changes = Column("Before → after", empty_values=())
    source = Column("Source")

    class Meta(BaseTable.Meta):
        attrs = {"class": "table rows history-rows"}
        orderable = False

    def render_actor(self, record: HistoryEntry) -> str:
        return record.who

    def render_object_repr(self, value: str, record: HistoryEntry) -> str:
        if record.is_summary:
            return value
        about = f"{record.kind} {record.verb}"
        return format_html('{} <span class="quiet history-kind">{}</span>', value, about)

    def render_agreement_id(self, value: int, record: Any) -> str:
        if record.agreement_name is None:
            return EMPTY
        address = reverse("agreement_detail", args=[value])
        return format_html('<a href="{}">{}</a>', address, record.agreement_name)

    def render_changes(self, record: HistoryEntry) -> str:
        return render_to_string("clients/history_changes.html", {"entry": record})

    def render_source(self, record: HistoryEntry) -> str:
        return format_html('<span title="{}">{}</span>', record.place, record.origin)


class HistoryFile(HistoryTable):
    """The same for a file: each value in a column of its own."""

    action = Column("Action", empty_values=())
    kind = Column("Kind", empty_values=())
    reason = Column("Reason")
    place = Column("Place")

    class Meta(HistoryTable.Meta):
        sequence = (
            "timestamp", "actor", "action", "kind", "object_repr", "client", "agreement_id",
            "changes", "reason", "source", "place",
        )  # fmt: skip

    def value_actor(self, record: HistoryEntry) -> str:
        return record.who

    def value_action(self, record: HistoryEntry) -> str | None:
        return None if record.is_summary else record.verb

    def value_kind(self, record: HistoryEntry) -> str:
        return record.kind

    def value_agreement_id(self, record: Any) -> str | None:
        return record.agreement_name

    def value_changes(self, record: HistoryEntry) -> str:
        told = (
            f"{label}: {before} → {after}" for label, before, after in plain_differences(record)
        )
        return "; ".join(told)
