"""Tables of the retention pages."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.html import format_html

from clients.tables import PersonColumn
from config import formats
from config.tables import BaseTable, Column, DateColumn, MoneyColumn, MonthColumn, ShareColumn
from contracts.tables.columns import ChoiceColumn
from metrics.grids import age_words
from metrics.models import AgreementMrr
from metrics.months import add_months
from metrics.rows.losses import NO_REASON, REASONS
from metrics.scopes import Scope
from metrics.tables.movements import MovementTable
from metrics.windows import State, state_of


def client_at(record: Any) -> str:
    return record.client.get_absolute_url()


class ReasonColumn(ChoiceColumn):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, choices=REASONS, **kwargs)


class CohortTable(BaseTable):
    """The clients of some cohorts: rows of `cohort_clients`, `age` months on."""

    client = Column("Client", accessor="client__name", on_phone="lead", linkify=client_at)
    account_manager = PersonColumn(
        "Account manager",
        accessor="client__account_manager",
        order_by="client__account_manager__username",
        on_phone="gone",
    )
    month = MonthColumn("First MRR", initial_sort_descending=True)
    mrr_cents = MoneyColumn("MRR at first")
    seen_month = MonthColumn("Month", order_by="month", initial_sort_descending=True)
    now_cents = MoneyColumn("MRR", on_phone="key")
    kept = ShareColumn("Retained", accessor="now_cents", orderable=False)

    class Meta(BaseTable.Meta):
        order_by = "-mrr_cents"

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
        return formats.share(self.value_kept(record))

    def value_kept(self, record: Any) -> Fraction:
        return Fraction(record.now_cents, record.mrr_cents)

    def rows_at_mrr_cents(self, record: Any) -> str:
        return self.scope.link("line_list", month=record.month, client=record.client_id)

    def rows_at_now_cents(self, record: Any) -> str:
        return self.scope.link("line_list", month=record.seen_month, client=record.client_id)


class LossTable(MovementTable):
    """Contractions and churns, with what `metrics.rows.losses` knows of their circumstances."""

    reason = ReasonColumn("Reason")
    since_month = MonthColumn("Client since", initial_sort_descending=True)
    back_month = MonthColumn("Back in", orderable=False)

    class Meta(MovementTable.Meta):
        sequence = (
            "client", "manager", "month", "kind", "reason", "since_month", "back_month", "...",
        )  # fmt: skip

    def render_kind(self, value: str, record: Any, column: Any) -> str:
        label: str = column.render(value)
        return label


class CancellationTable(BaseTable):
    """Agreements that ended: rows of `ended_agreements`."""

    agreement = Column(
        "Agreement",
        accessor="agreement__name",
        on_phone="lead",
        linkify=lambda record: record.agreement.get_absolute_url(),
    )
    client = Column(
        "Client",
        accessor="agreement__client__name",
        linkify=lambda record: client_at(record.agreement),
    )
    account_manager = PersonColumn(
        "Account manager",
        accessor="agreement__client__account_manager",
        order_by="agreement__client__account_manager__username",
        on_phone="gone",
    )
    starts_on = DateColumn("Started", accessor="agreement__starts_on")
    ends_on = DateColumn(
        "Last day of service", accessor="agreement__ends_on", initial_sort_descending=True
    )
    reason = ReasonColumn("Reason", accessor="agreement__cancel_reason", empty_values=())
    note = Column("Note", accessor="agreement__cancel_note")
    lost_cents = MoneyColumn("MRR before", on_phone="key")

    class Meta(BaseTable.Meta):
        order_by = ("-ends_on", "agreement")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope = scope

    def render_reason(self, value: str) -> str:
        return dict(REASONS)[value or NO_REASON]

    value_reason = render_reason

    def rows_at_lost_cents(self, record: AgreementMrr) -> str:
        before = add_months(record.month, -1)
        return self.scope.link("line_list", month=before, agreement=record.agreement_id)
