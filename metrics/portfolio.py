"""The tiles of an account manager's own clients."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse

from clients.models import Client
from config import formats
from metrics.revenue import RevenueMonth
from metrics.scopes import Scope
from metrics.tiles import Tile, mrr_tile, net_tile


def portfolio_tiles(
    rows: Sequence[RevenueMonth],
    scope: Scope,
    due_count: int,
    steps: Iterable[Client],
    today: date,
) -> list[Tile]:
    """`due_count` renewals are due and undecided; `steps` are clients with a next step."""
    return [
        mrr_tile(rows, scope),
        net_tile(rows, scope),
        _renewals_tile(due_count),
        _steps_tile(list(steps), today),
    ]


def _renewals_tile(count: int) -> Tile:
    note = "undecided, notice within 90 days or passed"
    return Tile("Renewals due", formats.grouped(count), note, reverse("renewal_list"))


def _steps_tile(steps: Sequence[Client], today: date) -> Tile:
    """Those that are due count: planned for later is no work yet."""
    due = [step for step in steps if step.next_step_on and step.next_step_on <= today]
    note = f"of {formats.grouped(len(steps))} planned" if steps else "nothing planned"
    return Tile("Next steps due", formats.grouped(len(due)), note, "#steps-title")
