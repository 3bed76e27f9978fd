"""One agreement as its page shows it: what each line earns now, its tiles, MRR over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from config import figure_keys, formats
from config.templatetags.figures import compact, money
from contracts.models import Agreement, AgreementLine, LineRevision
from metrics.cards import added_up, card
from metrics.months import Period, month_of
from metrics.shapes import MONTH, Chart, Month, Series
from metrics.tiles import Text, Tile, in_month, unbroken
from metrics.windows import Window, state_of


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line at a month's last day: `standing` is what is in force, `next` what is scheduled."""

    line: AgreementLine
    standing: LineRevision | None
    next: LineRevision | None

    @property
    def margin(self) -> Fraction | None:
        """Gross margin as a fraction of the monthly amount."""
        if self.standing is None or not self.standing.monthly_cents:
            return None
        return Fraction(self.standing.margin_cents, self.standing.monthly_cents)


@dataclass(frozen=True, slots=True)
class AgreementNow:
    """The lines of an agreement at a month's last day, and their sums in cents."""

    lines: Sequence[LineNow]

    @property
    def in_service(self) -> list[LineRevision]:
        return [row.standing for row in self.lines if row.standing]

    @property
    def mrr_cents(self) -> int:
        return sum(revision.monthly_cents for revision in self.in_service)

    @property
    def cost_cents(self) -> int:
        return sum(revision.cost_cents for revision in self.in_service)

    @property
    def margin_cents(self) -> int:
        return self.mrr_cents - self.cost_cents

    @property
    def margin(self) -> Fraction | None:
        return Fraction(self.margin_cents, self.mrr_cents) if self.mrr_cents else None

    @property
    def undiscounted_cents(self) -> int:
        return sum(revision.undiscounted_cents for revision in self.in_service)


def agreement_in(month: date, lines: Iterable[AgreementLine]) -> AgreementNow:
    """`lines` with their revisions loaded, as contracts.queries.agreements.lines_of has them."""
    return AgreementNow([_line_in(month, line) for line in lines])


def _line_in(month: date, line: AgreementLine) -> LineNow:
    revisions = list(line.revisions.all())
    standing = [r for r in revisions if r.month <= month < r.until_month and r.quantity > 0]
    coming = [r for r in revisions if r.month > month and r.month < r.until_month]
    return LineNow(line, standing[-1] if standing else None, coming[0] if coming else None)


def agreement_tiles(
    agreement: Agreement,
    lines: Sequence[AgreementLine],
    window: Window,
    *,
    today: date,
    renewal_at: str,
) -> list[Tile]:
    """`renewal_at` is the address at which this person decides about the renewal, or reads of it.

    `lines` as for `agreement_in`.
    """
    now = agreement_in(window.month, lines)
    month = formats.month(window.month)
    return [
        Tile(
            in_month("MRR", window),
            compact(now.mrr_cents),
            _mrr_note(agreement, lines, window),
            "#terms",
            card=added_up(
                card("agreement_mrr", now, of=month),
                [revision.monthly_cents for revision in now.in_service],
            ),
            figure_key=figure_keys.cents(now.mrr_cents),
        ),
        Tile(
            f"Gross margin, {unbroken(month)}",
            formats.share(now.margin),
            format_html(
                "<strong>{}</strong> after {} cost", money(now.margin_cents), money(now.cost_cents)
            ),
            "#terms",
            card=card("margin", now, of=month),
            figure_key=figure_keys.ratio(now.margin_cents, now.mrr_cents) if now.mrr_cents else "",
        ),
        _term_tile(agreement, today, renewal_at),
        _renewal_tile(agreement, renewal_at),
    ]


def _mrr_note(agreement: Agreement, lines: Sequence[AgreementLine], window: Window) -> Text:
    """Of an agreement that has not begun by the month shown, what it will be worth."""
    begins = month_of(agreement.starts_on)
    if begins > window.month:
        first = agreement_in(begins, lines)
        since = unbroken(formats.month(begins))
        return format_html("<strong>{}</strong> from {}", money(first.mrr_cents), since)
    now = agreement_in(window.month, lines)
    if now.undiscounted_cents == now.mrr_cents:
        return "no discount"
    return format_html("<strong>{}</strong> before discount", money(now.undiscounted_cents))


def _term_tile(agreement: Agreement, today: date, renewal_at: str) -> Tile:
    ends, notice = agreement.term_ends_on, agreement.notice_on
    note: Text = "month to month"
    if notice:
        past = ", past" if notice < today else ""
        note = format_html("notice by <strong>{}</strong>{}", formats.day(notice), past)
    return Tile("Term ends", formats.day(ends) if ends else formats.NOTHING, note, renewal_at)


def _renewal_tile(agreement: Agreement, renewal_at: str) -> Tile:
    note: Text = "no note"
    if agreement.renewal_note:
        note = Truncator(agreement.renewal_note).chars(90)
    elif agreement.ends_on:
        last_day = formats.day(agreement.ends_on)
        note = format_html("last day of service <strong>{}</strong>", last_day)
    decision = agreement.get_renewal_decision_display() or "Undecided"
    return Tile("Renewal", "Ends" if agreement.ends_on else decision, note, renewal_at)


def agreement_chart(
    agreement: Agreement, lines: Iterable[AgreementLine], period: Period, current: date
) -> Chart:
    """MRR of an agreement by month, from the stored months of its revisions."""
    revisions = [revision for line in lines for revision in line.revisions.all()]
    months = [
        Month(f"{month:%Y-%m}", formats.month(month), state_of(month, current).value, "")
        for month in period
    ]
    points: list[int | float | None] = [
        sum(r.monthly_cents for r in revisions if r.month <= month < r.until_month)
        for month in period
    ]
    rows_at = f"{reverse('line_list')}?agreement={agreement.pk}&month={MONTH}"
    series = [Series("recurring", "MRR", points, rows_at=rows_at)]
    about = card("agreement_mrr")
    return Chart("mrr", "How did its MRR develop?", months, series, subject="MRR", card=about)
