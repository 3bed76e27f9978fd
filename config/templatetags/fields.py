"""Inputs of forms that others wrote, in our look."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The input alone. What to enter stands in its label, never in a grey text inside."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)
    is_check = isinstance(widget, CheckboxInput)
    return field.as_widget(attrs={"class": "form-check-input" if is_check else "form-control"})
