"""Tables of the revenue pages."""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.html import format_html

from config import figure_keys, formats
from config.tables import (
    EMPTY,
    BaseTable,
    CountColumn,
    MoneyColumn,
    MonthColumn,
    ShareColumn,
    figure_link,
)
from metrics.figures import Share
from metrics.months import add_months
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


KINDS = {name: name.removesuffix("_cents") for name in ADDED[:5]} | {"net_cents": ""}
ONE_OFF = "one_off"


def _moved(name: str) -> Callable[[Any, RevenueMonth], str]:
    """The address of the movements that add up to a column, of a row's month."""

    def rows_at(table: Any, record: RevenueMonth) -> str:
        address: str = table.scope.link("movement_list", month=record.month, kind=KINDS[name])
        return address

    return rows_at


class MonthTable(BaseTable):
    """One row per RevenueMonth; its figures open into the clients, movements and invoices."""

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
        # One-off revenue has no service category, so of one alone there is no share of it.
        beside = ("one_off_cents", "share", "share_12m") if scope.part.category else ()
        super().__init__(*args, totals_at=_totals_at(scope), exclude=beside, **kwargs)
        self.scope, self.current = scope, scope.window.current

    rows_at_new_cents = _moved("new_cents")
    rows_at_reactivation_cents = _moved("reactivation_cents")
    rows_at_expansion_cents = _moved("expansion_cents")
    rows_at_contraction_cents = _moved("contraction_cents")
    rows_at_churn_cents = _moved("churn_cents")
    rows_at_net_cents = _moved("net_cents")

    def rows_at_opening_cents(self, record: RevenueMonth) -> str:
        before = add_months(record.month, -1)
        return self.scope.link("client_list", month=before, mrr="with")

    def rows_at_closing_cents(self, record: RevenueMonth) -> str:
        return self.scope.link("client_list", month=record.month, mrr="with")

    rows_at_client_count = rows_at_closing_cents

    def rows_at_one_off_cents(self, record: RevenueMonth) -> str:
        return self.scope.link("invoice_list", month=record.month, kind=ONE_OFF)

    def render_month(self, value: date) -> str:
        address = self.scope.link("month_detail", value)
        link = format_html('<a href="{}">{}</a>', address, formats.month(value))
        state = state_of(value, self.current)
        if state is State.PAST:
            return link
        return format_html('{} <span class="quiet">{}</span>', link, state.value)

    def render_share(self, record: RevenueMonth) -> str:
        return self._share(record.share, record)

    def render_share_12m(self, record: RevenueMonth) -> str:
        return self._share(record.share_12m, record)

    def _share(self, share: Share, record: RevenueMonth) -> str:
        """Scheduled months have no one-off revenue yet, hence no share.

        Complete ones open into what the share is of.
        """
        if record.month > self.current:
            return EMPTY
        key = figure_keys.ratio(share.managed, share.revenue)
        figure = format_html('<span data-sum="{}">{}</span>', key, formats.share(share.value))
        if record.month == self.current:
            return figure
        return figure_link(self.scope.link("recurring_share", month=record.month), key, figure)

    def value_share(self, value: Fraction, record: RevenueMonth) -> Fraction | None:
        return None if record.month > self.current else value

    value_share_12m = value_share


def _totals_at(scope: Scope) -> dict[str, str]:
    """What the sums of all months are made of."""
    months = {"since": scope.window.first, "month": scope.month}
    moved = {name: scope.link("movement_list", **months, kind=kind) for name, kind in KINDS.items()}
    return {**moved, "one_off_cents": scope.link("invoice_list", **months, kind=ONE_OFF)}


def month_totals(rows: Iterable[RevenueMonth]) -> dict[str, int | str]:
    rows = list(rows)
    sums: dict[str, int | str] = {name: sum(getattr(row, name) for row in rows) for name in ADDED}
    return {"month": "Sum", **sums}
