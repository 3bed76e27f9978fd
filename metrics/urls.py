"""Addresses of the revenue pages."""

from datetime import date

from django.urls import path, register_converter

from metrics.views import (
    cancellations,
    changes,
    cohorts,
    dashboard,
    definitions,
    forecast,
    lines,
    months,
    movements,
    quality,
    retained,
    retention,
    scenarios,
    share,
)
from metrics.windows import read_month


class MonthConverter:
    """2026-10 in a path; anything else is no page of ours."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return read_month(value)

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("months/", months.month_list, name="month_list"),
    path("months/<month:month>/", months.month_detail, name="month_detail"),
    path("share/", share.recurring_share, name="recurring_share"),
    path("share/scenarios/new/", scenarios.scenario_create, name="scenario_create"),
    path("share/scenarios/<int:pk>/", scenarios.scenario_edit, name="scenario_edit"),
    path("share/scenarios/<int:pk>/remove/", scenarios.scenario_remove, name="scenario_remove"),
    path("retention/", retention.retention, name="retention"),
    path("retention/cohorts/", cohorts.cohort_list, name="cohort_list"),
    path("retention/cancellations/", cancellations.cancellation_list, name="cancellation_list"),
    path("lines/", lines.line_list, name="line_list"),
    path("movements/", movements.movement_list, name="movement_list"),
    path("changes/", changes.change_list, name="change_list"),
    path("retained/", retained.retained_list, name="retained_list"),
    path("quality/", quality.revenue_quality, name="revenue_quality"),
    path("quality/margins/", quality.margin_list, name="margin_list"),
    path("quality/cross-sell/", quality.cross_sell_list, name="cross_sell_list"),
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/terms/", forecast.term_list, name="term_list"),
    path("forecast/past/", forecast.forecast_list, name="forecast_list"),
    path("definitions/", definitions.definition_list, name="definition_list"),
]
