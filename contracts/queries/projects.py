"""Reads of projects."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from clients.history import with_names
from clients.models import Client, HistoryEntry
from clients.queries import clients_seen_by
from contracts.models import InvoiceLine, Project

STATES = {
    "open": Q(completed_on=None),
    "completed": Q(completed_on__isnull=False),
    "without": Q(intended_follow_on=""),
}


def projects_seen_by(user: User | AnonymousUser) -> QuerySet[Project]:
    """The projects of the clients that a person may see."""
    clients = clients_seen_by(user)
    projects = Project.objects.all()
    return projects if clients is None else projects.filter(client__in=clients.order_by())


def narrowed_projects(projects: QuerySet[Project], state: str, words: str) -> QuerySet[Project]:
    """Those that are `open`, `completed` or `without` a follow-on in mind; that words name."""
    if state:
        projects = projects.filter(STATES[state])
    if words:
        named = Client.objects.filter(name__icontains=words)
        about = Q(name__icontains=words) | Q(intended_follow_on__icontains=words)
        projects = projects.filter(about | Q(client__in=named))
    return projects


def with_invoiced(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Add `invoiced_cents`, of all invoice lines of the project, and the client."""
    lines = InvoiceLine.objects.filter(project=OuterRef("pk")).order_by().values("project")
    cents = lines.annotate(cents=Cast(Sum("amount_cents"), BigIntegerField())).values("cents")
    return projects.select_related("client").annotate(
        invoiced_cents=Coalesce(Subquery(cents), Value(0), output_field=BigIntegerField())
    )


def lines_of_projects(projects: QuerySet[Project]) -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.filter(project__in=projects.order_by().values("pk"))


def entries_of_project(project: Project) -> QuerySet[HistoryEntry]:
    entries: QuerySet[HistoryEntry] = HistoryEntry.objects.filter(
        object_id=project.pk, content_type__app_label="contracts", content_type__model="project"
    )
    return with_names(entries)
