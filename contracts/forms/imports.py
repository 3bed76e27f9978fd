"""The forms of a file that is brought in: the file, how it is read, what it asks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config import uploads
from config.forms import BaseForm
from contracts.importing.profiles import RECOGNISED, Profile

ENCODINGS = [("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows (cp1252)")]
DELIMITERS = [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")]
DATE_ORDERS = [
    ("DMY", "Day, month, year"),
    ("MDY", "Month, day, year"),
    ("YMD", "Year, month, day"),
]
DECIMALS = [(".", "Point: 1,234.50"), (",", "Comma: 1.234,50")]
LAST_LINE = 200_000
Choices = list[tuple[str, str]]


class UploadForm(BaseForm):
    """One file. `is_too_large`: it was thrown away on its way in."""

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv", "class": "drop-input"}
        ),
        error_messages={
            "required": "Choose a file first.",
            "missing": "Choose a file first.",
            "empty": "The file is empty. Export it again, and choose the new file.",
        },
    )

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_too_large:
            most = uploads.most_megabytes()
            self.fields["file"].error_messages["required"] = (
                f"The file is larger than {most} MB, and was not kept. "
                "Export a shorter span of time, or save the sheet as CSV."
            )


class HowReadForm(BaseForm):
    """How the file is read; an empty field leaves it to what the file shows."""

    profile = forms.ChoiceField(label="It is", required=False)
    sheet = forms.ChoiceField(label="Sheet", required=False)
    encoding = forms.ChoiceField(label="Encoding", required=False)
    delimiter = forms.ChoiceField(label="Columns are separated by", required=False)
    header_line = forms.IntegerField(
        label="Line of the header",
        required=False,
        min_value=1,
        max_value=LAST_LINE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    date_order = forms.ChoiceField(label="Dates are written as", required=False)
    decimal = forms.ChoiceField(label="Decimal sign", required=False)

    def __init__(self, *args: Any, report: Mapping[str, Any], declared: Mapping[str, Any]):
        super().__init__(*args, initial=declared)
        self.source = source = report.get("source", {})
        self.mapping = declared.get("mapping")
        sheets = source.get("sheets") or []
        self._offer("sheet", [(name, name) for name in sheets], source.get("sheet"))
        self._offer("encoding", ENCODINGS, source.get("encoding"))
        self._offer("delimiter", DELIMITERS, source.get("delimiter"))
        self._offer("date_order", DATE_ORDERS, source.get("date_order"))
        self._offer("decimal", DECIMALS, source.get("decimal"))
        self._offer("profile", _profiles(), report.get("profile"), report.get("title"))
        for name in ["encoding", "delimiter"] if sheets else ["sheet"]:
            del self.fields[name]
        if line := source.get("header_line"):
            self.fields["header_line"].help_text = f"Empty: as found, line {line}."

    def _offer(self, name: str, choices: Choices, found: Any, label: Any = "") -> None:
        said = label or dict(choices).get(found or "", found)
        self.fields[name].choices = [("", f"As found: {said}" if said else "As found"), *choices]

    @property
    def declared(self) -> dict[str, Any]:
        """What is declared now; another profile drops a mapping made by hand."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        keeps = self.mapping and "profile" not in said
        return {**said, "mapping": self.mapping} if keeps else said


def importable() -> list[Profile]:
    """Those of the recognised exports that are more than a reason to refuse the file."""
    return [profile for profile in RECOGNISED if not profile.sentence]


def _profiles() -> Choices:
    return [(profile.name, profile.title) for profile in importable()]


class QuestionForm(BaseForm):
    """What the file does not tell, each with the readings that are possible."""

    def __init__(self, *args: Any, questions: list[dict[str, Any]]):
        super().__init__(*args)
        for question in questions:
            if not question["choices"]:
                continue
            self.fields[question["name"]] = forms.ChoiceField(
                label=question["sentence"],
                choices=[tuple(choice) for choice in question["choices"]],
                widget=forms.RadioSelect,
                help_text=_in_the_file(question["samples"]),
                error_messages={"required": "Choose one: the file does not say it."},
            )
        self.dress()

    def clean(self) -> dict[str, Any]:
        if not self.fields:
            raise ValidationError("There is nothing to answer. Load the page again.")
        return self.cleaned_data


def _in_the_file(samples: list[str]) -> str:
    return f"In the file: {', '.join(str(sample) for sample in samples[:5])}" if samples else ""
