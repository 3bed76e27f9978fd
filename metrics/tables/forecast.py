"""Tables of the forecast: the usual month, terms that nobody renewed, forecasts that were kept."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html

from config import formats
from config.tables import (
    BaseTable,
    Column,
    CountColumn,
    DateColumn,
    MoneyColumn,
    MonthColumn,
    ShareColumn,
)
from contracts.models import Agreement
from contracts.tables.columns import ChoiceColumn, client_address
from metrics.forecast.keeping import PastForecast
from metrics.forecasting import HistoryMonth
from metrics.months import add_months, months_from
from metrics.rows.movements import LOSSES
from metrics.scopes import Scope

NEW = "new,reactivation"
EXPANSION = "expansion"
LOST = ",".join(LOSSES)


class UsualTable(BaseTable):
    """One row per HistoryMonth; the sums are what the usual month is worked out of."""

    month = MonthColumn("Month", accessor="row__month", on_phone="lead")
    opening_cents = MoneyColumn("Opening MRR", accessor="row__opening_cents", on_phone="gone")
    new_cents = MoneyColumn("New business", accessor="row__seed_new_cents")
    expansion_cents = MoneyColumn("Expansion", accessor="row__expansion_cents")
    lost_cents = MoneyColumn("Losses", accessor="row__lost_cents", negated=True)
    net_cents = MoneyColumn("Net", accessor="row__net_cents", signed=True, on_phone="key")
    usual_cents = MoneyColumn("Usual", signed=True, on_phone="gone")
    beyond_cents = MoneyColumn("Beyond the usual", signed=True)

    class Meta(BaseTable.Meta):
        orderable = False

    def __init__(self, rows: list[HistoryMonth], *, scope: Scope, **kwargs: Any):
        self.scope = scope
        totals = {
            "month": "Sum",
            "new_cents": sum(one.row.seed_new_cents for one in rows),
            "expansion_cents": sum(one.row.expansion_cents for one in rows),
            "lost_cents": sum(one.row.lost_cents for one in rows),
            "net_cents": sum(one.row.net_cents for one in rows),
        }
        months = [one.row.month for one in rows]
        super().__init__(rows, totals=totals, totals_at=self._totals_at(months), **kwargs)

    def _totals_at(self, months: list[date]) -> dict[str, str]:
        """Months that opened without MRR are in no sum, and would be among the movements."""
        first, last = months[0], months[-1]
        if months_from(first, last) != len(months):
            return {}
        return {
            "new_cents": self._movements(last, NEW, first),
            "expansion_cents": self._movements(last, EXPANSION, first),
            "lost_cents": self._movements(last, LOST, first),
            "net_cents": self._movements(last, "", first),
        }

    def _movements(self, month: date, kind: str, since: date | None = None) -> str:
        return self.scope.link("movement_list", since=since, month=month, kind=kind)

    def render_month(self, value: date) -> str:
        address = self.scope.link("month_detail", value)
        return format_html('<a href="{}">{}</a>', address, formats.month(value))

    def rows_at_opening_cents(self, record: HistoryMonth) -> str:
        return self.scope.link("line_list", month=add_months(record.row.month, -1))

    def rows_at_new_cents(self, record: HistoryMonth) -> str:
        return self._movements(record.row.month, NEW)

    def rows_at_expansion_cents(self, record: HistoryMonth) -> str:
        return self._movements(record.row.month, EXPANSION)

    def rows_at_lost_cents(self, record: HistoryMonth) -> str:
        return self._movements(record.row.month, LOST)

    def rows_at_net_cents(self, record: HistoryMonth) -> str:
        return self._movements(record.row.month, "")


class TermTable(BaseTable):
    """One row per agreement whose term ends; `mrr_cents` is annotated by the view."""

    client = Column("Client", accessor="client__name", linkify=client_address)
    name = Column("Agreement", on_phone="lead", linkify=True)
    commitment = ChoiceColumn("Commitment", choices=Agreement.Commitment.choices)
    term_ends_on = DateColumn("Term ends")
    notice_on = DateColumn("Notice by")
    renewal_decision = ChoiceColumn(
        "Decision",
        choices=[("", "Not decided"), *Agreement.RenewalDecision.choices],
        empty_values=(),
    )
    mrr_cents = MoneyColumn("MRR", on_phone="key")

    class Meta(BaseTable.Meta):
        order_by = ("term_ends_on", "client")

    def __init__(self, rows: QuerySet[Agreement], *, scope: Scope, **kwargs: Any):
        super().__init__(rows, **kwargs)
        self.scope = scope

    def rows_at_mrr_cents(self, record: Agreement) -> str:
        return self.scope.link("line_list", agreement=record.pk, month=self.scope.month)


class ForecastTable(BaseTable):
    """One row per PastForecast."""

    target_month = MonthColumn(
        "Month",
        accessor="forecast__target_month",
        on_phone="lead",
        initial_sort_descending=True,
    )
    made_in = MonthColumn(
        "Made in", accessor="forecast__made_in", initial_sort_descending=True, on_phone="gone"
    )
    months_ahead = CountColumn("Months ahead", accessor="forecast__months_ahead")
    known_cents = MoneyColumn("Known then", accessor="forecast__known_cents")
    expected_cents = MoneyColumn("Expected", accessor="outcome__expected_cents")
    low_cents = MoneyColumn("From", accessor="outcome__low_cents")
    high_cents = MoneyColumn("To", accessor="outcome__high_cents")
    came_cents = MoneyColumn("Came", accessor="outcome__came_cents", on_phone="key")
    difference_cents = MoneyColumn("Off by", accessor="outcome__difference_cents", signed=True)
    difference = ShareColumn("In per cent", accessor="outcome__difference")
    is_inside = Column("Within the range", accessor="outcome__is_inside")

    class Meta(BaseTable.Meta):
        order_by = ("-target_month", "months_ahead")

    def __init__(self, rows: list[PastForecast], *, scope: Scope, **kwargs: Any):
        super().__init__(rows, **kwargs)
        self.scope = scope

    def render_difference(self, value: Fraction) -> str:
        """Rounded first: next to nothing has no sign."""
        return formats.share(round(value, 3), signed=True)

    def render_is_inside(self, value: bool) -> str:
        return "yes" if value else "no"

    def value_is_inside(self, value: bool) -> str:
        return self.render_is_inside(value)

    def rows_at_came_cents(self, record: PastForecast) -> str:
        return self.scope.link("line_list", month=record.forecast.target_month)
