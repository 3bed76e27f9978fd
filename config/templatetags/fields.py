"""Inputs of forms that others wrote, in our look, and browsers by the names people know."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()

# In this order: each of them also claims to be the ones after it.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.filter
def control(field: BoundField) -> SafeString:
    """The input alone. What to enter stands in its label, never in a grey text inside."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)
    is_check = isinstance(widget, CheckboxInput)
    return field.as_widget(attrs={"class": "form-check-input" if is_check else "form-control"})


@register.filter
def browser(user_agent: str) -> str:
    """Firefox on Linux; what is none of those known, as it names itself."""
    names = [name for sign, name in BROWSERS.items() if sign in user_agent]
    systems = [name for sign, name in SYSTEMS.items() if sign in user_agent]
    if not names:
        return user_agent[:60] or "Unknown browser"
    return f"{names[0]} on {systems[0]}" if systems else names[0]
