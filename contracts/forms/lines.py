"""Forms of lines: rows to be added, and the terms of those that are there."""

from decimal import Decimal
from typing import Any

from django import forms

from config.forms import BaseForm, BaseRows, DateField, DecimalField, MoneyField, PercentField
from contracts.billing import Terms
from contracts.forms.agreements import DatedForm, IntervalField
from contracts.models import AgreementLine, LineRevision, Pricing, Service
from contracts.operations import NewLine, NewTerms

UNITS = {Pricing.PER_USER: "users", Pricing.PER_DEVICE: "devices"}
MOST_LINES = 200


class LineForm(BaseForm):
    """A line to be added."""

    service = forms.ModelChoiceField(Service.objects.filter(is_active=True), empty_label="Service")
    name = forms.CharField(label="Name on the agreement", max_length=200, required=False)
    pricing = forms.ChoiceField(choices=Pricing.choices, initial=Pricing.PER_USER)
    quantity = DecimalField(min_value=0, max_digits=11, decimal_places=4)
    unit_price = MoneyField(unit="")
    unit_cost = MoneyField(label="Unit cost", unit="", required=False)

    def has_changed(self) -> bool:
        """A row in which only defaults stand is no line."""
        return not {"service", "name", "quantity", "unit_price"}.isdisjoint(self.changed_data)

    def new_line(self, billing_months: int) -> NewLine:
        values = self.cleaned_data
        terms = Terms(values["quantity"], values["unit_price"], Decimal(0), billing_months)
        return NewLine(
            name=values["name"] or values["service"].name,
            service=values["service"],
            terms=terms,
            pricing=values["pricing"],
            unit_cost=values["unit_cost"] or Decimal(0),
        )


class LineFormSet(BaseRows):
    """At least one line."""

    def __init__(self, data: Any = None):
        super().__init__(data, prefix="lines")
        # One query for all rows' choices, not one a row.
        services = list(Service.objects.filter(is_active=True))
        choices = [("", "Service"), *((service.pk, service.name) for service in services)]
        for form in [*self.forms, self.empty_form]:
            form.fields["service"].choices = choices
        self.services = services

    @property
    def defaults(self) -> dict[int, dict[str, Any]]:
        """What a service fills in, by its key."""
        return {service.pk: _defaults(service) for service in self.services}

    def clean(self) -> None:
        if self.is_whole and not any(self.errors) and not self.filled:
            raise forms.ValidationError("Add at least one line: an agreement is made of services.")

    def new_lines(self, billing_months: int) -> list[NewLine]:
        return [form.new_line(billing_months) for form in self.filled]


def _defaults(service: Service) -> dict[str, Any]:
    price = LineForm.base_fields["unit_price"].prepare_value(service.default_price)
    cost = LineForm.base_fields["unit_cost"].prepare_value(service.default_cost)
    values = {"pricing": service.pricing, "unit_price": price, "unit_cost": cost}
    return {name: value for name, value in values.items() if value is not None}


# The stubs forget which formset the factory was given.
LineRows: type[LineFormSet] = forms.formset_factory(  # type: ignore[assignment]
    LineForm,
    LineFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_LINES,
    validate_max=True,
    # A count that a script claims is not taken at its word.
    absolute_max=MOST_LINES,
)


class LinesForm(DatedForm):
    """From when new lines hold, and how they are billed."""

    effective_on = DateField(label="In service from")
    billing_months = IntervalField(label="Billed", help_text="Prices below are for one charge.")


class ChangeForm(DatedForm):
    """The day from which changed terms hold."""

    effective_on = DateField(label="Change from", help_text="The terms hold from this day on.")


class TermsForm(BaseForm):
    """The terms of one line, filled with what holds; what is typed over is a change."""

    quantity = DecimalField(min_value=0, max_digits=11, decimal_places=4, show_hidden_initial=True)
    unit_price = MoneyField(unit="", show_hidden_initial=True)
    unit_cost = MoneyField(label="Unit cost", show_hidden_initial=True)
    discount = PercentField(min_value=0, max_value=100, show_hidden_initial=True)
    discount_ends_on = DateField(label="Discount until", required=False)
    ends_on = DateField(label="Last day of service", required=False, show_hidden_initial=True)

    def __init__(self, *args: Any, line: AgreementLine, standing: LineRevision, **kwargs: Any):
        names = ("quantity", "unit_price", "unit_cost", "discount")
        initial = {name: getattr(standing, name) for name in names}
        initial["ends_on"] = line.ends_on
        super().__init__(*args, prefix=f"line-{line.pk}", initial=initial, **kwargs)
        self.line, self.standing = line, standing
        self.fields["quantity"].unit = UNITS.get(Pricing(line.pricing), "")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("discount_ends_on") and "discount" not in self.changed_data:
            self.add_error("discount_ends_on", "Type the discount that ends on this day.")
        return values

    @property
    def new_terms(self) -> NewTerms | None:
        """What was typed over; None when nothing was."""
        names = ("quantity", "unit_price", "unit_cost", "discount")
        values = {name: self.cleaned_data[name] for name in names if name in self.changed_data}
        if not values:
            return None
        return NewTerms(self.line, values, self.cleaned_data["discount_ends_on"])

    @property
    def has_new_end(self) -> bool:
        return "ends_on" in self.changed_data

    @property
    def is_unusual(self) -> bool:
        """Whether what is usually folded away has something to say."""
        folded = {"unit_cost", "discount", "discount_ends_on"}
        return bool(
            self.standing.discount
            or self.line.ends_on
            or folded & {*self.errors, *self.changed_data}
        )
