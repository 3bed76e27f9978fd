"""Tables of the recurring share: the months behind it, and the clients who pay for repairs."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config import figure_keys, formats
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
from metrics.revenue import CATEGORIES, ONE_OFF_KINDS, RevenueMonth
from metrics.scopes import Scope
from metrics.years import Year


class ShareMonthTable(BaseTable):
    """One row per RevenueMonth of the year behind a share; the share of their sums in the foot."""

    month = MonthColumn("Month", on_phone="lead")
    managed_cents = MoneyColumn("Managed", cents=False)
    security_cents = MoneyColumn("Security", cents=False)
    resale_cents = MoneyColumn("Resale", cents=False)
    project_cents = MoneyColumn("Project", cents=False)
    professional_services_cents = MoneyColumn("Services", cents=False)
    hardware_cents = MoneyColumn("Hardware", cents=False)
    break_fix_cents = MoneyColumn("Break-fix", cents=False)
    revenue_cents = MoneyColumn("Revenue", cents=False)
    share = ShareColumn("Share", on_phone="key")

    class Meta(BaseTable.Meta):
        orderable = False

    def __init__(self, year: Year, *, scope: Scope, with_resale: bool):
        self.scope, self.with_resale = scope, with_resale
        totals: dict[str, Any] = {
            name: sum(getattr(row, name) for row in year.rows)
            for name in self.base_columns
            if name.endswith("_cents")
        }
        rows_at = {f"{kind}_cents": invoices_at(scope, year.period, kind) for kind in ONE_OFF_KINDS}
        super().__init__(
            year.rows,
            totals={"month": "Sum", **totals, "share": self._share_of(totals)},
            totals_at=rows_at,
        )
        for kind in CATEGORIES:
            setattr(self, f"rows_at_{kind}_cents", self._rows_of("line_list", category=kind))
        for kind in ONE_OFF_KINDS:
            setattr(self, f"rows_at_{kind}_cents", self._rows_of("invoice_list", kind=kind))

    def _rows_of(self, page: str, **params: str) -> Callable[[RevenueMonth], str]:
        return lambda row: self.scope.link(page, month=row.month, **params)

    def _share_of(self, totals: dict[str, int]) -> SafeString:
        """From the columns' sums: what the headline leads to."""
        counted = totals["managed_cents"] + totals["security_cents"]
        counted += totals["resale_cents"] if self.with_resale else 0
        return _marked(counted, totals["revenue_cents"])

    def render_share(self, record: RevenueMonth) -> SafeString:
        share = record.share.including_resale if self.with_resale else record.share
        return _marked(share.managed, share.revenue)


def _marked(counted: int, revenue: int) -> SafeString:
    """A share, marked with the sums it divides."""
    share = formats.share(recurring_share(counted, revenue, 0))
    return format_html('<span data-sum="{}">{}</span>', figure_keys.ratio(counted, revenue), share)


class CandidateTable(BaseTable):
    """Rows of metrics.conversions, the largest spend first; `year` is when it was spent."""

    client = Column(
        "Client",
        on_phone="lead",
        linkify=lambda record: reverse("client_detail", args=[record.pk]),
    )
    spend_cents = MoneyColumn("Break-fix spend", cents=False, on_phone="key")
    month_count = CountColumn("Months with break-fix")
    mrr_cents = MoneyColumn("MRR now", cents=False)
    share_after = ShareColumn("Share with this one", orderable=False)
    share_from_top = ShareColumn("With all down to here", orderable=False)
    draft = Column("Next step", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta(BaseTable.Meta):
        order_by = ("-spend_cents",)

    def __init__(self, *args: Any, scope: Scope, year: Year, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope, self.year = scope, year

    def rows_at_spend_cents(self, record: Candidate) -> str:
        return invoices_at(self.scope, self.year.period, "break_fix", client=record.pk)

    def rows_at_mrr_cents(self, record: Candidate) -> str:
        return self.scope.link("line_list", client=record.pk, month=self.scope.month)

    def render_share_from_top(self, value: Fraction, record: Candidate) -> SafeString:
        reached = format_html_join(
            "", '<span class="badge enough">enough for {}</span>',
            ((formats.percent(target),) for target in record.enough_for),
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


def invoices_at(scope: Scope, period: Period, kind: str, **params: Any) -> str:
    """The address of what was invoiced in a period."""
    months = {"since": period.start, "month": period.last_month}
    return scope.link("invoice_list", kind=kind, **params, **months)
