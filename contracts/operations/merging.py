"""Merging two records of one client: everything of the one moves to the other, and nothing is lost.

The absorbed record stays, archived and pointing to the surviving one, so that its links and its
name in files lead on. Where both have an agreement, a project or an invoice of one name, the moved
one is renamed.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Client, ClientAlias, ClientNote, HistoryEntry
from clients.operations import locked_clients
from config import formats
from contracts.models import Agreement, InvoiceLine, LineRevision, Project
from contracts.renaming import free_name
from contracts.signals import changing_agreements

LINES_AT_ONCE = 500
NAME_LIMIT, NUMBER_LIMIT = 200, 60


@dataclass(slots=True)
class Merged:
    """What moved, and what was renamed for it as (what it is, old name, new name)."""

    surviving: Client
    absorbed: Client
    agreement_count: int = 0
    project_count: int = 0
    invoice_count: int = 0
    line_count: int = 0
    manager_moved: bool = False
    renamed: list[tuple[str, str, str]] = field(default_factory=list)


@transaction.atomic
def merge_clients(*, surviving: Client, absorbed: Client, today: date) -> Merged:
    """Move agreements, projects and invoices of `absorbed` to `surviving`, and archive it.

    MRR of every month stays what it was, and so do the sums of the invoices; a movement may become
    another kind, such as the second start of one client, which is an expansion.
    """
    surviving, absorbed = _locked(surviving, absorbed)
    merged = Merged(surviving, absorbed)
    with changing_agreements([surviving.pk, absorbed.pk]):
        _move_agreements(merged)
    _move_projects(merged)
    _move_invoices(merged)
    _close(merged, today)
    return merged


def _locked(surviving: Client, absorbed: Client) -> tuple[Client, Client]:
    """Both as they stand now, locked in the order of their keys."""
    if surviving.pk == absorbed.pk:
        raise ValidationError({"client": "This is the same record: choose the other one."})
    found = {client.pk: client for client in locked_clients([surviving.pk, absorbed.pk])}
    surviving, absorbed = found[surviving.pk], found[absorbed.pk]
    if surviving.archived_on:
        raise ValidationError(f"{surviving} is archived: restore it first.")
    if absorbed.merged_into:
        message = f"{absorbed} was merged already, into {absorbed.surviving}."
        raise ValidationError({"client": message})
    return surviving, absorbed


def _move_agreements(merged: Merged) -> None:
    agreements = list(Agreement.objects.filter(client=merged.absorbed).order_by("name"))
    merged.agreement_count = len(agreements)
    _move(merged, "agreement", agreements, _names(Agreement, merged))
    revisions = LineRevision.objects.filter(line__agreement__in=[a.pk for a in agreements])
    revisions.update(client=merged.surviving)


def _move_projects(merged: Merged) -> None:
    projects = list(Project.objects.filter(client=merged.absorbed).order_by("name"))
    merged.project_count = len(projects)
    _move(merged, "project", projects, _names(Project, merged))


def _names(model: type[Agreement] | type[Project], merged: Merged) -> set[str]:
    """The names that the surviving client has."""
    own = model._default_manager.filter(client=merged.surviving)
    return set(own.values_list("name", flat=True))


def _move(
    merged: Merged, what: str, things: Sequence[Agreement] | Sequence[Project], taken: set[str]
) -> None:
    # A name that a moved one keeps is taken as well.
    taken |= (own := {thing.name for thing in things if thing.name not in taken})
    for thing in things:
        old, thing.client = thing.name, merged.surviving
        if old not in own:
            thing.name = free_name(old, merged.absorbed.name, taken, limit=NAME_LIMIT)
            merged.renamed.append((what, old, thing.name))
            taken.add(thing.name)
        thing.save()


def _move_invoices(merged: Merged) -> None:
    """Thousands of lines at once: one entry for all of them, and one for each new number."""
    moving = InvoiceLine.objects.filter(client=merged.absorbed)
    numbers = set(moving.order_by().values_list("number", flat=True).distinct())
    merged.invoice_count = len(numbers)
    own = InvoiceLine.objects.filter(client=merged.surviving).order_by()
    taken = set(own.values_list("number", flat=True).distinct())
    clashing, taken = sorted(numbers & taken), taken | numbers
    for number in clashing:
        new = free_name(number, merged.absorbed.name, taken, limit=NUMBER_LIMIT)
        taken.add(new)
        merged.renamed.append(("invoice", number, new))
        _renumber(list(moving.filter(number=number)), new)
    merged.line_count = moving.update(client=merged.surviving)
    if merged.line_count:
        text = f"{formats.grouped(merged.line_count)} invoice lines moved from {merged.absorbed}"
        _log(merged, InvoiceLine, text)


def _renumber(lines: list[InvoiceLine], number: str) -> None:
    before = [copy(line) for line in lines]
    for line in lines:
        line.number = number
    InvoiceLine.objects.bulk_update(lines, ["number"], LINES_AT_ONCE)
    HistoryEntry.objects.log_changes(zip(before, lines, strict=True))


def _log(merged: Merged, model: type[InvoiceLine], text: str) -> None:
    update, client = HistoryEntry.Action.UPDATE, merged.surviving.pk
    HistoryEntry.objects.log_summary(model, text, action=update, client_id=client)


def _close(merged: Merged, today: date) -> None:
    surviving, absorbed = merged.surviving, merged.absorbed
    if surviving.account_manager is None and absorbed.account_manager:
        surviving.account_manager = absorbed.account_manager
        merged.manager_moved = True
    surviving.segment = surviving.segment or absorbed.segment
    if not surviving.next_step:
        surviving.next_step, surviving.next_step_on = absorbed.next_step, absorbed.next_step_on
    surviving.save()
    ClientNote.objects.filter(client=absorbed).update(client=surviving)
    ClientAlias.objects.filter(client=absorbed).update(client=surviving)
    # Who looked after the record does not see the surviving one for that.
    absorbed.account_manager = None
    absorbed.archived_on, absorbed.merged_into = absorbed.archived_on or today, surviving
    absorbed.save()
