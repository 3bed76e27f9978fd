"""The history: every change, the newest first."""

from datetime import UTC, date, datetime, time, timedelta

from auditlog.registry import auditlog
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.addresses import client_asked_for
from clients.history import PEOPLE_APPS, HistoryQuerySet, with_names
from clients.models import Client, HistoryEntry
from clients.queries import clients_seen_by, people_in_history, records_of
from clients.tables import HistoryFile, HistoryTable
from config.lists import (
    DayFilter,
    EndlessPaginator,
    Filter,
    is_download,
    list_page,
    search_words,
)
from config.rows import LateRows
from contracts.addresses import agreement_asked_for
from contracts.models import Agreement

ONE_DAY = timedelta(days=1)


class NewestFirst(LateRows):
    """Whatever order is asked for, the history has one."""

    def order_by(self, aliases: object) -> None:
        pass


@require_safe
@permission_required("clients.view_historyentry", raise_exception=True)
def history_list(request: HttpRequest) -> HttpResponseBase:
    own = Client.objects.visible_to(request.user)
    client, agreement = client_asked_for(request, own), agreement_asked_for(request)
    filters, days, words = _filters(request), _days(request), search_words(request)
    entries = _about(HistoryEntry.objects.visible_to(request.user, own), client, agreement)
    entries = _narrowed(_between(entries, days), filters)
    if words:
        entries = entries.filter(object_repr__icontains=words)
    table_class = HistoryFile if is_download(request) else HistoryTable
    table = table_class(NewestFirst(entries, _with_names))
    context = {
        "client": client,
        "agreement": agreement,
        "filters": filters,
        "days": days,
        "is_limited": clients_seen_by(request.user) is not None,
    }
    return list_page(
        request,
        table,
        "clients/history_list.html",
        context,
        name="history",
        paginator=EndlessPaginator,
    )


def _with_names(entries: QuerySet[HistoryEntry]) -> QuerySet[HistoryEntry]:
    names = Agreement.objects.filter(pk=OuterRef("agreement_id")).order_by().values("name")
    return with_names(entries).annotate(agreement_name=Subquery(names))


def _filters(request: HttpRequest) -> list[Filter]:
    people = [
        (person.pk, person.get_full_name() or person.username) for person in people_in_history()
    ]
    return [
        Filter.read(request, "person", "Who", people),
        Filter.read(request, "kind", "Record", _kinds(request.user)),
        Filter.read(request, "source", "Source", HistoryEntry.Source.choices),
    ]


def _kinds(user: User | AnonymousUser) -> list[tuple[str, str]]:
    hidden = () if user.has_perm("auth.view_user") else PEOPLE_APPS
    models = (model._meta for model in auditlog.get_models())
    seen = (meta for meta in models if meta.app_label not in hidden)
    kinds = ((meta.label_lower, str(meta.verbose_name).capitalize()) for meta in seen)
    return sorted(kinds, key=lambda kind: kind[1])


def _days(request: HttpRequest) -> list[DayFilter]:
    return [DayFilter.read(request, "since", "From"), DayFilter.read(request, "until", "to")]


def _about(
    entries: HistoryQuerySet, client: Client | None, agreement: Agreement | None
) -> HistoryQuerySet:
    if agreement:
        entries = entries.filter(agreement_id=agreement.pk)
    return entries.filter(client_id__in=records_of(client)) if client else entries


def _narrowed(entries: HistoryQuerySet, filters: list[Filter]) -> HistoryQuerySet:
    person, kind, source = (item.value for item in filters)
    if person:
        entries = entries.filter(actor=int(person))
    if kind:
        label, model = kind.split(".")
        about = ContentType.objects.get_by_natural_key(label, model)
        entries = entries.filter(content_type=about)
    return entries.filter(source=source) if source else entries


def _between(entries: HistoryQuerySet, days: list[DayFilter]) -> HistoryQuerySet:
    since, until = (item.day for item in days)
    if since:
        entries = entries.filter(timestamp__gte=_midnight(since))
    if until and until < date.max:
        entries = entries.filter(timestamp__lt=_midnight(until + ONE_DAY))
    return entries


def _midnight(day: date) -> datetime:
    """The moment a day begins here; the first and the last year have no other zones."""
    if not 1 < day.year < date.max.year:
        return datetime.combine(day, time.min, UTC)
    return timezone.make_aware(datetime.combine(day, time.min))
