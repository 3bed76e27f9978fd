"""What a file says of an agreement, brought together with what is stored of it. No queries."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from contracts.histories import LineHistory, gap_after, refuse_negative
from contracts.importing.agreement_rows import AgreementFile, Row, SignedAgreement, said
from contracts.importing.catalogue import Catalogue
from contracts.importing.reports import RowError
from contracts.models import Agreement, AgreementLine, LineRevision

ONE_DAY = timedelta(days=1)
Copied = TypeVar("Copied", Agreement, AgreementLine)

# The file's columns, the fields that keep them, and what stands there when no row says anything.
AGREEMENT_FIELDS: dict[str, tuple[str, Any]] = {
    "commitment": ("commitment", Agreement.Commitment.MONTH_TO_MONTH),
    "agreement_ends_on": ("ends_on", None),
    "term_ends_on": ("term_ends_on", None),
    "notice_days": ("notice_days", 0),
}


@dataclass(slots=True)
class Merge:
    """An agreement as it will be; what of it has to be written, and which rows cause that.

    `original`, and the first of each pair, is what was stored.
    """

    agreement: Agreement
    original: Agreement | None = None
    histories: dict[str, LineHistory] = field(default_factory=dict)
    agreement_changed: bool = False
    changed_lines: list[tuple[AgreementLine, AgreementLine]] = field(default_factory=list)
    edited: list[tuple[LineRevision, LineRevision]] = field(default_factory=list)
    removed: list[LineRevision] = field(default_factory=list)
    created_rows: set[int] = field(default_factory=set)
    changed_rows: set[int] = field(default_factory=set)
    errors: list[RowError] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return bool(self.created_rows or self.changed_rows)


def merge_agreement(
    merge: Merge, signed: SignedAgreement, file: AgreementFile, catalogue: Catalogue
) -> None:
    """Bring the file's rows of one agreement into `merge`, which holds what is stored."""
    agreement = merge.agreement
    before = _values(agreement)
    # Looked at before the rows come in: both ask what was stored.
    is_whole = all(_names_all(h, signed.lines.get(n, [])) for n, h in merge.histories.items())
    has_derived_start = agreement.starts_on == _first_day(merge)
    for name, rows in signed.lines.items():
        _merge_line(merge, name, rows, file, catalogue)
    _merge_agreement_columns(merge, signed, file, is_whole=is_whole)
    _merge_start(merge, signed, is_derived=has_derived_start)
    merge.errors += _date_errors(agreement, signed)
    if agreement.pk is None or before != _values(agreement):
        merge.agreement_changed = True
        merge.original = _with(agreement, before) if agreement.pk else None
        merge.changed_rows.update(row.at for row in signed.rows)
    merge.changed_rows -= merge.created_rows
    if merge.is_changed and not merge.errors:
        try:
            refuse_negative(agreement, merge.histories.values())
        except ValidationError as error:
            row = signed.rows[0]
            merge.errors.append(row.error("agreement", f"is refused: {error.messages[0]}"))


def _values(agreement: Agreement) -> dict[str, object]:
    names = ["starts_on", *(name for name, _ in AGREEMENT_FIELDS.values())]
    return {name: getattr(agreement, name) for name in names}


def _with(record: Copied, values: Mapping[str, object]) -> Copied:
    """A copy with other values: what was stored, made only of what has changed."""
    original = copy(record)
    for name, value in values.items():
        setattr(original, name, value)
    return original


def _names_all(history: LineHistory, rows: list[Row]) -> bool:
    """Whether the rows name all that is stored of a line; gaps have no row of their own."""
    named = {row.effective_on for row in rows}
    return all(r.is_gap or r.effective_on in named for r in history.revisions)


def _first_day(merge: Merge) -> date | None:
    days = (r.effective_on for history in merge.histories.values() for r in history.revisions)
    return min(days, default=None)


def _may_reset(model: Agreement | AgreementLine, column: str, file: AgreementFile) -> bool:
    """Whether empty cells in a column mean the default, when the file names all that is stored."""
    return model.pk is None or column in file.columns


def _merge_agreement_columns(
    merge: Merge, signed: SignedAgreement, file: AgreementFile, *, is_whole: bool
) -> None:
    agreement = merge.agreement
    for column, (name, default) in AGREEMENT_FIELDS.items():
        value, _ = said(signed.rows, column)
        if value is not None:
            setattr(agreement, name, value)
        elif is_whole and _may_reset(agreement, column, file):
            setattr(agreement, name, default)


def _merge_start(merge: Merge, signed: SignedAgreement, *, is_derived: bool) -> None:
    agreement = merge.agreement
    starts_on, _ = said(signed.rows, "agreement_starts_on")
    if starts_on is not None:
        agreement.starts_on = starts_on
    elif agreement.pk is None or is_derived:
        # A revision that was there before the start has waited for it all along.
        days = [row.effective_on for row in signed.rows if row.at in merge.created_rows]
        agreement.starts_on = min([*days, agreement.starts_on] if agreement.starts_on else days)


def _date_errors(agreement: Agreement, signed: SignedAgreement) -> Iterator[RowError]:
    for column, name in (("agreement_ends_on", "ends_on"), ("term_ends_on", "term_ends_on")):
        day = getattr(agreement, name)
        if day and day < agreement.starts_on:
            _, row = said(signed.rows, column)
            reason = f"lies before the agreement's start, {agreement.starts_on}"
            row = row or signed.rows[0]
            yield RowError(row.at, column, str(day), reason)


def _merge_line(
    merge: Merge, name: str, rows: list[Row], file: AgreementFile, catalogue: Catalogue
) -> None:
    history = merge.histories.get(name)
    if history is None:
        history = LineHistory(AgreementLine(agreement=merge.agreement, name=name))
        merge.histories[name] = history
    line = history.line
    before = _line_values(line)
    _merge_line_columns(merge, history, rows, file, catalogue)
    _merge_revisions(merge, history, rows, file)
    if "ends_on" in file.columns:
        _merge_ends(merge, history, rows)
    for row in rows:
        if row.at in merge.created_rows and line.ends_on and line.ends_on < row.effective_on:
            reason = f"lies after the line's last day, {line.ends_on}; say so in a column ends_on"
            merge.errors.append(row.error("effective_on", reason))
    if line.pk and before != _line_values(line):
        merge.changed_lines.append((_with(line, before), line))
        merge.changed_rows.update(row.at for row in rows)


def _line_values(line: AgreementLine) -> dict[str, object]:
    service = line.service if line.service_id else None
    return {"service": service, "pricing": line.pricing, "ends_on": line.ends_on}


def _merge_line_columns(
    merge: Merge,
    history: LineHistory,
    rows: list[Row],
    file: AgreementFile,
    catalogue: Catalogue,
) -> None:
    line = history.line
    is_whole = _names_all(history, rows)
    pricing, _ = said(rows, "pricing")
    if pricing or (is_whole and _may_reset(line, "pricing", file)):
        line.pricing = pricing or AgreementLine.Pricing.FLAT
    name, _ = said(rows, "service")
    if line.pk is None and not pricing:
        line.pricing = catalogue.pricing(name or line.name) or line.pricing
    if name or (is_whole and _may_reset(line, "service", file)):
        line.service = catalogue.service(name or line.name)
    _, row = said(rows, "category")
    if row and (complaint := catalogue.complaint(line.service.name, row)):
        merge.errors.append(row.error("category", complaint))


def _merge_revisions(
    merge: Merge, history: LineHistory, rows: list[Row], file: AgreementFile
) -> None:
    known = {revision.effective_on: revision for revision in history.revisions}
    for row in rows:
        revision = known.get(row.effective_on)
        # A gap is not a row's yet: the first row that names its date makes it one.
        values = _terms_of(row, file, new=revision is None or revision.is_gap)
        if revision is None:
            history.revisions.append(
                LineRevision(line=history.line, effective_on=row.effective_on, **values)
            )
            merge.created_rows.add(row.at)
        elif any(getattr(revision, name) != value for name, value in values.items()):
            merge.edited.append((copy(revision), revision))
            for name, value in values.items():
                setattr(revision, name, value)
            merge.changed_rows.add(row.at)
    history.revisions.sort(key=lambda revision: revision.effective_on)


def _terms_of(row: Row, file: AgreementFile, *, new: bool) -> dict[str, Any]:
    terms = row.terms
    values: dict[str, Any] = {
        "quantity": terms.quantity,
        "unit_price": terms.unit_price,
        "billing_months": terms.billing_months,
        "is_gap": False,
    }
    if new or "discount_percent" in file.columns:
        values["discount"] = terms.discount
    if new or "unit_cost" in file.columns:
        values["unit_cost"] = row.unit_cost or Decimal(0)
    return values


def _merge_ends(merge: Merge, history: LineHistory, rows: list[Row]) -> None:
    """Put the line out of service where the file says so: by gaps, by the line's last day.

    A gap is a revision with quantity 0, marked as one. Those right after a revision that the file
    names are the stored form of its `ends_on`, and follow what the file says now; a revision with
    quantity 0 that a person or a row brought is nobody's gap and stays.
    """
    named = {row.effective_on: row for row in rows}
    gaps = dict(_gaps_after(history.revisions, named))
    revisions = [r for r in history.revisions if r.effective_on not in gaps]
    wanted: dict[date, LineRevision] = {}
    last = named.get(revisions[-1].effective_on)
    for revision, following in pairwise(revisions):
        row = named.get(revision.effective_on)
        # A line that had ended and goes on now keeps its old end as a gap.
        end = row.ends_on if row else last and history.line.ends_on
        if row and end and end >= following.effective_on:
            reason = f"overlaps the revision of {following.effective_on}, which is stored"
            merge.errors.append(row.error("ends_on", reason))
        elif end and revision.quantity and revision.effective_on <= end:
            gap_on = end + ONE_DAY
            if gap_on < following.effective_on:
                wanted[gap_on] = revision
    if last:
        history.line.ends_on = last.ends_on
    history.revisions = revisions
    _settle_gaps(merge, history, named, gaps, wanted)


def _gaps_after(
    revisions: list[LineRevision], named: dict[date, Row]
) -> Iterator[tuple[date, tuple[LineRevision, Row]]]:
    """The gaps that belong to a row, by date."""
    row = None
    for revision in revisions:
        if revision.effective_on in named:
            row = named[revision.effective_on]
        elif not revision.is_gap:
            row = None
        elif row:
            yield revision.effective_on, (revision, row)


def _settle_gaps(
    merge: Merge,
    history: LineHistory,
    named: dict[date, Row],
    gaps: dict[date, tuple[LineRevision, Row]],
    wanted: dict[date, LineRevision],
) -> None:
    """Keep the stored gaps that are wanted, remove the others and add what is lacking."""
    for day, (gap, row) in gaps.items():
        if day in wanted:
            history.revisions.append(gap)
        else:
            merge.removed.append(gap)
            merge.changed_rows.add(row.at)
    for day in wanted.keys() - gaps.keys():
        revision = wanted[day]
        history.revisions.append(gap_after(revision, day))
        if row_before := named.get(revision.effective_on):
            merge.changed_rows.add(row_before.at)
    history.revisions.sort(key=lambda revision: revision.effective_on)
