"""The form of a rule that classifies invoice lines."""

from django import forms

from config.forms import BaseForm, NameField
from contracts.models import InvoiceLine

KINDS = [choice for choice in InvoiceLine.Kind.choices if choice[0] != "unclassified"]


class RuleForm(BaseForm):
    contains = NameField(
        label="The description contains",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Words as they stand in the description. Capitals make no difference.",
    )
    kind = forms.ChoiceField(label="The line is", choices=[("", "Choose a kind"), *KINDS])
