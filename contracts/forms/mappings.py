"""Which column of a file is which of our fields, said by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.forms import BaseForm, NameField
from contracts.importing.recognising import is_given
from contracts.models import ImportKind, SavedMapping

# (field, label); those that must have a column come first.
REQUIRED: Mapping[str, list[tuple[str, str]]] = {
    ImportKind.INVOICES: [
        ("client", "Client (customer)"),
        ("number", "Invoice number"),
        ("date", "Date"),
        ("amount", "Amount without tax"),
    ],
    ImportKind.AGREEMENTS: [
        ("client", "Client (customer)"),
        ("agreement", "Agreement"),
        ("unit_price", "Unit price"),
        ("billing", "Billing period"),
        ("start", "Start"),
    ],
    ImportKind.CLIENTS: [("client", "Client (customer)")],
}
OPTIONAL: Mapping[str, list[tuple[str, str]]] = {
    ImportKind.INVOICES: [
        ("item", "Item or product"),
        ("description", "Description"),
        ("quantity", "Quantity"),
        ("unit_price", "Unit price"),
        ("type", "Type (invoice, credit memo)"),
        ("status", "Status"),
        ("currency", "Currency"),
        ("project", "Project"),
        ("agreement", "Agreement"),
    ],
    ImportKind.AGREEMENTS: [
        ("line", "Line"),
        ("service", "Service"),
        ("quantity", "Quantity"),
        ("period_total", "Total of a billing period"),
        ("end", "End"),
        ("discount", "Discount in per cent"),
        ("unit_cost", "Unit cost"),
        ("status", "Status"),
        ("currency", "Currency"),
    ],
    ImportKind.CLIENTS: [("segment", "Segment"), ("account_manager", "Account manager")],
}
INSTEAD = {
    "amount": "Choose the column of the amount, or those of quantity and unit price.",
    "unit_price": "Choose the column of the unit price, or that of the total of a billing period.",
}


class MappingForm(BaseForm):
    """A select of the file's columns for each field of a kind; `found` ones are chosen already."""

    save_as = NameField(
        label="Save these columns as",
        required=False,
        max_length=100,
        help_text="Files with the same header are then read so at once.",
    )

    def __init__(
        self, *args: Any, kind: str, names: Sequence[str], found: Mapping[str, str], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.kind, self.names = kind, list(names)
        columns = [(name, name) for name in dict.fromkeys(names) if name.strip()]
        for name, label in [*REQUIRED[kind], *OPTIONAL[kind]]:
            initial = found.get(name) if found.get(name) in dict(columns) else ""
            self.fields[f"map_{name}"] = forms.ChoiceField(
                label=label,
                choices=[("", "No column"), *columns],
                required=False,
                initial=initial,
            )
        self.dress()

    @property
    def needed(self) -> list[forms.BoundField]:
        return [self[f"map_{name}"] for name, _ in REQUIRED[self.kind]]

    @property
    def wished(self) -> list[forms.BoundField]:
        return [self[f"map_{name}"] for name, _ in OPTIONAL[self.kind]]

    @property
    def mapping(self) -> dict[str, str]:
        """Our fields and the file's columns."""
        chosen = self.cleaned_data.items()
        return {
            name.removeprefix("map_"): column
            for name, column in chosen
            if name.startswith("map_") and column
        }

    def clean(self) -> dict[str, Any]:
        mapping = self.mapping
        for name, label in REQUIRED[self.kind]:
            if name not in mapping and not is_given(name, mapping.keys()):
                sentence = INSTEAD.get(name) or f"Choose the column of: {label.lower()}."
                self.add_error(f"map_{name}", sentence)
        return self.cleaned_data

    def clean_save_as(self) -> str:
        """A name stays that of one header; saving the same header anew replaces it."""
        name: str = self.cleaned_data["save_as"]
        other = SavedMapping.objects.filter(name=name).first() if name else None
        if other and other.header != self.names:
            raise ValidationError("There is a mapping of this name already, for another header.")
        return name

    def save(self) -> None:
        if name := self.cleaned_data["save_as"]:
            values = {"kind": self.kind, "header": self.names, "columns": self.mapping}
            SavedMapping.objects.update_or_create(name=name, defaults=values)
