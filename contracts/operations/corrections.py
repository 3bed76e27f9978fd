"""Corrections: what was written down wrongly is written anew, with the reason in the history.

A change says that from a day on something else holds; a correction says that something never was
as it was written. It may reach into months that were reported.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from config.origin import acting
from contracts.histories import LineHistory, histories_of
from contracts.models import Agreement, LineRevision
from contracts.operations.settling import locked_agreement, locked_line, settle


@transaction.atomic
def correct_revision(
    *, revision: LineRevision, values: Mapping[str, Any], reason: str
) -> LineRevision:
    """Replace what a revision says: terms, or the day it takes effect."""
    history, stored = _stored(revision, reason)
    effective_on = values.get("effective_on", stored.effective_on)
    others = [r.effective_on for r in history.revisions if r is not stored]
    if effective_on in others:
        message = f"{history.line} has a revision of {effective_on} already."
        raise ValidationError({"effective_on": message})
    history.edit(stored, {**values, "is_gap": False})
    if not history.edits:
        raise ValidationError("Nothing would change: these terms are written already.")
    with acting(reason=reason):
        settle(history.line.agreement, {history.line.pk: history})
    return stored


@transaction.atomic
def remove_revision(*, revision: LineRevision, reason: str) -> None:
    """Take a revision away that never was; what held before it holds on."""
    history, stored = _stored(revision, reason)
    if len(history.revisions) == 1:
        message = f"{history.line} has no other terms: correct these, or end the line."
        raise ValidationError(message)
    history.remove(stored)
    with acting(reason=reason):
        settle(history.line.agreement, {history.line.pk: history})


@transaction.atomic
def correct_start(*, agreement: Agreement, starts_on: date, reason: str) -> Agreement:
    """Replace the day an agreement began."""
    agreement = locked_agreement(agreement)
    _demand(reason)
    agreement.starts_on = starts_on
    agreement.full_clean()
    with acting(reason=reason):
        agreement.save()
        settle(agreement, histories_of(agreement))
    return agreement


def _stored(revision: LineRevision, reason: str) -> tuple[LineHistory, LineRevision]:
    _demand(reason)
    line = locked_line(revision.line)
    history = histories_of(line.agreement, line)[line.pk]
    for stored in history.revisions:
        if stored.pk == revision.pk:
            return history, stored
    raise ValidationError("This revision is gone: somebody else removed it.")


def _demand(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Say why: the correction changes what was reported."})
