"""The form of a service."""

from typing import Any

from django import forms

from config.forms import BaseForm, MoneyField, NameField
from contracts.models import Pricing, Service


class ServiceForm(BaseForm):
    """What is sold; price and cost fill in a new line and change no line that is there."""

    name = NameField()
    category = forms.ChoiceField(
        choices=Service.Category.choices,
        help_text="Licence resale stands apart in the recurring share; security is a cross-sell.",
    )
    pricing = forms.ChoiceField(choices=Pricing.choices, help_text="What one unit is.")
    default_price = MoneyField(label="Usual price of a unit", required=False)
    default_cost = MoneyField(label="Usual cost of a unit", required=False)
    is_active = forms.BooleanField(label="Offered on new lines", required=False, initial=True)

    def __init__(self, *args: Any, service: Service | None = None, **kwargs: Any):
        if service:
            kwargs["initial"] = {name: getattr(service, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
