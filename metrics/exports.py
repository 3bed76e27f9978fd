"""What `export_mrr` writes; see config.exports for how."""

from collections.abc import Iterator
from typing import Any

from config.exports import COUNT, MONEY, MONTH, SHARE, TEXT, Sheet
from metrics.months import Period
from metrics.queries import mrr_of_clients, revenue_by_month

MONTH_COLUMNS = [
    ("month", MONTH),
    ("opening", MONEY),
    ("new", MONEY),
    ("reactivation", MONEY),
    ("expansion", MONEY),
    ("contraction", MONEY),
    ("churn", MONEY),
    ("closing", MONEY),
    ("clients", COUNT),
    ("one_off", MONEY),
    ("recurring_share", SHARE),
    ("recurring_share_12m", SHARE),
]
CLIENT_COLUMNS = [
    ("client", TEXT),
    ("month", MONTH),
    ("mrr", MONEY),
    ("movement", TEXT),
    ("amount", MONEY),
]


def months_sheet(period: Period) -> Sheet:
    """Each month of the period."""
    return Sheet(MONTH_COLUMNS, _month_rows(period))


def clients_sheet(period: Period) -> Sheet:
    """Each month in which a client has MRR or a movement; amounts of movements are magnitudes."""
    return Sheet(CLIENT_COLUMNS, _client_rows(period))


def _month_rows(period: Period) -> Iterator[list[Any]]:
    for row in revenue_by_month(period):
        yield [
            row.month,
            row.opening_cents,
            row.new_cents,
            row.reactivation_cents,
            row.expansion_cents,
            row.contraction_cents,
            row.churn_cents,
            row.closing_cents,
            row.client_count,
            row.one_off_cents,
            row.share.value,
            row.share_12m.value,
        ]


def _client_rows(period: Period) -> Iterator[list[Any]]:
    for name, first_day, mrr_cents, movement in mrr_of_clients(period):
        moved = abs(movement.amount_cents) if movement else 0
        yield [name, first_day, mrr_cents, movement.kind if movement else None, moved]
