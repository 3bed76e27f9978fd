"""Forms of the gap to target, and of the scenarios that keep one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config import formats
from config.exports import month as month_key
from config.forms import BaseForm, NameField, PercentField, plain
from metrics.gaps import Plan
from metrics.models import RATIO_BOUNDS, TARGET_BOUNDS
from metrics.months import add_months
from metrics.windows import read_month

USUAL_RATIO = Decimal(1)
MONTHS_AHEAD, MOST_MONTHS_AHEAD = 12, 120


def within(bounds: tuple[Decimal, Decimal]) -> dict[str, Any]:
    """Bounds of a fraction for the field in which it is typed as per cent."""
    return {"min_value": bounds[0] * 100, "max_value": bounds[1] * 100}


class MonthField(forms.CharField):
    """A month, kept as its first day and written as 2026-10."""

    widget = forms.TextInput(
        attrs={"type": "month", "pattern": "[0-9]{4}-[0-9]{2}", "autocomplete": "off"}
    )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_month(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return month_key(value) if isinstance(value, date) else value


class PlanForm(BaseForm):
    """A target, the ratio at which break-fix is converted, and the month to get there by."""

    target = PercentField(label="Target", **within(TARGET_BOUNDS))
    ratio = PercentField(label="New fee ÷ old spend", **within(RATIO_BOUNDS))
    by = MonthField(label="By")

    def __init__(self, *args: Any, current: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.current = current

    def clean_by(self) -> date:
        by: date = self.cleaned_data["by"]
        if by <= self.current:
            raise ValidationError(f"Choose a month after {formats.long_month(self.current)}.")
        if by > add_months(self.current, MOST_MONTHS_AHEAD):
            raise ValidationError("Choose a month within ten years.")
        return by


class GapForm(PlanForm):
    """The plan as the address says it; what it leaves out, or says wrongly, is as usual."""

    target = PercentField(label="Own target", required=False, **within(TARGET_BOUNDS))

    @classmethod
    def of(cls, query: Mapping[str, str], current: date) -> "GapForm":
        by = month_key(add_months(current, MONTHS_AHEAD))
        usual = {"target": "", "ratio": plain(USUAL_RATIO * 100), "by": by}
        said = {name: query[name] for name in usual if query.get(name)}
        return cls({**usual, **said}, current=current)

    @property
    def plan(self) -> Plan:
        self.is_valid()
        target = self.cleaned_data.get("target")
        return Plan(
            ratio=Fraction(self.cleaned_data.get("ratio", USUAL_RATIO)),
            by_month=self.cleaned_data.get("by", add_months(self.current, MONTHS_AHEAD)),
            current=self.current,
            target=None if target is None else Fraction(target),
        )


class ScenarioForm(PlanForm):
    name = NameField(label="Name", max_length=100)
    with_resale = forms.BooleanField(label="Count licence resale as recurring", required=False)
    note = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_shared = forms.BooleanField(label="Shared with all who see every client", required=False)

    field_order = ("name", "target", "ratio", "by", "with_resale", "note", "is_shared")

    @property
    def values(self) -> dict[str, Any]:
        """As the operations take them."""
        values = dict(self.cleaned_data)
        return {"by_month": values.pop("by"), **values}
