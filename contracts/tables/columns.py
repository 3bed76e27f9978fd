"""Columns and links that several tables share."""

from typing import Any

from django.utils.html import format_html

from config.tables import Column
from contracts.models import Agreement, InvoiceLine


def client_address(record: Agreement | InvoiceLine) -> str:
    return record.client.get_absolute_url()


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
