"""Tables of the revenue pages."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.html import format_html

from config import formats
from config.tables import (
    EMPTY,
    BaseTable,
    CountColumn,
    MoneyColumn,
    MonthColumn,
    ShareColumn,
)
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

    def value_share(self, value: Fraction, record: RevenueMonth) -> Fraction | None:
        return None if record.month > self.current else value

    value_share_12m = value_share


def month_totals(rows: Iterable[RevenueMonth]) -> dict[str, int | str]:
    rows = list(rows)
    sums: dict[str, int | str] = {name: sum(getattr(row, name) for row in rows) for name in ADDED}
    return {"month": "Sum", **sums}
