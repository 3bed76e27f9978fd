"""The goal of a forecast."""

from django import forms

from config.forms import MoneyField


class GoalForm(forms.Form):
    goal = MoneyField(required=False, min_value=0, decimal_places=2, label="MRR")

    @property
    def cents(self) -> int | None:
        """None while there is no goal, or none that can be read."""
        if not self.is_valid() or not self.cleaned_data["goal"]:
            return None
        return int(self.cleaned_data["goal"] * 100)
