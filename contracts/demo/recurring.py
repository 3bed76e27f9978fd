"""The invoices of the agreements, for the recent months: what the terms charge on their day."""

from collections.abc import Iterator, Sequence
from datetime import date

from contracts.demo.records import Agreement, Charge, Line, period_cents
from contracts.demo.timeline import month_at, offset_of

MONTHS = 14
SPANS = {1: "{:%B %Y}", 3: "quarter from {:%B %Y}", 12: "year from {:%B %Y}"}
SPAN = "prepaid from {:%B %Y}"


def charges(agreements: Sequence[Agreement], today: date) -> Iterator[Charge]:
    for offset in range(1 - MONTHS, 1):
        for agreement in agreements:
            first = offset_of(today, agreement.starts_on)
            day = agreement.starts_on if first == offset else month_at(today, offset)
            for line, terms in agreement.in_force(day):
                due = (offset - first) % terms.billing_months == 0
                if due and (cents := period_cents(terms)):
                    span = SPANS.get(terms.billing_months, SPAN)
                    yield _charge(agreement, line, day, cents, span)


def _charge(agreement: Agreement, line: Line, day: date, cents: int, span: str) -> Charge:
    return Charge(
        agreement.client,
        day,
        "managed",
        cents,
        f"{line.name}, {span.format(day)}",
        agreement=agreement.name,
    )
