"""The services that a file may name, stored or brought by the file itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from contracts.importing.agreement_rows import Row
from contracts.importing.clients import NOTHING
from contracts.importing.reports import RowError
from contracts.importing.spelling import letters
from contracts.models import Service


def is_new(said: Any) -> TypeGuard[Mapping[str, str]]:
    return isinstance(said, Mapping)


class Catalogue:
    """The services by name, those that the file brings among them."""

    def __init__(
        self,
        services: Iterable[Service],
        aliases: Mapping[str, int] = NOTHING,
        decided: Mapping[str, int | Mapping[str, str]] = NOTHING,
    ) -> None:
        self._services = {service.name: service for service in services}
        self._said: dict[str, Row] = {}
        self._by_key = {service.pk: service for service in self._services.values()}
        self._by_letters: dict[str, list[Service]] = defaultdict(list)
        for service in self._services.values():
            self._by_letters[letters(service.name)].append(service)
        self._aliases, self._decided = aliases, decided
        self._known: dict[str, Service] = {}

    def service(self, name: str) -> Service:
        if name not in self._known:
            self._known[name] = self.known(name) or self._added(name)
        return self._known[name]

    def known(self, name: str) -> Service | None:
        """By what people said, now or before; by name; by its letters."""
        for keys in (self._decided, self._aliases):
            key = keys.get(name)
            if isinstance(key, int) and key in self._by_key:
                return self._by_key[key]
        if name in self._services:
            return self._services[name]
        alike = self._by_letters[letters(name)]
        return alike[0] if len(alike) == 1 else None

    def _added(self, name: str) -> Service:
        said = self._decided.get(name)
        fields = {key: value for key, value in said.items() if value} if is_new(said) else {}
        service = self._services[name] = Service(name=name, **fields)
        self._by_letters[letters(name)].append(service)
        return service

    def pricing(self, name: str) -> str | None:
        """How a new service is priced, where a person has said so."""
        said = self._decided.get(name)
        return said.get("pricing") or None if is_new(said) else None

    def complaint(self, name: str, row: Row) -> str | None:
        """Take a row's category for a new service; say why it cannot be this service's."""
        service = self.service(name)
        if service.pk is None and name not in self._said:
            self._said[name] = row
            service.category = str(row.category)
        if row.category == service.category:
            return None
        if service.pk:
            return f"contradicts the service {name}, whose category is {service.category}"
        first = self._said[name].at
        return f"contradicts “{service.category}” on line {first}, for the same service"

    def store(self, services: Mapping[str, Service]) -> Iterator[RowError]:
        """Take the new services as they are stored, by name: another import may have been first."""
        for name, stored in services.items():
            service = self._services[name]
            service.pk, service.category = stored.pk, stored.category
            row = self._said.get(name)
            if row and (complaint := self.complaint(name, row)):
                yield row.error("category", complaint)

    @property
    def new(self) -> list[Service]:
        """In the order of their names, so that two imports cannot block each other."""
        fresh = [service for service in self._services.values() if service.pk is None]
        return sorted(fresh, key=lambda service: service.name)
