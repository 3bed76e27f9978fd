"""Forms as the product shows them: one look for every field, and figures as people write them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from config import formats
from config.texts import invisible, tidy


class QuickSelect(forms.Select):
    """Written at once: a template for each option is what makes hundreds of lists slow."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", attributes, options)


SELECTED = mark_safe(" selected")


CSS: dict[type, str] = {
    forms.Select: "form-select",
    QuickSelect: "form-select",
    forms.CheckboxInput: "form-check-input",
    # These put the class on what holds the choices as well.
    forms.CheckboxSelectMultiple: "choices",
    forms.RadioSelect: "choices",
    forms.HiddenInput: "",
}


class NameField(forms.CharField):
    """A name, written as an import writes it: names that look alike are alike."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        # A NUL byte has a complaint of its own.
        if (char := invisible(value)) and char != "\0":
            raise ValidationError(f"It holds an invisible character (U+{ord(char):04X}).")


class DecimalField(forms.DecimalField):
    """A number as the locale writes it: 1,234.50 or 1.234,50. `unit` stands inside the field."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit = unit

    # The stubs derive decimal fields from those of whole numbers, as Django does.
    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        text = str(value).replace(formats.MINUS, "-").strip()
        try:
            number = parse_decimal(text, locale=settings.LOCALE, strict=True)
        except (NumberFormatError, ValueError):
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValidationError(f"Write a number, like {plain(Decimal('1234.5'))}.")
        return super().to_python(str(number))

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class MoneyField(DecimalField):
    """An amount of money in the installation's currency."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("unit", settings.CURRENCY)
        kwargs.setdefault("decimal_places", 4)
        kwargs.setdefault("max_digits", 12)
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain(value, places=2) if isinstance(value, Decimal) else value


class PercentField(DecimalField):
    """Typed as per cent, kept as a fraction: 4 is 0.04."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("unit", "%")
        kwargs.setdefault("decimal_places", 4)
        kwargs.setdefault("max_digits", 8)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Any:
        percent = super().clean(value)
        return percent if percent is None else percent / 100

    def prepare_value(self, value: Any) -> Any:
        return plain(value * 100) if isinstance(value, Decimal) else value


class DateField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault("error_messages", {}).setdefault("invalid", "Write a date.")
        super().__init__(*args, **kwargs)


def plain(number: Decimal, *, places: int = 0) -> str:
    """1234.5 in the locale's own point and without grouping: what a field can be filled with."""
    pattern = f"0.{'0' * places}{'#' * (10 - places)}"
    return format_decimal(number.normalize(), format=pattern, locale=settings.LOCALE)


class _Look(forms.BaseForm):
    """Gives each field the class of its look, and an error a place that it is described by."""

    # Fields of ours have attributes of their own: a unit, a user, choices.
    fields: dict[str, Any]
    use_required_attribute = True

    def dress(self) -> None:
        for field in self.fields.values():
            css = CSS.get(type(field.widget), "form-control")
            field.widget.attrs["class"] = f"{css} {field.widget.attrs.get('class', '')}".strip()

    def complain(self, error: ValidationError) -> None:
        """Put what an operation refused beside the field it is about, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            known = name if name in self.fields else None
            for message in errors:
                self.add_error(known, message)


class BaseForm(_Look, forms.Form):
    # Whether somebody only looks at what it would do.
    is_preview = False

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.dress()


class BaseModelForm(_Look, forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.dress()


class BaseRows(forms.BaseFormSet):
    """Rows of one form, added and taken away on the page; those that nobody filled in are none.

    `is_whole` is false when the counts did not arrive: that is said then, and nothing else.
    """

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": "The lines did not come in whole. Load the page again.",
    }

    @property
    def is_whole(self) -> bool:
        return bool(self.management_form.is_valid())

    @property
    def filled(self) -> list[Any]:
        removed = self._should_delete_form  # type: ignore[attr-defined]  # not in the stubs
        return [form for form in self.forms if form.has_changed() and not removed(form)]


def with_blank(choices: Iterable[tuple[str, Any]], label: str) -> list[tuple[str, Any]]:
    """The choices, after one that chooses nothing."""
    return [("", label), *choices]
