"""Columns and links that several tables share."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from config import exports
from config.tables import Column
from contracts.models import Agreement, InvoiceLine


def client_address(record: Agreement | InvoiceLine) -> str:
    return record.client.get_absolute_url()


def rows_behind(page: str, **asked: date | int | str) -> str:
    """The address of the rows behind a figure: `line_list`, of a month and an agreement."""
    written = {
        name: exports.month(value) if isinstance(value, date) else value
        for name, value in asked.items()
    }
    return f"{reverse(page)}?{urlencode(written)}"


class ChoiceColumn(Column):
    """A coded value, shown by its label."""

    css = "nowrap"

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.labels = dict(choices)

    def render(self, value: str) -> str:
        return self.labels[value]


class KindColumn(ChoiceColumn):
    """An invoice line's kind beside its colour."""

    def render(self, value: str) -> str:
        return format_html(
            '<span class="swatch kind-{}" aria-hidden="true"></span>{}', value, self.labels[value]
        )
