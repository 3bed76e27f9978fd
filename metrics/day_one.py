"""Day-1 income: what is in force on the first day of a month, before any work is sold in it."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from contracts.models import LineRevision
from metrics.parts import WHOLE, Part


def day_one_cents(month: date, opening_cents: int, part: Part = WHOLE) -> int:
    """Σ monthly amounts in force on the 1st of `month`, in cents.

    `opening_cents` is MRR at the month-end before. One day later only what begins on the 1st, and
    what had its last day on that month-end, is different: few rows, whatever the company's size.
    """
    halves = [
        part.of_lines(rows)
        .annotate(sign=Value(sign))
        .order_by()
        .values_list("sign", "monthly_cents")
        for sign, rows in ((1, begun_on(month)), (-1, gone_by(month)))
    ]
    # One query of two halves, each of which has an index of its own.
    rows = halves[0].union(halves[1], all=True)
    return opening_cents + sum(sign * cents for sign, cents in rows)


def begun_on(first: date) -> QuerySet[LineRevision]:
    """In force on the 1st, not at the month-end before: these take effect in the month."""
    return LineRevision.objects.filter(
        ~_overtaken(first),
        _until("line__ends_on", first),
        _until("line__agreement__ends_on", first),
        month=first,
        effective_on__lte=first,
        line__agreement__starts_on__lte=first,
    )


def gone_by(first: date) -> QuerySet[LineRevision]:
    """In force at the month-end before, not on the 1st: these are out of force in the month."""
    last_day = first - timedelta(days=1)
    ended = Q(line__ends_on=last_day) | Q(line__agreement__ends_on=last_day)
    return LineRevision.objects.filter(
        ended | _overtaken(first), month__lt=first, until_month=first
    )


def _overtaken(first: date) -> Q:
    """On the 1st a later revision of the line has taken effect."""
    later = LineRevision.objects.filter(
        line=OuterRef("line"), effective_on__gt=OuterRef("effective_on"), effective_on__lte=first
    )
    return Q(Exists(later))


def _until(field: str, day: date) -> Q:
    """The last day of service is this day or later."""
    return Q(**{field: None}) | Q(**{f"{field}__gte": day})
