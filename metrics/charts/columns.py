"""The columns of charts, and the addresses of the rows behind them."""

from collections.abc import Iterable
from fractions import Fraction

from config import formats
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope
from metrics.shapes import MONTH, Month, Points
from metrics.windows import state_of


def mrr_at(scope: Scope) -> str:
    """The clients with MRR; of a single one its lines."""
    return scope.link("line_list", month=MONTH) if scope.client else clients_at(scope)


def clients_at(scope: Scope) -> str:
    return scope.link("client_list", month=MONTH, mrr="with")


def movements_at(scope: Scope, kind: str = "") -> str:
    return scope.link("movement_list", month=MONTH, kind=kind)


def invoices_at(scope: Scope, kind: str) -> str:
    return scope.link("invoice_list", month=MONTH, kind=kind)


def months_of(rows: Iterable[RevenueMonth], scope: Scope) -> list[Month]:
    """The columns of a chart."""
    return [
        Month(
            key=f"{row.month:%Y-%m}",
            label=formats.month(row.month),
            state=state_of(row.month, scope.window.current).value,
            url=scope.link("month_detail", row.month),
        )
        for row in rows
    ]


def points(values: Iterable[Fraction | None]) -> Points:
    """Fractions as charts draw them; a month without one is a gap."""
    return [None if value is None else float(value) for value in values]
