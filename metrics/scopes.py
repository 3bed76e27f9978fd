"""What a revenue page is about, as its address says: months, clients, a service category.

Kept in the address, so that a page can be shared, bookmarked and gone back to:
`?month=2026-10&months=24&manager=3&segment=Dental&category=security`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from clients.addresses import client_asked_for
from clients.models import Client, ClientQuerySet
from clients.queries import clients_seen_by, looked_after_by, managers_of, segments_of
from config.exports import month as month_key
from config.lists import Filter
from contracts.models import Service
from metrics.parts import Part
from metrics.queries import first_month
from metrics.windows import WIDTHS, Window

MANAGER, SEGMENT, CATEGORY = "manager", "segment", "category"


@dataclass(frozen=True, slots=True)
class Scope:
    """`is_limited` tells that somebody sees the own clients only, whatever is filtered.

    `client` is set when all is about a single one, which no filter names.
    """

    window: Window
    part: Part
    filters: list[Filter]
    is_limited: bool
    client: Client | None = None

    @classmethod
    def of(
        cls,
        request: HttpRequest,
        *,
        window: Window | None = None,
        widths: tuple[str, ...] = WIDTHS,
        with_category: bool = True,
    ) -> "Scope":
        """Of `window` when the page's path says the month; else the address's own, of `widths`.

        Pages that cannot be told by service category offer no such filter.
        """
        seen = clients_seen_by(request.user)
        filters = _filters(request, Client.objects.visible_to(request.user), with_category)
        values = {item.name: item.value for item in filters}
        client = client_asked_for(request, Client.objects.visible_to(request.user))
        narrowed = Client.objects.filter(pk=client.pk) if client else _narrowed(seen, values)
        part = Part(narrowed, values.get(CATEGORY, ""))
        today = timezone.localdate()
        if window is None:
            window = Window.from_query(request.GET, today, lambda: first_month(part), widths)
        return cls(window, part, filters, seen is not None, client)

    @property
    def month(self) -> date:
        return self.window.month

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen)

    @property
    def is_narrowed(self) -> bool:
        """Whether some clients are chosen by what they have in common."""
        return any(item.value for item in self.filters if item.name != CATEGORY)

    @property
    def chosen(self) -> dict[str, str]:
        """What is set, as addresses carry it."""
        found = {item.name: item.value for item in self.filters if item.value}
        return {**found, "client": str(self.client.pk)} if self.client else found

    @classmethod
    def of_client(cls, client: Client, query: Mapping[str, str], today: date) -> "Scope":
        """Of a page that is about one client, whatever else its address says."""
        part = Part(Client.objects.filter(pk=client.pk))
        window = Window.from_query(query, today, lambda: first_month(part))
        return cls(window, part, [], False, client)

    @property
    def period_query(self) -> dict[str, str]:
        """The months, as addresses carry them; nothing for the usual ones up to the current one."""
        window = self.window
        query = {} if window.month == window.current else {"month": month_key(window.month)}
        if not window.choice:
            return {"month": month_key(window.month), "since": month_key(window.first)}
        return query if window.is_usual else {**query, "months": window.choice}

    @property
    def query(self) -> str:
        """`?month=…`, what the navigation adds to the addresses of the revenue pages."""
        kept = self.period_query | self.chosen
        return f"?{urlencode(kept)}" if kept else ""

    def link(self, page: str, *args: Any, **params: Any) -> str:
        """The address of a page of the same clients and category; of its own months.

        `MONTH` in a value stays as it is, for charts to put their months in.
        """
        given = {name: _written(value) for name, value in params.items()}
        query = {name: value for name, value in (self.chosen | given).items() if value}
        address = reverse(page, args=args)
        return f"{address}?{urlencode(query)}" if query else address


def _written(value: Any) -> str:
    return month_key(value) if isinstance(value, date) else str(value or "")


def _filters(request: HttpRequest, clients: ClientQuerySet, with_category: bool) -> list[Filter]:
    """Only where there is something to choose from."""
    found = []
    if request.user.has_perm("clients.view_every_client"):
        found.append(Filter.read(request, MANAGER, "Account manager", managers_of(clients)))
    if with_category:
        found.append(Filter.read(request, CATEGORY, "Category", Service.Category.choices))
    if segments := segments_of(clients):
        found.append(Filter.read(request, SEGMENT, "Segment", [(s, s) for s in segments]))
    return found


def _narrowed(seen: ClientQuerySet | None, values: Mapping[str, str]) -> ClientQuerySet | None:
    """The clients seen that have the manager and the segment; None for the whole company."""
    manager, segment = values.get(MANAGER, ""), values.get(SEGMENT, "")
    if not manager and not segment:
        return seen
    clients = Client.objects.all() if seen is None else seen
    clients = looked_after_by(manager, clients)
    return clients.filter(segment=segment) if segment else clients
