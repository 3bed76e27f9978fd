"""What the names in a file stand for: clients, services and kinds, decided beside the preview."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from config.forms import BaseForm, QuickSelect, with_blank
from contracts.forms.rules import KINDS
from contracts.importing.declared import Decisions
from contracts.models import Pricing, Service
from contracts.models.invoices import InvoiceKind

NEW = "new"
UNDECIDED = "Say whether it is one of your clients or a new one."
STALE = "The preview was worked out anew while you had it open. Look at it once more."
# A service of the file becomes one of the catalogue of its own.
OF_ITS_OWN = ("", "A new service")
# Fields beyond these make a page nobody reads and a post that is refused.
MOST_CLIENTS = 2000
MOST_ITEMS = 500
MOST_SERVICES = 100


class DecisionsForm(BaseForm):
    """Fields by the place of a name in the preview; `seen` says of which preview.

    With `is_preview` a client may still be undecided.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        report: Mapping[str, Any],
        decided: Decisions,
        services: list[Service],
        **kwargs: Any,
    ):
        names = report.get("names", {})
        self.suggestions = list(_candidates(names, decided))[:MOST_CLIENTS]
        self.items = names.get("items", [])[:MOST_ITEMS]
        self.unlisted_items = max(0, len(names.get("items", [])) - MOST_ITEMS)
        services_to_decide = [
            service
            for service in names.get("services", [])
            if service["service"] is None or service["name"] in decided.services
        ]
        self.services = services_to_decide[:MOST_SERVICES]
        self.unlisted_services = len(services_to_decide) - len(self.services)
        self.decided = decided
        super().__init__(*args, **kwargs)
        self._add_clients()
        self._add_items()
        self._add_services(services)
        self.fields["seen"].initial = self.digest
        self.dress()

    @property
    def digest(self) -> str:
        """Names the preview by what can be decided in it."""
        names = [
            [name for name, _ in self.suggestions],
            [item["item"] for item in self.items],
            [service["name"] for service in self.services],
        ]
        return hashlib.sha256(json.dumps(names).encode()).hexdigest()[:16]

    def _add_clients(self) -> None:
        for place, (name, candidates) in enumerate(self.suggestions):
            choices = [(str(pk), f"It is {client}") for pk, client in candidates]
            said = self.decided.clients.get(name, "")
            self.fields[f"client_{place}"] = forms.ChoiceField(
                label=name,
                choices=[*choices, (NEW, "It is a new client")],
                widget=forms.RadioSelect,
                initial=NEW if said is None else str(said),
                required=False,
            )

    def _add_items(self) -> None:
        for place, item in enumerate(self.items):
            kind = self.decided.kinds.get(item["item"]) or _kind_of(item) or item["suggestion"]
            self.fields[f"kind_{place}"] = forms.ChoiceField(
                label=f"Kind of {item['item']}",
                # What an item was called before is called otherwise, not nothing.
                choices=KINDS if _kind_of(item) else with_blank(KINDS, "Unclassified"),
                widget=QuickSelect,
                initial=kind or "",
                required=False,
            )

    def _add_services(self, services: list[Service]) -> None:
        known = [OF_ITS_OWN, *((str(service.pk), service.name) for service in services)]
        for place, service in enumerate(self.services):
            name, said = service["name"], self.decided.services.get(service["name"])
            new = said if isinstance(said, Mapping) else {}
            self.fields[f"service_{place}"] = forms.ChoiceField(
                label=f"{name} is",
                choices=known,
                widget=QuickSelect,
                initial="" if said is None or new else str(said),
                required=False,
            )
            self.fields[f"category_{place}"] = forms.ChoiceField(
                label=f"Category of {name}",
                choices=Service.Category.choices,
                widget=QuickSelect,
                initial=new.get("category", Service.Category.MANAGED),
                required=False,
            )
            self.fields[f"pricing_{place}"] = forms.ChoiceField(
                label=f"Pricing of {name}",
                choices=Pricing.choices,
                widget=QuickSelect,
                initial=new.get("pricing", Pricing.FLAT),
                required=False,
            )

    @property
    def can_decide(self) -> bool:
        return bool(self.suggestions or self.items or self.services)

    @property
    def undecided(self) -> int:
        """How many clients were to be decided when the form was sent."""
        return sum(name.startswith("client_") for name in self.errors)

    @property
    def client_rows(self) -> Iterator[forms.BoundField]:
        return (self[f"client_{place}"] for place in range(len(self.suggestions)))

    @property
    def kind_rows(self) -> list[dict[str, Any]]:
        """The items of the file, those with a remembered kind last."""
        rows = [
            {
                **item,
                "field": self[f"kind_{place}"],
                "is_suggested": bool(item["suggestion"]) and not self._is_said(item),
            }
            for place, item in enumerate(self.items)
        ]
        return sorted(rows, key=lambda row: row["remembered"])

    @property
    def open_kinds(self) -> list[dict[str, Any]]:
        return [row for row in self.kind_rows if not row["remembered"]]

    @property
    def remembered_kinds(self) -> list[dict[str, Any]]:
        return [row for row in self.kind_rows if row["remembered"]]

    def _is_said(self, item: Mapping[str, Any]) -> bool:
        return item["item"] in self.decided.kinds or bool(_kind_of(item))

    @property
    def service_rows(self) -> list[dict[str, Any]]:
        names = ("service", "category", "pricing")
        return [
            {**service, "fields": [self[f"{name}_{place}"] for name in names]}
            for place, service in enumerate(self.services)
        ]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("seen") != self.digest:
            self.add_error(None, STALE)
        elif not self.is_preview:
            for place in range(len(self.suggestions)):
                if self.cleaned_data.get(f"client_{place}") == "":
                    self.add_error(f"client_{place}", UNDECIDED)
        return self.cleaned_data

    @property
    def decisions(self) -> Decisions:
        """What was decided before, and what is decided now."""
        before, said = self.decided, self.cleaned_data
        clients = {
            name: None if said[f"client_{place}"] == NEW else int(said[f"client_{place}"])
            for place, (name, _) in enumerate(self.suggestions)
            if said[f"client_{place}"]
        }
        kinds = {
            item["item"]: said[f"kind_{place}"]
            for place, item in enumerate(self.items)
            if said[f"kind_{place}"] and said[f"kind_{place}"] != _kind_of(item)
        }
        services = {
            service["name"]: self._service(place) for place, service in enumerate(self.services)
        }
        shown = {item["item"] for item in self.items}
        kept = {item: kind for item, kind in before.kinds.items() if item not in shown}
        return Decisions(
            clients={**before.clients, **clients},
            services={**before.services, **services},
            kinds={**kept, **kinds},
        )

    def _service(self, place: int) -> int | dict[str, str]:
        said = self.cleaned_data
        if said[f"service_{place}"]:
            return int(said[f"service_{place}"])
        return {
            "category": said[f"category_{place}"] or Service.Category.MANAGED.value,
            "pricing": said[f"pricing_{place}"] or Pricing.FLAT.value,
        }


def _kind_of(item: Mapping[str, Any]) -> str:
    """The kind an item has without anybody deciding; empty for none."""
    kind = item["kind"] or ""
    return "" if kind == InvoiceKind.UNCLASSIFIED else kind


def _candidates(
    names: Mapping[str, Any], decided: Decisions
) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Each name to decide about with the clients it may be; decided ones can be changed."""
    suggestions = names.get("suggestions", {})
    for name, found in suggestions.items():
        yield name, [(pk, client) for pk, client, *_ in found]
    for name, pk in decided.clients.items():
        if pk is not None and name not in suggestions:
            yield name, [(pk, names.get("aliases", {}).get(name, name))]
