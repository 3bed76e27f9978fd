"""The history: who changed what, when and from where. Entries are added, never changed.

django-auditlog compares each saved record with what was stored; the columns here say besides whose
client and agreement it is about and where the change came from. Records that are written in bulk
pass by its signals: `log_changes` takes them as pairs.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from auditlog.diff import model_instance_diff
from auditlog.models import LogEntryManager
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.encoding import smart_str

from config import exports, formats, origin

ENTRIES_AT_ONCE = 500
# Users and roles, how they log in, and what the site asks of them.
PEOPLE_APPS = ("auth", "mfa", "config")
# What a stored text says where there is nothing.
NOTHING = ("None", "")
Writer = Callable[[Any, str], str]


class HistoryQuerySet(models.QuerySet):
    def visible_to(self, user: Any, clients: Any) -> "HistoryQuerySet":
        """All entries, or for an account manager those about the own `clients`.

        What happened to people and their roles is for those who may see people.
        """
        entries = self if user.has_perm("auth.view_user") else self.exclude(_about_people())
        if user.has_perm("clients.view_every_client"):
            return entries
        own = clients.order_by().values("pk")
        # A record that was merged into one of them, and a record merged into that one.
        merged = clients.model.objects.filter(
            models.Q(merged_into__in=own) | models.Q(merged_into__merged_into__in=own)
        ).order_by()
        return entries.filter(
            models.Q(client_id__in=own) | models.Q(client_id__in=merged.values("pk"))
        )

    def update(self, **_: Any) -> int:
        raise TypeError("History is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("History is never deleted.")


def _about_people() -> models.Q:
    people = ContentType.objects.filter(app_label__in=PEOPLE_APPS).values("pk")
    return models.Q(content_type__in=people)


def with_names(entries: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Load all that saying entries in words needs."""
    return entries.select_related("actor", "content_type", "client")


# mypy cannot see the class that from_queryset makes.
class HistoryManager(LogEntryManager.from_queryset(HistoryQuerySet)):  # type: ignore[misc]
    def log_create(self, instance: Any, force_log: bool = False, **fields: Any) -> Any:
        return super().log_create(instance, force_log, **{**_circumstances(instance), **fields})

    def log_m2m_changes(
        self, changed_queryset: Any, instance: Any, operation: str, field_name: str, **fields: Any
    ) -> Any:
        fields = {**_circumstances(instance), **fields}
        return super().log_m2m_changes(changed_queryset, instance, operation, field_name, **fields)

    def log_changes(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Add entries for records written in bulk: (before, after), None for not there."""
        shared = _circumstances(None)
        entries = [self._entry(before, after, shared) for before, after in pairs]
        self.bulk_create([entry for entry in entries if entry], ENTRIES_AT_ONCE)

    def log_summary(self, model: type[models.Model], text: str, **fields: Any) -> None:
        """Add one entry for many records that were written at once."""
        entry = {
            "content_type": ContentType.objects.get_for_model(model),
            "object_pk": "",
            "object_repr": text,
            "action": self.model.Action.CREATE,
            **_circumstances(None),
        }
        self.create(**{**entry, **fields})

    def _entry(self, before: Any, after: Any, shared: dict[str, Any]) -> Any:
        changes = model_instance_diff(before, after)
        if not changes:
            return None
        instance, actions = after or before, self.model.Action
        action = actions.UPDATE if before and after else actions.CREATE
        return self.model(
            content_type=ContentType.objects.get_for_model(instance),
            object_pk=str(instance.pk),
            object_id=instance.pk,
            object_repr=smart_str(instance),
            action=action if after else actions.DELETE,
            changes=changes,
            **{**shared, **_about(instance)},
        )


def _circumstances(instance: Any) -> dict[str, Any]:
    """Who, from where and why; a record says itself which client and agreement it is part of."""
    now = origin.current()
    return {
        "actor": now.actor,
        "actor_email": getattr(now.actor, "email", None),
        "source": now.source,
        "place": now.place,
        "reason": now.reason,
        **_about(instance),
    }


def _about(instance: Any) -> dict[str, Any]:
    """Whose client and agreement a record is part of, as it says itself."""
    return instance.history_of if hasattr(instance, "history_of") else {}


def differences(entry: Any) -> list[tuple[str, str, str]]:
    """(field, before, after) in words; empty where there was or is nothing."""
    return _differences(entry, _in_words)


def changed_values(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """The same for a record that is about to be written, without an entry of the history."""
    changes = model_instance_diff(before, after) or {}
    model = type(after)
    return [_difference(model, name, changes[name], _in_words) for name in sorted(changes)]


def plain_differences(entry: Any) -> list[tuple[str, str, str]]:
    """The same as exports write it: for machines, never by locale."""
    return _differences(entry, _plainly)


def _differences(entry: Any, write: Writer) -> list[tuple[str, str, str]]:
    model, changes = entry.content_type.model_class(), entry.changes_dict or {}
    told = [_difference(model, name, changes[name], write) for name in sorted(changes)]
    # A new record's empty fields are no news.
    return [change for change in told if any(change[1:])]


def _difference(model: Any, name: str, values: Any, write: Writer) -> tuple[str, str, str]:
    try:
        field = model._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        # What was kept then is no field any more; the history says it all the same.
        return name.replace("_", " ").capitalize(), str(values[0]), str(values[1])
    label = str(field.verbose_name).removesuffix(" cents").capitalize()
    if isinstance(values, dict):
        names = ", ".join(values["objects"])
        return (label, "", names) if values["operation"] == "add" else (label, names, "")
    before, after = ("" if value in NOTHING else write(field, value) for value in values)
    return label, before, after


def _in_words(field: Any, value: str) -> str:
    """A stored text as people write it: choices by their label, decimals without idle zeros."""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return formats.day(date.fromisoformat(value))
    if isinstance(field, models.DecimalField):
        return formats.quantity(Decimal(value))
    if field.name.endswith("_cents"):
        return formats.amount(int(value))
    return {"True": "yes", "False": "no"}.get(value, value)


def _plainly(field: Any, value: str) -> str:
    if isinstance(field, models.DecimalField):
        return f"{Decimal(value).normalize():f}"
    return exports.amount(int(value)) if field.name.endswith("_cents") else value
