"""What earlier files of a program brought, and a later one no longer has. Told, never removed."""

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from clients.models import Client
from config import formats
from contracts.importing.profiles import AGREEMENTS, INVOICES
from contracts.models import AgreementLine, ImportJob, ImportJournal, InvoiceLine

TOLD = 200
# Imports looked at, the newest first.
FILES_LOOKED_AT = 60
Key = tuple[Any, ...]


def vanished(job: ImportJob, journal: dict[str, Any], today: date) -> list[str]:
    """Sentences on invoices within the file's span of dates, and on agreement lines in service.

    `journal` is that of the file that is being taken in.
    """
    keys = {tuple(key) for key in journal.get("keys", [])}
    if not keys:
        return []
    gone: dict[Key, str] = {}
    for name, earlier in _earlier(job):
        for key in map(tuple, earlier.get("keys", [])):
            if key not in keys:
                gone.setdefault(key, name)
    found = list(TELLERS[journal["kind"]](gone, keys, today)) if gone else []
    if len(found) > TOLD:
        rest = formats.grouped(len(found) - TOLD)
        return [*found[:TOLD], f"And {rest} more of earlier files."]
    return found


def _earlier(job: ImportJob) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = ImportJournal.objects.filter(
        job__profile=job.profile, job__state=ImportJob.State.APPLIED
    ).exclude(job=job.pk)
    for row in rows.select_related("job").order_by("-job__applied_at")[:FILES_LOOKED_AT]:
        yield row.job.file_name, json.loads(zlib.decompress(row.content))


def _invoices(gone: dict[Key, str], keys: set[Key], today: date) -> Iterator[str]:
    days = [day for _, _, day in keys]
    first, last = min(days), max(days)
    # A date that was corrected is no invoice that is gone.
    named = {key[:2] for key in keys}
    within = {k: v for k, v in gone.items() if first <= k[2] <= last and k[:2] not in named}
    stored = _stored(InvoiceLine.objects.values_list("client_id", "number"), within)
    names = _names(within)
    for (client, number, day), file in sorted(within.items(), key=lambda pair: pair[0][2]):
        if (client, number) in stored:
            shown = formats.day(date.fromisoformat(day))
            yield (
                f"Invoice {number} of {names.get(client, 'a client')}, {shown}, came with {file} "
                "and is not in this file."
            )


def _lines(gone: dict[Key, str], keys: set[Key], today: date) -> Iterator[str]:
    open_lines = AgreementLine.objects.exclude(ends_on__lt=today)
    rows = open_lines.exclude(agreement__ends_on__lt=today).values_list(
        "agreement__client_id", "agreement__name", "name"
    )
    stored = _stored(rows, gone, client="agreement__client_id")
    names = _names(gone)
    for (client, agreement, line), file in sorted(gone.items()):
        if (client, agreement, line) in stored:
            yield (
                f"{line} of {agreement} ({names.get(client, 'a client')}) came with {file} and is "
                "not in this file."
            )


def _stored(rows: Any, keys: Sequence[Key] | dict[Key, str], client: str = "client_id") -> set[Key]:
    ids = {key[0] for key in keys}
    return set(rows.filter(**{f"{client}__in": ids}).distinct())


def _names(keys: dict[Key, str]) -> dict[int, str]:
    return dict(Client.objects.filter(pk__in={key[0] for key in keys}).values_list("pk", "name"))


def _nothing(gone: dict[Key, str], keys: set[Key], today: date) -> Iterator[str]:
    yield from ()


TELLERS = {INVOICES: _invoices, AGREEMENTS: _lines, "clients": _nothing}
