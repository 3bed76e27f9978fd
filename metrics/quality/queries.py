"""Reads of the quality of MRR; months are first days, money is cents a month."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from math import ceil
from typing import TypeVar

from django.db.models import BigIntegerField, Case, Count, Q, QuerySet, Sum, When
from django.db.models.functions import Cast

from clients.models import Client
from contracts.models import InvoiceLine, LineRevision, Pricing, Service
from contracts.queries.agreements import in_force
from metrics.models import AgreementMrr, MonthTotal
from metrics.months import Period
from metrics.parts import Part
from metrics.quality.figures import Holder, Margin, Standing
from metrics.quality.offering import Ecosystem, Offer, ecosystem_of
from metrics.rows.lines import LACKS_COST, lines_in_force

# What clients without an agreement come back for.
REPEAT_KINDS = (InvoiceLine.Kind.BREAK_FIX, InvoiceLine.Kind.HARDWARE)
# Of so many clients the own lines are read, of more than that all lines.
FEW = 1000
Named = TypeVar("Named", Holder, Margin, Offer)


def standing_agreements(month: date, part: Part) -> list[Standing]:
    """The agreements with a line in service on the month's last day, as recorded today."""
    rows = _standing(month, part).values_list(
        "agreement_id",
        "client_id",
        "agreement__commitment",
        "agreement__term_ends_on",
        Case(When(agreement__ends_on=None, then="agreement__notice_on")),
        "agreement__renewal_decision",
        "mrr_cents",
        "cost_cents",
    )
    return [Standing(*row) for row in rows]


def _standing(month: date, part: Part) -> QuerySet[AgreementMrr]:
    return part.of(AgreementMrr.objects.filter(in_force(month), line_count__gt=0))


def service_margins(month: date, part: Part, services: Iterable[Service]) -> list[Margin]:
    """Of the services with a line in service, from the month totals or from the lines."""
    sums = _service_totals(month) if part.clients is None else _service_sums(month, part)
    found = [
        Margin(service.pk, *sums[service.pk], name=service.name)
        for service in services
        if service.pk in sums
    ]
    return sorted(found, key=lambda row: (row.rank, row.name))


def _service_totals(month: date) -> dict[int, tuple[int, int]]:
    earned, spent = (Q(family=MonthTotal.Family[name]) for name in ("SERVICE", "SERVICE_COST"))
    totals = MonthTotal.objects.filter(earned | spent, month__lte=month).order_by()
    sums = totals.values("kind").annotate(
        mrr=_cents("amount_cents", earned),
        cost=_cents("amount_cents", spent),
        lines=Sum("row_count", filter=earned),
    )
    return {int(row["kind"]): (row["mrr"] or 0, row["cost"] or 0) for row in sums if row["lines"]}


def _service_sums(month: date, part: Part) -> dict[int, tuple[int, int]]:
    lines = lines_in_force(month, part).order_by().values("line__service")
    sums = lines.annotate(mrr=_cents("monthly_cents"), cost=_cents("cost_cents"))
    return {row["line__service"]: (row["mrr"], row["cost"]) for row in sums}


def _cents(name: str, only: Q | None = None) -> Cast:
    """A sum that is an integer on PostgreSQL too."""
    return Cast(Sum(name, filter=only), BigIntegerField())


def lines_without_cost(month: date, part: Part) -> int:
    """How many lines with an amount have no unit cost: their margin reads 100 %."""
    return part.of(_holding(month).filter(LACKS_COST)).count()


def clients_secured(month: date, part: Part) -> set[int]:
    """The clients with a security service in force, also one that is free."""
    lines = _holding(month).filter(category=Service.Category.SECURITY, quantity__gt=0)
    return set(part.of(lines).values_list("client_id", flat=True))


def units_by_client(pricing: str, month: date, clients: Collection[int]) -> dict[int, int]:
    """The users, or the devices, of those clients that have lines priced so: of the largest line.

    Lines cover the same people, so they are not added up.
    """
    lines = _holding(month)
    if len(clients) <= FEW:
        lines = lines.filter(client_id__in=clients)
    if pricing == Pricing.PER_USER:
        users = lines.filter(user_count__gt=0)
        return _most(users.values_list("client_id", "user_count"))
    lines = lines.filter(line__pricing=pricing, quantity__gt=0)
    return _most(
        (client, ceil(count)) for client, count in lines.values_list("client_id", "quantity")
    )


def _holding(month: date) -> QuerySet[LineRevision]:
    """Without what an index of few revisions does not hold: they are many."""
    return LineRevision.objects.filter(in_force(month)).order_by()


def _most(counts: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The largest count of each client. SQLite would group by walking through all revisions."""
    found: dict[int, int] = {}
    for client, count in counts:
        found[client] = max(count, found.get(client, 0))
    return found


def repeat_purchases(period: Period, part: Part) -> Ecosystem:
    """What clients without an agreement bought on average, who bought in two months or more.

    Break-fix work and hardware; without an agreement means no line in service at the end.
    """
    contracted = _standing(period.last_month, part).values("client_id")
    clients = Client.objects.all() if part.clients is None else part.clients
    without = clients.order_by().exclude(pk__in=contracted).values("pk")
    lines = InvoiceLine.objects.filter(
        client_id__in=without,
        kind__in=REPEAT_KINDS,
        month__gte=period.start,
        month__lt=period.end,
    )
    bought = lines.order_by().values("client_id")
    bought = bought.annotate(months=Count("month", distinct=True), cents=_cents("amount_cents"))
    sums = list(bought.filter(months__gte=2).values_list("cents", flat=True))
    return ecosystem_of(len(sums), sum(sums), len(list(period)))


def with_names(rows: Iterable[Named], names: Mapping[int, str]) -> list[Named]:
    """Those of the rows that are named."""
    return [replace(row, name=names[row.key]) for row in rows if row.key in names]


def names_of(keys: Iterable[int]) -> dict[int, str]:
    """The names of some clients."""
    return _names(Client.objects.filter(pk__in=list(keys)))


def names_with(words: str) -> dict[int, str]:
    """The names of all clients that have the words; asking for many by key costs more."""
    return _names(Client.objects.filter(name__icontains=words) if words else Client.objects.all())


def _names(clients: QuerySet[Client]) -> dict[int, str]:
    return dict(clients.order_by().values_list("pk", "name"))
