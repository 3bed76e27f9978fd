"""Forms about clients, and the field in which other forms name one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from clients.models import Client
from clients.queries import clients_named
from config.forms import NameField

UNKNOWN = "No client of this name. Type the beginning of a name and choose from the list."
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
