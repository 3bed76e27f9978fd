"""Reads of agreements."""

from datetime import date

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from clients.models import Client, ClientQuerySet, HistoryEntry
from contracts.models import Agreement, AgreementLine, LineRevision


def in_force(month: date) -> Q:
    """Revisions that hold on the month's last day."""
    return Q(month__lte=month, until_month__gt=month)


def agreements_of(clients: ClientQuerySet | None) -> QuerySet[Agreement]:
    """All agreements, or those of some clients."""
    if clients is None:
        return Agreement.objects.all()
    return Agreement.objects.filter(client_id__in=clients.order_by().values("pk"))


def agreements_on(day: date, state: str, agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those that on a day are `in_force`, `upcoming` or `ended`; all of them for an empty state."""
    ended = Q(ends_on__lt=day)
    states = {
        "in_force": Q(starts_on__lte=day) & ~ended,
        "upcoming": Q(starts_on__gt=day),
        "ended": ended,
    }
    return agreements.filter(states[state]) if state else agreements


def agreements_with_lines(client: Client, month: date) -> QuerySet[Agreement]:
    """A client's agreements; each line carries `standing`, its revision in force, in a list."""
    standing = LineRevision.objects.filter(in_force(month), quantity__gt=0)
    lines = AgreementLine.objects.select_related("service").prefetch_related(
        Prefetch("revisions", standing, to_attr="standing")
    )
    agreements = Agreement.objects.filter(client=client).select_related("client")
    return agreements.prefetch_related(Prefetch("lines", lines.order_by("name"))).order_by(
        "-starts_on", "name"
    )


def search_agreements(agreements: QuerySet[Agreement], words: str) -> QuerySet[Agreement]:
    if not words:
        return agreements
    named = Client.objects.filter(name__icontains=words)
    return agreements.filter(Q(name__icontains=words) | Q(client__in=named))


def agreements_seen_by(user: User | AnonymousUser) -> QuerySet[Agreement]:
    """The agreements of the clients that a person may see, with their clients.

    `newest_entry` of its history names each as it stands: whoever changes it later can tell.
    """
    clients = Client.objects.visible_to(user)
    entries = HistoryEntry.objects.filter(agreement_id=OuterRef("pk")).order_by("-pk")
    newest = Coalesce(Subquery(entries.values("pk")[:1]), Value(0))
    agreements = Agreement.objects.filter(client__in=clients).annotate(newest_entry=newest)
    return agreements.select_related("client__account_manager")


def lines_of(agreement: Agreement) -> list[AgreementLine]:
    """The agreement's lines with their services; `revisions.all()` costs no further query."""
    revisions = LineRevision.objects.order_by("effective_on")
    lines = AgreementLine.objects.filter(agreement=agreement).select_related("service", "agreement")
    found = list(lines.prefetch_related(Prefetch("revisions", revisions)).order_by("name"))
    for line in found:
        for revision in line.revisions.all():
            revision.line = line
    return found


def standing_on(line: AgreementLine, day: date) -> LineRevision | None:
    """The revision of a line of `lines_of` that has taken effect on a day, the first one before."""
    revisions = list(line.revisions.all())
    begun = [revision for revision in revisions if revision.effective_on <= day] or revisions[:1]
    return begun[-1] if begun else None
