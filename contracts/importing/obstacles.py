"""What stands in the way of taking an import back: what it wrote, and somebody changed since."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from clients.models import Client, HistoryEntry
from clients.operations import locked_clients
from config import formats
from contracts.importing.clients import KEYS_AT_ONCE, chunks
from contracts.importing.invoice_lines import Values, stored_lines
from contracts.importing.journal import CLIENT_FIELDS
from contracts.importing.snapshots import columns_of, snapshot, typed_by_agreement
from contracts.models import Agreement, AgreementLine, InvoiceLine, Service

# Obstacles told one by one.
TOLD = 50
Journal = dict[str, Any]
Line = tuple[int, str, int]
Invoice = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way: a sentence, where to look, and who did it when, if that is known."""

    sentence: str
    path: str = ""
    who: str = ""
    at: str = ""


# Says what stands in the way: asked only for those that are told.
Teller = Callable[[], Obstacle]


def obstacles(journal: Journal) -> list[Obstacle]:
    """What somebody changed since; locks the clients, so that nobody changes anything meanwhile."""
    locked_clients(client_ids(journal))
    tellers: list[Teller] = [
        *_changed_agreements(journal),
        *_used_agreements(journal),
        *_gone_services(journal),
        *_changed_invoices(journal),
        *_changed_clients(journal),
    ]
    found = [tell() for tell in tellers[:TOLD]]
    if len(tellers) > TOLD:
        found.append(Obstacle(f"And {formats.grouped(len(tellers) - TOLD)} more."))
    return found


def client_ids(journal: Journal) -> set[int]:
    """All clients of which the import wrote anything."""
    lines = journal["invoice_lines"]
    ids = {row[0] for rows in lines.values() for row in rows}
    names = columns_of(Agreement)
    for state in ("before", "after"):
        ids |= {row[names.index("client_id")] for row in journal[state].get("agreement", [])}
    ids |= {pk for pk, *_ in journal["edited_clients"]}
    ids |= {row[0] for row in journal["clients"]}
    return ids | {pk for pk, _ in journal["restored_clients"]}


def _changed_agreements(journal: Journal) -> Iterator[Teller]:
    """Agreements of which something that people type differs from what the import left."""
    now = typed_by_agreement(snapshot(journal["agreements"]))
    left = typed_by_agreement(journal["after"])
    for pk in journal["agreements"]:
        if now.get(pk) != left.get(pk):
            yield partial(_changed_agreement, pk, journal["entry"])


def _changed_agreement(pk: int, since: int) -> Obstacle:
    agreement = Agreement.objects.filter(pk=pk).select_related("client").first()
    if agreement is None:
        return Obstacle("An agreement of this import is gone.")
    sentence = f"{agreement} of {agreement.client} was changed since."
    entries = HistoryEntry.objects.filter(agreement_id=pk)
    return _told(sentence, agreement.get_absolute_url(), entries, since)


def _told(sentence: str, path: str, entries: QuerySet[Any], since: int) -> Obstacle:
    """With the person of the newest of these entries, if any came after the import."""
    entry = entries.filter(pk__gt=since).select_related("actor").order_by("-pk").first()
    if entry is None:
        return Obstacle(sentence, path)
    return Obstacle(sentence, path, entry.who, entry.timestamp.isoformat())


def _used_agreements(journal: Journal) -> Iterator[Teller]:
    """Agreements that would go, and that an invoice names."""
    before = {row[0] for row in journal["before"].get("agreement", [])}
    created = sorted(set(journal["agreements"]) - before)
    for part in chunks(created, KEYS_AT_ONCE):
        lines = InvoiceLine.objects.filter(agreement__in=part).select_related("agreement", "client")
        named = {(line.client_id, line.number): line for line in lines.order_by("-pk")}
        for line in named.values():
            sentence = f"Invoice {line.number} of {line.client} names the agreement"
            yield partial(
                Obstacle, f"{sentence} {line.agreement}.", reverse("invoice_detail", args=[line.pk])
            )


def _gone_services(journal: Journal) -> Iterator[Teller]:
    """Services that lines had before, and that went with another import since."""
    at = columns_of(AgreementLine).index("service_id")
    needed = {row[at] for row in journal["before"].get("agreementline", [])}
    stored = Service.objects.filter(pk__in=needed).values_list("pk", flat=True)
    if gone := len(needed - set(stored)):
        noun = "service is" if gone == 1 else "services are"
        yield partial(Obstacle, f"{gone} {noun} gone that lines had before this import.")


def _changed_invoices(journal: Journal) -> Iterator[Teller]:
    """Invoices of which a line differs from what the import left, or that have more by now."""
    left = lines_left(journal)
    stored = {values[:3]: (pk, values) for pk, values in stored_lines(invoices_of(left))}
    changed: dict[Invoice, int | None] = {}
    for key, values in left.items():
        pk, now = stored.get(key, (None, None))
        if now != values:
            changed.setdefault(key[:2], pk)
    for key, (pk, _) in stored.items():
        if key not in left and pk > journal["last_line"]:
            changed.setdefault(key[:2], pk)
    return (partial(_changed_invoice, *i, pk, journal["entry"]) for i, pk in changed.items())


def _changed_invoice(client_id: int, number: str, pk: int | None, since: int) -> Obstacle:
    client = Client.objects.filter(pk=client_id).first()
    entries = HistoryEntry.objects.filter(
        client_id=client_id,
        content_type__app_label="contracts",
        content_type__model="invoiceline",
        object_repr__startswith=f"{number}/",
    )
    path = reverse("invoice_detail", args=[pk]) if pk else ""
    return _told(f"Invoice {number} of {client} was changed since.", path, entries, since)


def lines_left(journal: Journal) -> dict[Line, Values]:
    """The invoice lines as the import left them."""
    rows = (*journal["invoice_lines"]["created"], *journal["invoice_lines"]["edited"])
    return {(row[0], row[1], row[2]): tuple(row) for row in rows}


def invoices_of(lines: Collection[Line]) -> list[Invoice]:
    return list(dict.fromkeys((client, number) for client, number, _ in lines))


def _changed_clients(journal: Journal) -> Iterator[Teller]:
    left = {pk: after for pk, _, after in journal["edited_clients"]}
    for part in chunks(sorted(left), KEYS_AT_ONCE):
        stored = Client.objects.in_bulk(part)
        for pk in part:
            client = stored.get(pk)
            if client is None:
                yield partial(Obstacle, "A client of this import is gone.")
            elif [getattr(client, name) for name in CLIENT_FIELDS] != left[pk]:
                yield partial(_changed_client, client, journal["entry"])


def _changed_client(client: Client, since: int) -> Obstacle:
    entries = HistoryEntry.objects.filter(client_id=client.pk, content_type__model="client")
    return _told(f"{client} was changed since.", client.get_absolute_url(), entries, since)
