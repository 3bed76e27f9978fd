"""What is entered about a person."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from config.forms import BaseForm, with_blank
from config.roles import ACCOUNT_MANAGER, ROLES

CHOICES = [(role, role.capitalize()) for role in ROLES]
ROLE_HELP = (
    "An owner may do everything and invites people. Finance enters and mends everything. An "
    "account manager works on the own clients. An auditor reads everything and changes nothing."
)
WHAT_TO_CHOOSE = (
    "At least 8 characters, not only digits, no common password and nothing like your name."
)


class InvitationForm(BaseForm):
    # The address is the login too, and logins have no more letters than this.
    email = forms.EmailField(label="E-mail", max_length=150)
    name = forms.CharField(max_length=150, required=False)
    role = forms.ChoiceField(choices=CHOICES, initial=ACCOUNT_MANAGER, help_text=ROLE_HELP)


class PersonForm(BaseForm):
    """What is typed over is changed; the rest stays as somebody else may have left it."""

    name = forms.CharField(max_length=150, required=False, show_hidden_initial=True)
    role = forms.ChoiceField(choices=CHOICES, help_text=ROLE_HELP, show_hidden_initial=True)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Without a role so far, none is offered as if it were the one.
        if not self.initial["role"]:
            self.fields["role"].widget.choices = with_blank(CHOICES, "Choose")

    @property
    def changes(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.changed_data}


class AcceptanceForm(BaseForm):
    name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=WHAT_TO_CHOOSE,
    )
    again = forms.CharField(
        label="The same again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("password", ""):
            raise ValidationError("The two passwords differ.")
        return self.cleaned_data["again"]
