"""Tables of the revenue pages."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config import exports, formats
from config.tables import (
    EMPTY,
    BaseTable,
    Column,
    CountColumn,
    MoneyColumn,
    MonthColumn,
    ShareColumn,
)
from metrics.conversions import Candidate
from metrics.figures import recurring_share
from metrics.months import Period
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope
from metrics.windows import State, state_of

# What may be added up over months; MRR and shares may not.
ADDED = (
    "new_cents",
    "reactivation_cents",
    "expansion_cents",
    "contraction_cents",
    "churn_cents",
    "net_cents",
    "one_off_cents",
)


class MonthTable(BaseTable):
    """One row per RevenueMonth."""

    month = MonthColumn(
        "Month",
        on_phone="lead",
        initial_sort_descending=True,
    )
    opening_cents = MoneyColumn("Opening", cents=False, on_phone="gone")
    new_cents = MoneyColumn("New", cents=False)
    reactivation_cents = MoneyColumn("Reactivation", cents=False)
    expansion_cents = MoneyColumn("Expansion", cents=False)
    contraction_cents = MoneyColumn("Contraction", cents=False, negated=True)
    churn_cents = MoneyColumn("Churn", cents=False, negated=True)
    net_cents = MoneyColumn("Net new", cents=False, signed=True)
    closing_cents = MoneyColumn("MRR", cents=False, on_phone="key")
    client_count = CountColumn("Clients")
    one_off_cents = MoneyColumn("One-off", cents=False)
    share = ShareColumn("Share", accessor="share__value")
    share_12m = ShareColumn("12-month share", accessor="share_12m__value")

    class Meta(BaseTable.Meta):
        order_by = "-month"

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope, self.current = scope, scope.window.current

    def render_month(self, value: date) -> str:
        address = self.scope.link("month_detail", value)
        link = format_html('<a href="{}">{}</a>', address, formats.month(value))
        state = state_of(value, self.current)
        if state is State.PAST:
            return link
        return format_html('{} <span class="quiet">{}</span>', link, state.value)

    def render_share(self, value: Fraction, record: RevenueMonth) -> str:
        """Scheduled months have no one-off revenue yet, hence no share."""
        return EMPTY if record.month > self.current else formats.share(value)

    render_share_12m = render_share

    def value_share(self, value: Fraction, record: RevenueMonth) -> str:
        return "" if record.month > self.current else exports.fraction(value)

    value_share_12m = value_share


def month_totals(rows: Iterable[RevenueMonth]) -> dict[str, int | str]:
    rows = list(rows)
    sums: dict[str, int | str] = {name: sum(getattr(row, name) for row in rows) for name in ADDED}
    return {"month": "Sum", **sums}


class ShareMonthTable(BaseTable):
    """One row per RevenueMonth of the year behind a share."""

    month = MonthColumn("Month", on_phone="lead")
    managed = MoneyColumn("Managed", accessor="share__managed", cents=False)
    resale_cents = MoneyColumn("Licence resale", cents=False)
    project_cents = MoneyColumn("Project", cents=False)
    professional_services_cents = MoneyColumn("Services", cents=False)
    hardware_cents = MoneyColumn("Hardware", cents=False)
    break_fix_cents = MoneyColumn("Break-fix", cents=False)
    revenue_cents = MoneyColumn("Revenue", cents=False)
    share = ShareColumn("Share", on_phone="key")

    class Meta(BaseTable.Meta):
        orderable = False

    def __init__(self, rows: Sequence[RevenueMonth], *, with_resale: bool = False):
        self.with_resale = with_resale
        super().__init__(rows, totals=self._sums(rows))

    def _sums(self, rows: Sequence[RevenueMonth]) -> dict[str, Any]:
        names = [name for name in self.base_columns if name.endswith("_cents")]
        sums: dict[str, Any] = {name: sum(getattr(row, name) for row in rows) for name in names}
        managed = sum(row.share.managed for row in rows)
        numerator = managed + sums["resale_cents"] * self.with_resale
        whole = f"{numerator}/{sums['revenue_cents']}"
        share = format_html('<span data-sum="{}">{}</span>', whole, self._share(numerator, sums))
        return {"month": "Sum", "managed": managed, **sums, "share": share}

    @staticmethod
    def _share(numerator: int, sums: dict[str, Any]) -> str:
        return formats.share(recurring_share(numerator, sums["revenue_cents"], 0))

    def render_share(self, record: RevenueMonth) -> str:
        share = record.share.including_resale if self.with_resale else record.share
        return formats.share(share.value)


class CandidateTable(BaseTable):
    """Rows of metrics.conversions, the largest spend first; `period` is when it was spent."""

    client = Column(
        "Client",
        on_phone="lead",
        linkify=lambda record: reverse("client_detail", args=[record.pk]),
    )
    spend_cents = MoneyColumn(
        "Break-fix spend",
        on_phone="key",
        linkify=lambda record, table: break_fix_at(table.scope, table.period, client=record.pk),
    )
    month_count = CountColumn("Months with break-fix")
    mrr_cents = MoneyColumn("MRR now")
    share_after = ShareColumn("Share with this one", orderable=False)
    share_from_top = ShareColumn("With all down to here", orderable=False)
    draft = Column("Do", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta(BaseTable.Meta):
        order_by = ("-spend_cents",)

    def __init__(self, *args: Any, scope: Scope, period: Period, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope, self.period = scope, period

    def render_share_from_top(self, value: Fraction, record: Candidate) -> SafeString:
        reached = format_html_join(
            "", '<span class="badge enough">enough for {}</span>',
            ((formats.share(target),) for target in record.enough_for),
        )  # fmt: skip
        return format_html("{}{}", reached, formats.share(value))

    def render_draft(self, value: int, record: Candidate) -> str:
        if record.is_archived:
            return EMPTY
        return format_html(
            '<a class="draft" href="{}?client={}">Draft an agreement'
            '<span class="visually-hidden"> with {}</span></a>',
            reverse("agreement_create"),
            value,
            record.client,
        )


def candidate_totals(rows: Iterable[Candidate]) -> dict[str, int | str]:
    rows = list(rows)
    sums: dict[str, int | str] = {
        name: sum(getattr(row, name) for row in rows) for name in ("spend_cents", "mrr_cents")
    }
    return {"client": f"Sum of {formats.grouped(len(rows))}", **sums}


def break_fix_at(scope: Scope, period: Period, **params: Any) -> str:
    """The address of the break-fix invoiced in a period."""
    months = {"since": period.start, "month": period.last_month}
    return scope.link("invoice_list", kind="break_fix", **params, **months)
