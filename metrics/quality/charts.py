"""The wall of notice dates, and the bar of what is promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from config import formats
from contracts.models import Agreement
from metrics.months import Period, add_months, month_of
from metrics.quality.figures import (
    Missed,
    Promise,
    Standing,
    by_notice_month,
    missed,
)
from metrics.scopes import Scope
from metrics.shapes import MONTH, Chart, Month, Series

WALL_MONTHS = 18
Decision = Agreement.RenewalDecision
DECIDED = {
    "undecided": ("Not decided", ("",)),
    "decided": ("Renew or renegotiate", (Decision.RENEW, Decision.RENEGOTIATE)),
    "let_end": ("Let it end", (Decision.LET_END,)),
}


def wall_chart(standings: Sequence[Standing], today: date, scope: Scope) -> Chart:
    """MRR by the month of its last day for notice, from this month on."""
    current = month_of(today)
    period = Period(current, add_months(current, WALL_MONTHS))
    series = [
        Series(key, label, [*by_notice_month(standings, period, decisions)])
        for key, (label, decisions) in DECIDED.items()
    ]
    every = [decision for _, decisions in DECIDED.values() for decision in decisions]
    lines = scope.link("line_list", month=current, notice=MONTH)
    total = Series(
        "total",
        "MRR",
        [*by_notice_month(standings, period, every)],
        draw="",
        sum=True,
        rows_at=lines,
    )
    note, address = _missed_note(missed(standings, today), scope)
    return Chart(
        "notices",
        "When can notice be given?",
        [_column(month, lines) for month in period],
        [*series, total],
        note=note,
        note_url=address,
        subject="last day for notice",
        is_ahead=True,
    )


def missed_at(scope: Scope) -> str:
    return scope.link("renewal_list", notice="past", decision="undecided")


def _missed_note(gone: Missed, scope: Scope) -> tuple[str, str]:
    """(sentence, address): what nobody decided in time."""
    if not gone.agreement_count:
        return "", ""
    count = gone.agreement_count
    agreements = "1 agreement is" if count == 1 else f"{formats.grouped(count)} agreements are"
    mrr = formats.exact(gone.mrr_cents)
    return f"{agreements} past the notice date and not decided ({mrr} MRR).", missed_at(scope)


def _column(month: date, lines: str) -> Month:
    key = f"{month:%Y-%m}"
    return Month(key, formats.month(month), "", lines.replace(MONTH, key))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar 100 wide, from `x` on; `key` names its colour."""

    key: str
    x: float
    width: float


def segments(promises: Iterable[Promise]) -> list[Segment]:
    """The commitments side by side, each as wide as its share of MRR."""
    found, x = list[Segment](), 0.0
    for promise in promises:
        width = 100 * float(promise.share or 0)
        found.append(Segment(promise.commitment, x, width))
        x += width
    return found
