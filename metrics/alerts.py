"""What an owner should look at now: each alert leads to what it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Count, Q, Sum
from django.db.models.functions import Cast
from django.urls import reverse

from config import formats
from contracts.queries.renewals import in_group, renewals_of
from metrics.figures import Band, ratio
from metrics.quality.figures import HEAVY
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope


@dataclass(frozen=True, slots=True)
class Alert:
    """`is_good` tells news from worries."""

    text: str
    url: str
    is_good: bool = False


def alerts(
    rows: Sequence[RevenueMonth], scope: Scope, today: date, *, worklist: str = ""
) -> list[Alert]:
    """`rows` are the months shown; `worklist` is where this person may classify invoice lines."""
    return [
        *_past_notice(scope, today),
        *_unclassified(rows, scope, worklist),
        *_crossed_band(rows, scope),
        *_large_client(rows[-1], scope),
    ]


def _past_notice(scope: Scope, today: date) -> Iterator[Alert]:
    past = renewals_of(scope.part.clients, today).filter(
        in_group("past", today), renewal_decision=""
    )
    current = scope.window.current
    standing = Q(mrr_rows__month__lte=current, mrr_rows__until_month__gt=current)
    sums = past.order_by().aggregate(
        count=Count("pk", distinct=True),
        cents=Cast(Sum("mrr_rows__mrr_cents", filter=standing, default=0), BigIntegerField()),
    )
    count, cents = sums["count"], sums["cents"]
    if not count:
        return
    agreements = "1 agreement is" if count == 1 else f"{formats.grouped(count)} agreements are"
    text = f"{agreements} past the last day of notice and undecided: {formats.exact(cents)} MRR."
    yield Alert(text, scope.link("renewal_list", notice="past", decision="undecided"))


def _unclassified(rows: Sequence[RevenueMonth], scope: Scope, worklist: str) -> Iterator[Alert]:
    count = sum(row.unclassified_count for row in rows)
    if not count:
        return
    cents = sum(row.unclassified_cents for row in rows)
    lines = "1 invoice line has" if count == 1 else f"{formats.grouped(count)} invoice lines have"
    text = f"{lines} no kind yet ({formats.exact(cents)}), so the recurring share is a range."
    yield Alert(text, worklist or scope.link("invoice_list", kind="unclassified"))


def _crossed_band(rows: Sequence[RevenueMonth], scope: Scope) -> Iterator[Alert]:
    """Of the last complete month against the one before."""
    complete = [row for row in rows if row.month < scope.window.current]
    if len(complete) < 2:
        return
    before, after = (row.share_12m for row in complete[-2:])
    if before.band and after.band and before.band is not after.band:
        bands = list(Band)
        rose = bands.index(after.band) > bands.index(before.band)
        month = formats.month(complete[-1].month)
        text = (
            f"The recurring share of twelve months {'rose' if rose else 'fell'} to "
            f"{formats.share(after.value)} in {month}: {after.band.value.lower()}."
        )
        yield Alert(text, reverse("recurring_share") + scope.query, is_good=rose)


def _large_client(last: RevenueMonth, scope: Scope) -> Iterator[Alert]:
    """Clients above 15 % of MRR; a page about one client would always have one."""
    if scope.client:
        return
    large = scope.part.movements.filter(
        month__lte=last.month,
        until_month__gt=last.month,
        mrr_cents__gt=int(last.closing_cents * HEAVY),
    )
    for row in large.select_related("client").order_by("-mrr_cents"):
        share = ratio(row.mrr_cents, last.closing_cents)
        text = f"{row.client} alone is {formats.share(share)} of MRR."
        yield Alert(text, row.client.get_absolute_url())
