"""Forms of renewals."""

from django import forms

from config.forms import BaseForm, with_blank
from contracts.models import Agreement


class DecisionField(forms.ChoiceField):
    """Always answered: undecided is an answer as well."""

    is_conditional = True


class RenewalForm(BaseForm):
    decision = DecisionField(
        choices=with_blank(Agreement.RenewalDecision.choices, "Not decided yet"), required=False
    )
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was said, and who is to do what.",
    )  # fmt: skip
