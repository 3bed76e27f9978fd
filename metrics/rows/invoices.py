"""The invoice lines behind one-off revenue, and behind whatever else was invoiced."""

from dataclasses import dataclass

from django.db.models import QuerySet

from contracts.models import ClassificationRule, InvoiceLine, Project
from contracts.queries.invoices import (
    Invoiced,
    invoice_lines_of,
    invoiced,
    search_invoice_lines,
)
from metrics.months import Period
from metrics.parts import WHOLE, Part
from metrics.queries import invoiced_by_company

# The four kinds of one-off revenue together.
ONE_OFF = "one_off"


@dataclass(frozen=True, slots=True)
class InvoiceChoice:
    """What narrows invoice lines; empty values do not."""

    part: Part = WHOLE
    period: Period | None = None
    kind: str = ""
    words: str = ""
    number: str = ""
    project: Project | None = None
    rule: ClassificationRule | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        if self.kind == ONE_OFF:
            return InvoiceLine.ONE_OFF_KINDS
        return (self.kind,) if self.kind else ()

    @property
    def is_partial(self) -> bool:
        """Whether lines of its clients, months and kinds are missing."""
        return any((self.words, self.number, self.project, self.rule))

    @property
    def lines(self) -> QuerySet[InvoiceLine]:
        months = (self.period.start, self.period.end) if self.period else None
        lines = invoice_lines_of(self.part.clients, months, self.kinds, self.number, self.project)
        if self.rule:
            lines = lines.filter(rule=self.rule)
        return search_invoice_lines(lines, self.words)

    def sums(self) -> tuple[Invoiced, Invoiced | None]:
        """(of the lines, of the month totals), which know the whole company.

        Of all months the totals stand for the lines: nobody waits for a million to be added up.
        """
        if self.is_partial or self.part.clients is not None:
            return invoiced(self.lines), None
        known = invoiced_by_company(self.period, self.kinds)
        return (invoiced(self.lines) if self.period else known), known
