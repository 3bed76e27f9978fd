"""Reading a file from its bytes to rows that can be imported."""

from collections.abc import Sequence

from contracts.importing.declared import Declared
from contracts.importing.profiles import AGREEMENTS, CLIENTS, INVOICES
from contracts.importing.profiles.own import TEMPLATES
from contracts.importing.profiles.spreadsheets import SAID
from contracts.importing.reading.agreements import Agreements
from contracts.importing.reading.clients import Clients
from contracts.importing.reading.conventions import Conventions
from contracts.importing.reading.currencies import currency_column
from contracts.importing.reading.entries import Entries
from contracts.importing.reading.invoices import Invoices
from contracts.importing.reading.rows import rows_of
from contracts.importing.reading.templates import Template
from contracts.importing.readings import Question, Reading
from contracts.importing.recognising import Recognised, recognise, text
from contracts.importing.reports import Refused
from contracts.importing.sources import Record, Source
from contracts.importing.sources.opening import open_source

READERS: dict[str, type[Entries]] = {
    AGREEMENTS: Agreements,
    CLIENTS: Clients,
    INVOICES: Invoices,
}
# Records that whoever maps columns by hand sees.
SAMPLE_ROWS = 8


def read_file(
    data: bytes,
    declared: Declared,
    kind: str | None,
    *,
    currency: str,
    saved: Sequence[tuple[str, dict[str, str], list[str]]] = (),
) -> Reading:
    """Read a file; one that cannot be read at all is a reading with the reasons as refusals."""
    try:
        source = open_source(data, declared)
    except Refused as refused:
        return Reading(kind or "", "", "", refusals=[str(error) for error in refused.errors])
    reading = read_table(source, declared, kind, currency=currency, saved=saved)
    reading.source = source
    source.records.clear()
    return reading


def read_table(
    source: Source,
    declared: Declared,
    kind: str | None,
    *,
    currency: str,
    saved: Sequence[tuple[str, dict[str, str], list[str]]] = (),
) -> Reading:
    """Read a table by the profile that its header tells, or the one declared.

    `kind` says that agreements, invoices or clients are expected; `saved` are the mappings that
    people made before. What the file does not tell is in the reading's questions.
    """
    found = recognise(source, declared, kind or None, saved)
    reading = _begin(found, source)
    if found.profile.sentence:
        reading.refusals.append(found.profile.sentence)
        return reading
    if question := _which_columns(found):
        reading.missing = found.missing
        reading.questions.append(question)
        return reading
    rows = rows_of(found, source.records)
    reading.errors += [*source.broken, *rows.errors]
    reading.row_count = len(rows.rows)
    conventions = Conventions(declared, rows.rows, rows.totals)
    reading.date_order, reading.decimal = conventions.date_order, conventions.decimal
    is_own = found.profile in TEMPLATES.values()
    if conventions.questions and not is_own:
        reading.questions += conventions.questions
        return reading
    reader = (Template if is_own else READERS[reading.kind])(reading, conventions, currency)
    reader.take(found.profile, rows)
    _conclude(reading, found)
    return reading


def _begin(found: Recognised, source: Source) -> Reading:
    profile = found.profile
    currency_column(found, source.records)
    line = source.records[found.header][0] if source.records else 0
    return Reading(
        profile.kind,
        profile.name,
        profile.title,
        names=found.names,
        header_line=line,
        mapping=found.mapping,
        sample=_sample(source.records[found.header :]),
    )


def _sample(records: Sequence[Record]) -> list[list[str]]:
    return [[text(cell) for cell in cells] for _, cells in records[:SAMPLE_ROWS]]


def _which_columns(found: Recognised) -> Question | None:
    """Asked when a required field has no column, or a named column is not in the file."""
    if found.unknown:
        names = ", ".join(f"“{name}”" for name in found.unknown)
        return Question("mapping", f"The file has no column {names}.")
    if not found.missing:
        return None
    missing = ", ".join(SAID.get(name, name.replace("_", " ")) for name in found.missing)
    if found.by_name:
        return Question("mapping", f"{found.profile.title}: these columns are missing: {missing}.")
    return Question("mapping", f"These columns are missing: {missing}.")


def _conclude(reading: Reading, found: Recognised) -> None:
    reading.warnings += found.profile.notes
    if not reading.row_count:
        reading.warnings.append("The file has a header and no rows.")
    for control in reading.controls:
        if not control.agrees:
            reading.warnings.append(
                f"Line {control.line}: “{control.label}” states "
                f"{control.said_cents / 100:,.2f}, but the rows come to "
                f"{control.read_cents / 100:,.2f}."
            )
