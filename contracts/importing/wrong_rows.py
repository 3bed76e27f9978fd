"""The wrong rows of a file, under the columns of our template: to be mended and sent again."""

from typing import Any

from django.conf import settings

from contracts.importing.declared import Declared
from contracts.importing.naming import saved_mappings
from contracts.importing.profiles.own import CELLS
from contracts.importing.reading.files import read_file
from contracts.importing.readings import FIELDS, is_torn
from contracts.models import ImportFile, ImportJob

WHY = "What is wrong"


def wrong_rows(job: ImportJob) -> tuple[list[str], list[list[str]]]:
    """(names, rows): each wrong row, and the others of its document; the last cell says why.

    The file is read once more: what is kept of it are the reasons.
    """
    reasons = _reasons(job.report)
    data = ImportFile.objects.get(job=job).content
    reading = read_file(
        bytes(data),
        Declared.of_json(job.declared),
        job.kind or None,
        currency=settings.CURRENCY,
        saved=saved_mappings(),
    )
    needed, wished = CELLS[reading.kind]
    names = [*needed, *wished]
    stored = {row[0]: row[1:] for row in reading.columns.rows(*names)}
    rows = []
    for line, why in sorted(reasons.items()):
        if line in reading.texts:
            cells = [_cell(reading.texts[line], name) for name in names]
        elif line in stored:
            cells = ["" if value is None else str(value) for value in stored[line]]
        else:
            continue
        rows.append([*cells, why])
    return [*names, WHY], rows


def _reasons(report: dict[str, Any]) -> dict[int, str]:
    reasons: dict[int, list[str]] = {}
    for error in report["errors"]:
        if error["line"]:
            where = f"{error['column']}: " if error["column"] else ""
            reasons.setdefault(error["line"], []).append(f"{where}{error['reason']}")
    for row in report["excluded"]:
        if is_torn(row["reason"]):
            reasons.setdefault(row["line"], []).append(row["reason"])
    return {line: "; ".join(sentences) for line, sentences in reasons.items()}


def _cell(cells: Any, name: str) -> str:
    """The text under our name, or under the name that foreign files give it."""
    for field in (name, *FIELDS.get(name, ())):
        if cells.get(field):
            return str(cells[field])
    return ""
