"""The line changes of some months: what movements and their causes are made of."""

from django.db.models import F, Prefetch, QuerySet, TextChoices

from contracts.models import AgreementLine
from metrics.models import LineChange
from metrics.months import Period
from metrics.parts import WHOLE, Part
from metrics.rows.lines import named_by


class Cause(TextChoices):
    """Why the monthly amount of a line changed."""

    QUANTITY = "quantity", "Quantity"
    PRICE = "price", "Price"
    DISCOUNT = "discount", "Discount"
    ADDED = "added", "Service added"
    DROPPED = "dropped", "Service dropped"


def changes_of(
    period: Period, part: Part = WHOLE, *, cause: str = "", service: str = "", words: str = ""
) -> QuerySet[LineChange]:
    """Those of the months with `shown_cents`: what the cause changed, or all of them together.

    A line that enters or leaves service for nothing is a change too.
    """
    rows = part.of_lines(LineChange.objects.filter(month__gte=period.start, month__lt=period.end))
    rows = rows.annotate(shown_cents=F(f"{cause or 'amount'}_cents"))
    if cause:
        rows = rows.exclude(shown_cents=0)
    if service:
        rows = rows.filter(line__service=int(service))
    return rows.filter(named_by(words)) if words else rows


def with_records(changes: QuerySet[LineChange]) -> QuerySet[LineChange]:
    """With client, line, agreement, service and revision, looked up for a page's rows alone."""
    named = AgreementLine.objects.select_related("agreement", "service")
    return changes.prefetch_related("client", "revision", Prefetch("line", named))
