"""Forms of the price uplift: which lines and by how much; which of the previewed ones."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError

from config.forms import BaseForm, DateField, MoneyField, PercentField, with_blank
from contracts.forms.agreements import ROUNDINGS, next_first
from contracts.models import Agreement, Service
from contracts.models.limits import PLAUSIBLE
from contracts.operations import Uplift, UpliftedLine

LINES = ("q", "service", "category", "manager", "commitment", "ends_from", "ends_to")
ONE_OF_BOTH = "Write a percentage or an amount, one of both."


class _ManagerField(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return user.get_full_name() or user.get_username()


class UpliftForm(BaseForm):
    q = forms.CharField(
        label="Client, agreement or line", required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    service = forms.ModelChoiceField(Service.objects.all(), required=False, empty_label="Any")
    category = forms.ChoiceField(
        choices=with_blank(Service.Category.choices, "Any"), required=False
    )
    manager = _ManagerField(
        User.objects.none(), label="Account manager", required=False, empty_label="Any"
    )
    commitment = forms.ChoiceField(
        choices=with_blank(Agreement.Commitment.choices, "Any"), required=False
    )
    ends_from = DateField(label="Term ends from", required=False)
    ends_to = DateField(label="Term ends up to", required=False)
    percent = PercentField(label="Prices rise by", required=False, min_value=-100, max_value=1000)
    amount = MoneyField(label="Or by an amount per unit", required=False)
    step = forms.ChoiceField(label="New prices are rounded", choices=ROUNDINGS)
    effective_on = DateField(label="From", validators=PLAUSIBLE)

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any):
        super().__init__(*args, initial={"effective_on": next_first(today)}, **kwargs)
        if user.has_perm("clients.view_every_client"):
            managers = User.objects.filter(clients__isnull=False).distinct()
            self.fields["manager"].queryset = managers.order_by("first_name", "username")
        else:
            del self.fields["manager"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        both = values.keys() >= {"percent", "amount"}
        if both and bool(values["percent"]) == bool(values["amount"]):
            self.add_error("percent", ONE_OF_BOTH)
        if (first := values.get("ends_from")) and (last := values.get("ends_to")) and first > last:
            self.add_error("ends_to", "The last day lies before the first.")
        return values

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows the lines down."""
        values = {name: self.cleaned_data.get(name) for name in LINES}
        return {"words": (values.pop("q") or "").strip(), **values}

    @property
    def rule(self) -> dict[str, Any]:
        values = self.cleaned_data
        fraction, amount = values["percent"] or Decimal(0), values["amount"] or Decimal(0)
        uplift = Uplift(fraction, amount, Decimal(values["step"]))
        return {"effective_on": values["effective_on"], "uplift": uplift}

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """What was typed, for the form that applies it."""
        return ((name, self.data.get(name, "")) for name in self.fields)


class SeenForm(BaseForm):
    """The lines as the person saw them, with their prices; signed, for they are the person's word.

    `leave_out` are the keys of those that the uplift passes by.
    """

    seen = forms.CharField(widget=forms.HiddenInput)

    @staticmethod
    def token(rows: Iterable[UpliftedLine]) -> str:
        prices = {row.line.pk: str(row.old_price) for row in rows}
        return signing.dumps(prices, salt="uplift", compress=True)

    def clean_seen(self) -> dict[int, Decimal]:
        try:
            prices = signing.loads(self.cleaned_data["seen"], salt="uplift")
        except signing.BadSignature:
            raise ValidationError(
                "The preview could not be read: look at the prices anew."
            ) from None
        return {int(key): Decimal(price) for key, price in prices.items()}

    @property
    def leave_out(self) -> set[str]:
        # What a page sends is a QueryDict; the stubs take any mapping.
        return set(self.data.getlist("leave_out")) if self.is_bound else set()  # type: ignore[attr-defined]

    @property
    def prices(self) -> dict[int, Decimal]:
        seen, leave_out = self.cleaned_data["seen"], self.leave_out
        return {key: price for key, price in seen.items() if str(key) not in leave_out}
