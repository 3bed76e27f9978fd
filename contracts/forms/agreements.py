"""Forms of agreements: signing, editing, renewing, cancelling, correcting."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from clients.forms import ClientField
from clients.models import Client
from config.forms import BaseForm, BaseModelForm, DateField, DecimalField, MoneyField, PercentField
from contracts.models import Agreement, LineRevision
from contracts.operations import Uplift

INTERVALS = [
    (1, "Monthly"),
    (3, "Quarterly"),
    (6, "Every 6 months"),
    (12, "Yearly"),
    (24, "Every 2 years"),
    (36, "Every 3 years"),
]
ROUNDINGS = [
    ("0.01", "To the cent"),
    ("0.05", "To 5 cents"),
    ("0.10", "To 10 cents"),
    ("1", "To whole units"),
]
ONE_DAY = timedelta(days=1)


class TermField(DateField):
    """The last day of a term, asked for by the commitments that have one."""

    is_conditional = True

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", "Term ends")
        super().__init__(required=False, help_text="Its last day.", **kwargs)


class IntervalField(forms.TypedChoiceField):
    """Months that one charge covers; `other` is an interval that is stored already."""

    def __init__(self, *args: Any, other: int | None = None, **kwargs: Any):
        choices = list(INTERVALS)
        if other and other not in dict(choices):
            choices.append((other, f"Every {other} months"))
        super().__init__(*args, choices=choices, coerce=int, initial=1, **kwargs)


class AgreementForm(BaseForm):
    """Signing an agreement with a client, who may be new."""

    client = ClientField(may_create=True)
    name = forms.CharField(label="Name", max_length=200, initial="Managed services")
    starts_on = DateField(label="First day of service")
    billing_months = IntervalField(label="Billed", help_text="Prices below are for one charge.")
    commitment = forms.ChoiceField(choices=Agreement.Commitment.choices)
    term_ends_on = TermField()
    notice_days = forms.IntegerField(
        label="Notice",
        min_value=0,
        max_value=3650,
        initial=30,
        help_text="Days before the term ends.",
    )

    def __init__(self, *args: Any, user: Any, client: Client | None, today: date):
        begins = next_first(today)
        initial = {
            "client": client,
            "starts_on": begins,
            "term_ends_on": year_later(begins) - ONE_DAY,
        }
        super().__init__(*args, initial=initial)
        self.fields["client"].user = user
        self.fields["notice_days"].unit = "days"
        if user.has_perm("clients.add_client"):
            self.fields["client"].help_text = "A name that is not known becomes a new client."

    def clean(self) -> dict[str, Any]:
        return settled_term(self, super().clean() or {})


class AgreementEditForm(BaseModelForm):
    """What has no effect on MRR."""

    term_ends_on = TermField()

    class Meta:
        model = Agreement
        fields = ("name", "commitment", "term_ends_on", "notice_days")
        labels = {"notice_days": "Notice"}
        help_texts = {"notice_days": "Days before the term ends."}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["notice_days"].unit = "days"

    def clean(self) -> dict[str, Any]:
        return settled_term(self, super().clean() or {})

    def _post_clean(self) -> None:
        """The operation checks the record itself: it reads it anew, under its lock."""


class DatedForm(BaseForm):
    """What changes from `effective_on`; `why` is asked for when that lies in a complete month."""

    why = forms.CharField(
        required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Asked for when the day lies before this month. Stays in the history.",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.this_month = today.replace(day=1)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.is_late(values) and not values.get("why") and not self.is_preview:
            self.add_error("why", "Say why: months that are complete change with it.")
        return values

    def is_late(self, values: dict[str, Any]) -> bool:
        effective_on = values.get("effective_on")
        return effective_on is not None and effective_on < self.this_month


class RenewForm(DatedForm):
    effective_on = DateField(label="New term begins")
    term_ends_on = TermField(label="New term ends")
    commitment = forms.ChoiceField(choices=Agreement.Commitment.choices)
    uplift = PercentField(
        label="Prices rise by", required=False, min_value=-100, max_value=1000,
        help_text="Of every line that is charged on that day. Empty: prices stay.",
    )  # fmt: skip
    step = forms.ChoiceField(label="New prices are rounded", choices=ROUNDINGS)

    def __init__(self, *args: Any, agreement: Agreement, today: date, **kwargs: Any):
        begins = agreement.term_ends_on + ONE_DAY if agreement.term_ends_on else next_first(today)
        initial = {
            "effective_on": begins,
            "term_ends_on": year_later(begins) - ONE_DAY,
            "commitment": agreement.commitment,
        }
        super().__init__(*args, initial=initial, today=today, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])

    def clean(self) -> dict[str, Any]:
        return settled_term(self, super().clean() or {})

    def is_late(self, values: dict[str, Any]) -> bool:
        """A new term at the old prices changes no month."""
        return bool(values.get("uplift")) and super().is_late(values)

    @property
    def terms(self) -> dict[str, Any]:
        values = self.cleaned_data
        fraction = values["uplift"]
        return {
            "effective_on": values["effective_on"],
            "term_ends_on": values["term_ends_on"],
            "commitment": values["commitment"],
            "uplift": Uplift(fraction, step=Decimal(values["step"])) if fraction else None,
        }


class CancelForm(BaseForm):
    ends_on = DateField(
        label="Last day of service", help_text="The day itself is still in service."
    )
    reason = forms.ChoiceField(choices=[("", "Choose a reason"), *Agreement.CancelReason.choices])
    note = forms.CharField(
        label="In their words", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class EmptyForm(BaseForm):
    """An act that asks nothing."""


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any):
        super().__init__(
            label="Why", max_length=500, help_text="Stays in the history beside the correction.",
            widget=forms.Textarea(attrs={"rows": 2}), **kwargs,
        )  # fmt: skip


class StartForm(BaseForm):
    starts_on = DateField(label="First day of service")
    reason = ReasonField()


class RevisionForm(BaseForm):
    """What a revision should have said."""

    effective_on = DateField(label="Takes effect on")
    quantity = DecimalField(min_value=0, max_digits=11, decimal_places=4)
    unit_price = MoneyField()
    discount = PercentField(min_value=0, max_value=100)
    unit_cost = MoneyField()
    billing_months = IntervalField(label="Billed")
    remove = forms.BooleanField(label="These terms never held: take them away", required=False)
    reason = ReasonField()

    def __init__(self, *args: Any, revision: LineRevision, **kwargs: Any):
        names = (
            "effective_on",
            "quantity",
            "unit_price",
            "discount",
            "unit_cost",
            "billing_months",
        )
        initial = {name: getattr(revision, name) for name in names}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["billing_months"] = IntervalField(label="Billed", other=revision.billing_months)
        self.dress()

    @property
    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in {"remove", "reason"}}


def settled_term(form: forms.BaseForm, values: dict[str, Any]) -> dict[str, Any]:
    """A commitment to a term has one; month to month has none."""
    if values.get("commitment") == Agreement.Commitment.MONTH_TO_MONTH:
        return {**values, "term_ends_on": None}
    if "term_ends_on" in values and values["term_ends_on"] is None:
        form.add_error("term_ends_on", "Say when the term ends, or choose month to month.")
    return values


def next_first(today: date) -> date:
    """The first day of the next month."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def year_later(day: date) -> date:
    """The same day of the next year; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
