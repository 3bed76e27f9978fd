"""Reads of the quality of MRR; months are first days, money is cents a month."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from math import ceil
from typing import TypeVar

from django.db.models import BigIntegerField, Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast

from clients.models import Client
from contracts.models import InvoiceLine, Pricing, Service
from contracts.queries.agreements import in_force
from metrics.models import AgreementMrr, MonthTotal
from metrics.months import Period, month_of
from metrics.parts import Part
from metrics.quality.figures import (
    Ecosystem,
    Holder,
    Margin,
    Notice,
    Offer,
    Standing,
    ecosystem_of,
)
from metrics.rows.lines import LACKS_COST, lines_in_force

# What clients without an agreement come back for.
REPEAT_KINDS = (InvoiceLine.Kind.BREAK_FIX, InvoiceLine.Kind.HARDWARE)
Named = TypeVar("Named", Holder, Margin, Offer)


def standing_agreements(month: date, part: Part) -> list[Standing]:
    """The agreements with a line in service on the month's last day, as recorded today."""
    rows = _standing(month, part).values_list(
        "agreement_id",
        "client_id",
        "agreement__commitment",
        "agreement__term_ends_on",
        "mrr_cents",
        "cost_cents",
    )
    return [Standing(*row) for row in rows]


def _standing(month: date, part: Part) -> QuerySet[AgreementMrr]:
    return part.of(AgreementMrr.objects.filter(in_force(month), line_count__gt=0))


def notices(today: date, part: Part) -> list[Notice]:
    """By last day for notice and decision, the agreements that have a term and no last day."""
    rows = _standing(month_of(today), part).filter(
        agreement__ends_on=None, agreement__notice_on__isnull=False
    )
    sums = rows.values_list("agreement__notice_on", "agreement__renewal_decision").annotate(
        cents=_cents("mrr_cents"), agreements=Count("agreement_id")
    )
    return [Notice(*row) for row in sums]


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
    return lines_in_force(month, part).order_by().filter(LACKS_COST).count()


def clients_secured(month: date, part: Part) -> set[int]:
    """The clients with a security service in force, also one that is free."""
    lines = lines_in_force(month, part).order_by().filter(category=Service.Category.SECURITY)
    return set(lines.values_list("client_id", flat=True).distinct())


def units_by_client(pricing: str, month: date, part: Part) -> dict[int, int]:
    """The users, or the devices, of each client that has lines priced so: those of the largest.

    Lines cover the same people, so they are not added up.
    """
    lines = lines_in_force(month, part).order_by()
    if pricing == Pricing.PER_USER:
        users = lines.filter(user_count__gt=0).values_list("client_id")
        return dict(users.annotate(Max("user_count")))
    devices = lines.filter(line__pricing=pricing).values_list("client_id")
    return {client: ceil(most) for client, most in devices.annotate(Max("quantity"))}


def repeat_purchases(period: Period, part: Part) -> Ecosystem:
    """What clients without an agreement bought on average, who bought in two months or more.

    Break-fix work and hardware; without an agreement means no line in service at the end.
    """
    contracted = _standing(period.last_month, part).values("client_id")
    lines = part.of(
        InvoiceLine.objects.filter(
            kind__in=REPEAT_KINDS, month__gte=period.start, month__lt=period.end
        )
    )
    bought = (
        lines.exclude(client_id__in=contracted)
        .order_by()
        .values("client_id")
        .annotate(months=Count("month", distinct=True), cents=_cents("amount_cents"))
    )
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
