"""News of invoice lines for whoever derives figures from them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from contracts.models import InvoiceLine
from contracts.signals import invoices_changed

Sums = Iterable[tuple[date, str, int, int]]


def announce_invoices(*, added: Sums = (), removed: Sums = ()) -> None:
    """Send what invoice lines, as sums (month, kind, cents, lines), changed in the months."""
    cents: Counter[tuple[date, str]] = Counter()
    lines: Counter[tuple[date, str]] = Counter()
    for sums, sign in ((added, 1), (removed, -1)):
        for month, kind, amount, count in sums:
            cents[month, kind] += sign * amount
            lines[month, kind] += sign * count
    changes = {key: (cents[key], lines[key]) for key in cents if cents[key] or lines[key]}
    if changes:
        invoices_changed.send(InvoiceLine, changes=changes)
