"""The names that a file brings and what they stand for so far: what somebody may have to decide."""

from collections import defaultdict
from typing import Any

from contracts.importing.agreements import service_aliases
from contracts.importing.catalogue import Catalogue
from contracts.importing.clients import known_clients
from contracts.importing.kinds import remembered_kinds
from contracts.importing.profiles import AGREEMENTS, INVOICES
from contracts.importing.readings import Reading
from contracts.importing.suggestions import kind_suggestion, suggestions
from contracts.models import InvoiceKind, SavedMapping, Service


def saved_mappings() -> list[tuple[str, dict[str, str], list[str]]]:
    """(kind, our field → column, header) of each, the newest first."""
    rows = SavedMapping.objects.order_by("-pk")
    return list(rows.values_list("kind", "columns", "header"))


def names_of(reading: Reading) -> dict[str, Any]:
    """Clients that are new, alike or known by another name; items and services with what is known.

    `items` are those of lines whose kind the file does not state.
    """
    names = {name for name in reading.columns.values.get("client", ()) if name}
    known = known_clients(names)
    new = sorted(names - known.keys())
    aliases = {name: known.names[key] for name, key in known.items() if known.names[key] != name}
    return {
        "new_clients": new,
        "suggestions": suggestions(new),
        "aliases": dict(sorted(aliases.items())),
        "items": _items(reading) if reading.kind == INVOICES else [],
        "services": _services(reading) if reading.kind == AGREEMENTS else [],
    }


def _items(reading: Reading) -> list[dict[str, Any]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _, item, kind, cents in reading.columns.rows("item", "kind", "amount"):
        if item and kind == InvoiceKind.UNCLASSIFIED:
            sums[item][0] += 1
            sums[item][1] += cents
    remembered = remembered_kinds()
    return [
        {
            "item": item,
            "lines": lines,
            "net_cents": cents,
            "kind": remembered.get(item.casefold(), InvoiceKind.UNCLASSIFIED.value),
            "suggestion": kind_suggestion(item),
            "remembered": item.casefold() in remembered,
        }
        for item, (lines, cents) in sorted(sums.items(), key=lambda pair: (-pair[1][0], pair[0]))
    ]


def _services(reading: Reading) -> list[dict[str, Any]]:
    counts: dict[str, int] = defaultdict(int)
    for _, service, line in reading.columns.rows("service", "line"):
        counts[service or line] += 1
    catalogue = Catalogue(Service.objects.all(), service_aliases())
    known = {name: catalogue.known(name) for name in counts}
    return [
        {"name": name, "lines": lines, "service": service.pk if (service := known[name]) else None}
        for name, lines in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
