"""The services that a file may name, stored or brought by the file itself."""

from collections.abc import Iterable, Iterator, Mapping

from contracts.importing.agreement_rows import Row
from contracts.importing.reports import RowError
from contracts.models import Service


class Catalogue:
    """The services by name, those that the file brings among them."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._services = {service.name: service for service in services}
        self._said: dict[str, Row] = {}

    def service(self, name: str) -> Service:
        if name not in self._services:
            self._services[name] = Service(name=name)
        return self._services[name]

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
