"""One agreement as its page shows it: what each line earns now, and MRR over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from config import formats
from contracts.models import AgreementLine, LineRevision
from metrics.months import Period
from metrics.shapes import Chart, Month, Series
from metrics.windows import state_of


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


def agreement_chart(lines: Iterable[AgreementLine], period: Period, current: date) -> Chart:
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
    series = [Series("recurring", "MRR", points)]
    return Chart("mrr", "How did its MRR develop?", months, series, subject="MRR")
