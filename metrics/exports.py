"""The rows of the downloads and of `export_mrr`, as text; see config.exports for how."""

from collections.abc import Iterator

from config.exports import amount, fraction, harmless, month
from metrics.months import Period
from metrics.queries import mrr_of_clients, revenue_by_month

MONTH_COLUMNS = (
    "month",
    "opening",
    "new",
    "reactivation",
    "expansion",
    "contraction",
    "churn",
    "closing",
    "clients",
    "one_off",
    "recurring_share",
    "recurring_share_12m",
)
CLIENT_COLUMNS = ("client", "month", "mrr", "movement", "amount")


def month_rows(period: Period) -> Iterator[list[str]]:
    """Each month of the period."""
    for row in revenue_by_month(period):
        yield [
            month(row.month),
            amount(row.opening_cents),
            amount(row.new_cents),
            amount(row.reactivation_cents),
            amount(row.expansion_cents),
            amount(row.contraction_cents),
            amount(row.churn_cents),
            amount(row.closing_cents),
            str(row.client_count),
            amount(row.one_off_cents),
            fraction(row.share.value),
            fraction(row.share_12m.value),
        ]


def client_rows(period: Period) -> Iterator[list[str]]:
    """Each month in which a client has MRR or a movement; amounts of movements are magnitudes."""
    for name, first_day, mrr_cents, movement in mrr_of_clients(period):
        moved = abs(movement.amount_cents) if movement else 0
        kind = movement.kind if movement else ""
        yield [harmless(name), month(first_day), amount(mrr_cents), kind, amount(moved)]
