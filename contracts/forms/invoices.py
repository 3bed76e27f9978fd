"""Forms of invoices and credit notes: the head, and a row for each line."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.conf import settings
from django.utils.html import format_html

from clients.forms import ClientField
from clients.models import Client
from config.forms import BaseForm, BaseRows, DateField, MoneyField, NameField, with_blank
from contracts.models import Agreement, InvoiceLine, Project
from contracts.operations import Charge

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
SORTS = [(INVOICE, "Invoice"), (CREDIT_NOTE, "Credit note")]
MOST_LINES = 200
TYPED = ("description", "amount", "project", "agreement")


class InvoiceForm(BaseForm):
    """What all lines of an invoice share; of a stored one the client stays."""

    sort = forms.ChoiceField(
        label="What is it?",
        choices=SORTS,
        initial=INVOICE,
        widget=forms.RadioSelect,
        help_text="Type the amounts of a credit note without a minus: they are stored as negative.",
    )
    client = ClientField()
    number = NameField(max_length=60)
    issued_on = DateField(label="Date")
    another = forms.BooleanField(label="Then enter another one", required=False)

    def __init__(self, *args: Any, user: Any, stored: list[InvoiceLine] | None = None, **kw: Any):
        super().__init__(*args, **kw)
        self.stored = stored or []
        if self.stored:
            del self.fields["client"], self.fields["another"]
        else:
            self.fields["client"].user = user
        knows_client = self.stored or self.initial.get("client")
        self.fields["number" if knows_client else "client"].widget.attrs["data-begin"] = True

    @property
    def whose(self) -> Client | None:
        """The client, once it is known."""
        return self.stored[0].client if self.stored else self.cleaned_data.get("client")

    @property
    def is_credit_note(self) -> bool:
        return bool(self.cleaned_data.get("sort") == CREDIT_NOTE)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.whose and values.get("number"):
            self._refuse_duplicate(self.whose, values["number"])
        return values

    def _refuse_duplicate(self, client: Client, number: str) -> None:
        lines = InvoiceLine.objects.filter(client=client, number=number)
        first = lines.exclude(pk__in=[line.pk for line in self.stored]).order_by("position").first()
        if first:
            link = format_html('<a href="{}">an invoice {}</a>', first.get_absolute_url(), number)
            self.add_error("number", format_html("{} has {} already.", client, link))


class ChargeForm(BaseForm):
    """A line; `line` names the stored one."""

    line = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    # No kind is the usual one: a wrong one would move the recurring share unseen.
    kind = forms.ChoiceField(
        choices=with_blank(InvoiceLine.Kind.choices, "Kind"),
        error_messages={"required": "Choose a kind."},
    )
    description = NameField(max_length=500, required=False)
    amount = MoneyField(unit="", decimal_places=2, max_digits=13)
    project = NameField(required=False, widget=forms.TextInput(attrs={"list": "project-names"}))
    agreement = NameField(required=False, widget=forms.TextInput(attrs={"list": "agreement-names"}))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{**kwargs, "empty_permitted": True})
        for name in TYPED:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def has_changed(self) -> bool:
        """A row in which nothing but a kind stands is no line, unless it is stored."""
        texts = (self.data.get(self.add_prefix(name), "") for name in ("line", *TYPED))
        return any(str(text).strip() for text in texts)


class ChargeFormSet(BaseRows):
    """At least one line."""

    def __init__(self, *args: Any, head: InvoiceForm, kind: str = "", **kwargs: Any):
        super().__init__(*args, **{**kwargs, "prefix": "lines"})
        self.head, self.kind = head, kind
        self.projects: dict[str, Project] = {}
        self.agreements: dict[str, Agreement] = {}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Rows that are new begin with the kind that was used last."""
        kwargs = super().get_form_kwargs(index)
        is_new = index is None or index >= len(self.initial or [])
        if is_new and not self.is_bound:
            kwargs["initial"] = {"kind": self.kind}
        return kwargs

    def clean(self) -> None:
        if not self.is_whole:
            # Said already; a complaint about the rows would take its place.
            return
        rows = self.filled
        if not rows:
            raise forms.ValidationError("Type at least one line: what it is about, and an amount.")
        if self.head.is_valid() and self.head.whose:
            self._find_names(rows, self.head.whose)
        self._check_signs(rows)

    def _find_names(self, rows: Iterable[ChargeForm], client: Client) -> None:
        """Projects and agreements are those of the client, however they are capitalised."""
        for field, named in (("project", client.projects), ("agreement", client.agreements)):
            asked = {row.cleaned_data.get(field) for row in rows}
            found = {one.name: one for one in named.all()} if any(asked) else {}
            folded = {name.casefold(): one for name, one in found.items()}
            for row in rows:
                name = row.cleaned_data.get(field)
                one = found.get(name) or folded.get(name.casefold()) if name else None
                if name and one is None:
                    row.add_error(
                        field,
                        f"{client} has no {field} of this name. Choose one, or leave it empty.",
                    )
                row.cleaned_data[field] = one

    def _check_signs(self, rows: list[ChargeForm]) -> None:
        amounts = [row.cleaned_data.get("amount") for row in rows]
        if not self.head.is_credit_note:
            if all(amount is not None and amount < 0 for amount in amounts):
                raise forms.ValidationError(
                    "All amounts are negative: choose Credit note, and type them without a minus."
                )
            return
        for row, amount in zip(rows, amounts, strict=True):
            if amount is not None and amount < 0:
                message = "Without a minus: a credit note's amounts are stored as negative."
                row.add_error("amount", message)

    def charges(self) -> list[Charge]:
        sign = -1 if self.head.is_credit_note else 1
        return [_charge(row.cleaned_data, sign) for row in self.filled]


def _charge(values: dict[str, Any], sign: int) -> Charge:
    return Charge(
        kind=values["kind"],
        # Two places at most: the product is a whole number of cents.
        amount_cents=sign * int(values["amount"] * 100),
        description=values["description"],
        project=values["project"] or None,
        agreement=values["agreement"] or None,
        line_id=values["line"],
    )


def charge_rows(extra: int) -> type[ChargeFormSet]:
    # The stubs forget which formset the factory was given.
    return forms.formset_factory(  # type: ignore[return-value]
        ChargeForm,
        ChargeFormSet,
        extra=extra,
        can_delete=True,
        max_num=MOST_LINES,
        validate_max=True,
        # A count that a script claims is not taken at its word.
        absolute_max=MOST_LINES,
    )


def is_credit_note(lines: Iterable[InvoiceLine]) -> bool:
    """Whether an invoice reads as a credit note: nothing on it is charged."""
    amounts = [line.amount_cents for line in lines]
    return max(amounts) <= 0 and min(amounts) < 0


def typed_rows(
    lines: Iterable[InvoiceLine], sign: int, *, stored: bool
) -> list[dict[str, str | int | None]]:
    """Lines as a person would type them; `stored` rows name the line they are of."""
    return [
        {
            "line": line.pk if stored else None,
            "kind": line.kind,
            "description": line.description,
            "amount": _typed_amount(sign * line.amount_cents),
            "project": line.project.name if line.project else "",
            "agreement": line.agreement.name if line.agreement else "",
        }
        for line in lines
    ]


def _typed_amount(cents: int) -> str:
    return format_decimal(Decimal(cents) / 100, format="0.00", locale=settings.LOCALE)
