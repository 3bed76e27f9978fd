"""Addresses of the revenue pages."""

from datetime import date

from django.urls import path, register_converter

from metrics.views import dashboard, definitions, months
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
    path("definitions/", definitions.definition_list, name="definition_list"),
]
