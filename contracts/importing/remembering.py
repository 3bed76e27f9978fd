"""What people said of a file's names, kept for the next file."""

from typing import Any

from django.db import models

from clients.models import Client, ClientAlias
from contracts.importing.declared import Decisions
from contracts.models import ItemKind, Service, ServiceAlias


def remember(decisions: Decisions) -> None:
    """Keep what names stand for; that a name is new needs no keeping, for it is stored by now."""
    clients = Client.objects.in_bulk([key for key in decisions.clients.values() if key])
    for name, key in sorted(decisions.clients.items()):
        if key in clients and clients[key].name != name:
            _keep(ClientAlias, "client", clients[key].surviving, name=name)
    keys = {name: key for name, key in decisions.services.items() if isinstance(key, int)}
    services = Service.objects.in_bulk(list(keys.values()))
    for name, key in sorted(keys.items()):
        if key in services and services[key].name != name:
            _keep(ServiceAlias, "service", services[key], name=name)
    for item, kind in sorted(decisions.kinds.items()):
        found = ItemKind.objects.filter(item__iexact=item).first()
        _keep(ItemKind, "kind", kind, item=found.item if found else item)


def _keep(model: type[models.Model], field: str, value: Any, **named: str) -> None:
    record = model._default_manager.filter(**named).first() or model(**named)
    if record.pk is None or getattr(record, field) != value:
        setattr(record, field, value)
        record.save()
