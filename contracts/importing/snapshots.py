"""Agreements with their lines and revisions as they are stored, derived columns and all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from clients.models import Client
from contracts.histories import DERIVED_FIELDS
from contracts.importing.clients import KEYS_AT_ONCE, chunks
from contracts.models import Agreement, AgreementLine, LineRevision

# The paths from a table to the agreement, parents first.
TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (Agreement, "pk"),
    (AgreementLine, "agreement"),
    (LineRevision, "line__agreement"),
)
ROWS_AT_ONCE = 500
_ENCODER = DjangoJSONEncoder()
# Rows by table, each the values of all columns.
Snapshot = dict[str, list[list[Any]]]


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def snapshot(agreement_ids: Collection[int]) -> Snapshot:
    """All rows of these agreements as plain JSON, in the order of their keys."""
    found: Snapshot = {}
    for model, path in TABLES:
        rows = found.setdefault(model._meta.model_name or "", [])
        for part in chunks(sorted(agreement_ids), KEYS_AT_ONCE):
            query = model._default_manager.filter(**{f"{path}__in": part}).order_by("pk")
            rows += plain_rows(query)
    return found


def plain_rows(query: models.QuerySet[Any]) -> list[list[Any]]:
    """All columns of some records as plain JSON."""
    return [[*map(_plain, row)] for row in query.values_list(*columns_of(query.model))]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    return _ENCODER.default(value)


def typed_by_agreement(state: Snapshot) -> dict[int, list[list[Any]]]:
    """The rows of each agreement but what is derived: that changes with the catalogue, too."""
    found: dict[int, list[list[Any]]] = defaultdict(list)
    for row in state.get("agreement", ()):
        found[row[0]].append(row)
    owners: dict[int, int] = {}
    at = columns_of(AgreementLine).index("agreement_id")
    for row in state.get("agreementline", ()):
        owners[row[0]] = row[at]
        found[row[at]].append(row)
    names = columns_of(LineRevision)
    typed = [place for place, name in enumerate(names) if name not in DERIVED_FIELDS]
    at = names.index("line_id")
    for row in state.get("linerevision", ()):
        found[owners[row[at]]].append([row[place] for place in typed])
    return found


def records(state: Snapshot) -> dict[type[models.Model], dict[int, Any]]:
    """The records of a snapshot by table and key, with their parents at hand."""
    found = {
        model: _records(model, state.get(model._meta.model_name or "", ())) for model, _ in TABLES
    }
    agreements, lines = found[Agreement], found[AgreementLine]
    clients = Client.objects.in_bulk({agreement.client_id for agreement in agreements.values()})
    for agreement in agreements.values():
        agreement.client = clients[agreement.client_id]
    for line in lines.values():
        line.agreement = agreements[line.agreement_id]
    for revision in found[LineRevision].values():
        revision.line = lines[revision.line_id]
    return found


def _records(model: type[models.Model], rows: Iterable[Sequence[Any]]) -> dict[int, Any]:
    fields = model._meta.concrete_fields
    made = (
        model(**{f.attname: f.to_python(v) for f, v in zip(fields, row, strict=True)})
        for row in rows
    )
    return {record.pk: record for record in made}
