"""Forms about clients, and the field in which other forms name one."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from clients.models import Client, ClientQuerySet
from clients.queries import NOBODY, clients_named, name_of, possible_managers, segments_of
from config.forms import BaseForm, DateField, NameField, with_blank

UNKNOWN = "No client of this name. Type the beginning of a name and choose from the list."
GONE = "One of these clients is gone or archived meanwhile: look at the list once more."
LONGEST_KEY = 18
UNUSABLE = "This name cannot be used: choose another one."


class ClientInput(forms.TextInput):
    """A name that is typed, with suggestions: a datalist that htmx fills."""

    template_name = "clients/client_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        attrs = context["widget"]["attrs"]
        attrs["list"] = f"{attrs.get('id', name)}_choices"
        attrs["hx-get"] = f"{reverse('client_choices')}?field={name}"
        attrs["hx-target"] = f"#{attrs['list']}"
        return context


class ClientField(NameField):
    """A client by name, one that `user` may see and that is not archived.

    The name of a merged record leads to the surviving one. With `may_create` an unknown name
    becomes an unsaved Client, for people who may add one. A form that learns its user only when it
    is made sets `form.fields["client"].user`.
    """

    widget = ClientInput

    def __init__(self, *args: Any, user: Any = None, may_create: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.may_create = user, may_create

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        return self._client(name) if name else None

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Client) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def _client(self, name: str) -> Client:
        named = clients_named(name)
        visible = Client.objects.visible_to(self.user).filter(pk__in=[c.pk for c in named])
        seen = set(visible.values_list("pk", flat=True)) if named else set()
        found = [client for client in named if client.pk in seen]
        for client in found:
            if client.archived_on is None:
                return client
        if found:
            raise ValidationError(f"{found[0]} is archived: restore it first, or choose another.")
        if self.may_create and self.user.has_perm("clients.add_client"):
            if named:
                raise ValidationError(UNUSABLE)
            return Client(name=name)
        raise ValidationError(UNKNOWN)


class PersonField(forms.ModelChoiceField):
    """Somebody who can look after clients; `also` stays a choice whatever became of them."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", "Nobody yet")
        super().__init__(possible_managers(), *args, **kwargs)

    def offer_also(self, person: Any) -> None:
        if person:
            also = User.objects.filter(pk=person.pk).values("pk")
            offered = Q(pk__in=possible_managers().values("pk")) | Q(pk__in=also)
            self.queryset = User.objects.filter(offered).order_by("first_name", "username")

    def label_from_instance(self, person: Any) -> str:
        return name_of(person)


class SegmentInput(forms.TextInput):
    """A segment that is typed, with those in use offered."""

    template_name = "clients/segment_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        attrs = context["widget"]["attrs"]
        attrs["list"] = f"{attrs.get('id', name)}_choices"
        return {**context, "segments": segments_of(Client.objects.all())}


class ClientForm(BaseForm):
    """A client's name, who looks after it, and the segment it is sorted into."""

    name = NameField()
    account_manager = PersonField(label="Account manager")
    segment = NameField(
        required=False,
        max_length=60,
        widget=SegmentInput,
        help_text="An industry or a size, as you like to compare clients: Dental, Legal, Schools.",
    )

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any):
        if client:
            kwargs["initial"] = {
                "name": client.name,
                "account_manager": client.account_manager,
                "segment": client.segment,
            }
        super().__init__(*args, **kwargs)
        self.client = client
        if client:
            self.fields["account_manager"].offer_also(client.account_manager)

    def clean_name(self) -> str:
        """Two records that differ by capitals are one company, to be merged later."""
        name: str = self.cleaned_data["name"]
        for other in clients_named(name):
            if other != self.client:
                taken = 'There is a client of this name already: <a href="{}">{}</a>.'
                raise ValidationError(format_html(taken, other.get_absolute_url(), other))
        return name


class NextStepForm(BaseForm):
    """What is to be done next with a client, and when."""

    step = NameField(
        label="Next step",
        required=False,
        help_text="Offer endpoint security, talk about the renewal. Empty: nothing is planned.",
    )
    due_on = DateField(label="On", required=False)


class NoteForm(BaseForm):
    """Something to remember about a client."""

    text = forms.CharField(label="Note", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(BaseForm):
    """The other record of the same company."""

    client = ClientField(
        label="Record to take in",
        help_text="Everything of it moves here, and its name and links lead here from then on.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["client"].user = user


class ClientsField(forms.ModelMultipleChoiceField):
    """Some of the clients that are offered, by key."""

    default_error_messages = {
        "required": "Choose at least one client.",
        "invalid_choice": GONE,
        "invalid_pk_value": GONE,
    }

    def clean(self, value: Any) -> Any:
        # A database cannot even compare a number that is too long for it.
        if any(len(str(key)) > LONGEST_KEY for key in value or ()):
            raise ValidationError(GONE)
        return super().clean(value)


class AssignForm(BaseForm):
    """Some of the clients that are offered, and who is to look after them."""

    clients = ClientsField(Client.objects.none())
    account_manager = forms.ChoiceField(
        label="New account manager",
        error_messages={"required": "Choose who is to look after them."},
    )

    def __init__(self, *args: Any, offered: ClientQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["clients"].queryset = offered
        self.people = {str(person.pk): person for person in possible_managers()}
        named = [(key, name_of(person)) for key, person in self.people.items()]
        # Nobody has to be chosen: a click too early would leave clients without a manager.
        choices = with_blank([*named, (NOBODY, "Nobody")], "Choose a person")
        self.fields["account_manager"].choices = choices

    @property
    def person(self) -> User | None:
        return self.people.get(self.cleaned_data["account_manager"])
