"""What an import wrote, as plain JSON: all that taking it back, and a later file, need to know."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max, Model

from clients.models import Client, HistoryEntry
from contracts.importing.clients import KEYS_AT_ONCE, chunks, known_clients
from contracts.importing.columns import Columns
from contracts.importing.profiles import AGREEMENTS, INVOICES
from contracts.importing.snapshots import Snapshot, plain_rows, snapshot
from contracts.models import InvoiceLine, Project, Service

# What a list of clients may change of one.
CLIENT_FIELDS = ("segment", "account_manager_id")


def archived_clients() -> dict[int, str]:
    """Those that news of an agreement would bring back, and since when they are off the lists."""
    rows = Client.objects.filter(archived_on__isnull=False, merged_into=None)
    return {pk: str(day) for pk, day in rows.values_list("pk", "archived_on")}


def journal_of(
    kind: str,
    columns: Columns,
    written: Any,
    before: Snapshot,
    archived: dict[int, str],
    decided: Mapping[str, int | None],
) -> dict[str, Any]:
    """`before` are the agreements that the import changed, as they were; `archived` as above.

    `keys` name each row of the file, whether or not it changed anything; `entry` and `last_line`
    are the newest keys of the history and of invoice lines at its end.
    """
    changed = [merge.agreement.pk for merge in written.merges]
    changes = written.changes
    return {
        "kind": kind,
        "keys": _keys(kind, columns, decided),
        "agreements": changed,
        "before": before,
        "after": snapshot(changed),
        "invoice_lines": {
            "created": [list(row) for row in changes.fresh] if changes else [],
            "edited": [list(row) for _, row in changes.edited] if changes else [],
            "replaced": [list(row) for row in changes.replaced] if changes else [],
        },
        "edited_clients": [
            [new.pk, _client_values(old), _client_values(new)]
            for old, new in written.edited_clients
        ],
        "restored_clients": _restored(archived),
        "clients": _rows(Client, written.clients),
        "services": _rows(Service, written.services),
        "projects": _rows(Project, written.projects),
        "entry": _newest(HistoryEntry),
        "last_line": _newest(InvoiceLine),
    }


def _rows(model: type[Model], created: Sequence[Model]) -> list[list[Any]]:
    """What was created as it is stored at the end of the import."""
    rows: list[list[Any]] = []
    for part in chunks([record.pk for record in created], KEYS_AT_ONCE):
        rows += plain_rows(model._default_manager.filter(pk__in=part))
    return rows


def _newest(model: type[Model]) -> int:
    newest: int | None = model._default_manager.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _client_values(client: Client) -> list[Any]:
    return [getattr(client, name) for name in CLIENT_FIELDS]


def _restored(archived: dict[int, str]) -> list[list[Any]]:
    """The clients of those archived that no longer are."""
    now: Collection[int] = archived_clients()
    return [[pk, day] for pk, day in archived.items() if pk not in now]


def _keys(kind: str, columns: Columns, decided: Mapping[str, int | None]) -> list[list[Any]]:
    clients = known_clients(set(columns.values.get("client", ())), decided)
    if kind == INVOICES:
        rows = {
            (clients[client], number, day)
            for _, client, number, day in columns.rows("client", "number", "issued_on")
        }
    elif kind == AGREEMENTS:
        rows = {
            (clients[client], agreement, line)
            for _, client, agreement, line in columns.rows("client", "agreement", "line")
        }
    else:
        rows = set()
    return [list(row) for row in sorted(rows)]
