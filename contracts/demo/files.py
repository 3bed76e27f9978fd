"""The story as the two files that the imports read."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from contracts.demo.records import Agreement, Charge, Line, Revision

AGREEMENT_COLUMNS = (
    "client agreement line service category pricing billing_months quantity unit_price "
    "discount_percent unit_cost effective_on ends_on commitment agreement_starts_on "
    "agreement_ends_on term_ends_on notice_days"
).split()
INVOICE_COLUMNS = ("client number issued_on kind amount description project agreement").split()


def agreements_text(agreements: Iterable[Agreement]) -> str:
    return _text(
        AGREEMENT_COLUMNS,
        (
            _agreement_row(agreement, line, revision)
            for agreement in agreements
            for line in agreement.lines
            for revision in line.revisions
        ),
    )


def _agreement_row(agreement: Agreement, line: Line, revision: Revision) -> tuple[object, ...]:
    terms = revision.terms
    return (
        agreement.client,
        agreement.name,
        line.name,
        line.offer.service,
        line.offer.category,
        line.offer.pricing,
        terms.billing_months,
        terms.quantity,
        terms.unit_price,
        round(terms.discount * 100),
        revision.unit_cost,
        revision.effective_on,
        revision.ends_on,
        agreement.commitment,
        agreement.starts_on,
        agreement.ends_on,
        agreement.term_ends_on,
        agreement.notice_days,
    )


def invoices_text(charges: Iterable[Charge]) -> str:
    return _text(INVOICE_COLUMNS, _numbered(charges))


def _numbered(charges: Iterable[Charge]) -> Iterator[tuple[object, ...]]:
    """Numbers run through each year without a gap, those of credit notes apart."""
    used: Counter[str] = Counter()
    for _invoice, lines in groupby(sorted(charges, key=_invoice_key), key=_invoice_key):
        together = list(lines)
        first = together[0]
        series = f"{'CN' if first.is_credit else 'INV'}-{first.issued_on:%y}"
        used[series] += 1
        number = f"{series}-{used[series]:0{3 if first.is_credit else 4}d}"
        for charge in together:
            yield _invoice_row(charge, number)


def _invoice_key(charge: Charge) -> tuple[object, ...]:
    """Charges with the same key share an invoice; agreements have theirs to themselves."""
    return (charge.issued_on, charge.is_credit, charge.client, charge.agreement)


def _invoice_row(charge: Charge, number: str) -> tuple[object, ...]:
    amount = f"{charge.cents / 100:.2f}"
    return (
        charge.client,
        number,
        charge.issued_on,
        charge.kind,
        amount,
        charge.description,
        charge.project,
        charge.agreement,
    )


def _text(columns: list[str], rows: Iterable[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
