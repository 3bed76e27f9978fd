"""MRR, what moved it, and one month from its opening to its closing."""

from collections.abc import Sequence
from datetime import date

from config import formats
from metrics.cards import card
from metrics.charts.columns import clients_at, months_of, movements_at, mrr_at
from metrics.months import add_months
from metrics.revenue import MOVEMENT_KINDS, SHARE_MONTHS, RevenueMonth
from metrics.rows.movements import LOSSES
from metrics.scopes import Scope
from metrics.shapes import Chart, Mark, Points, Series, Step, fitted, waterfall


def mrr_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    closing: Points = [row.closing_cents for row in rows]
    net: Points = [row.net_cents for row in rows]
    clients: Points = [row.client_count for row in rows]
    series = [
        Series("recurring", "MRR", closing, rows_at=mrr_at(scope)),
        Series("net", "Change", net, draw="", unit="change", rows_at=movements_at(scope)),
        Series("clients", "Clients", clients, draw="", unit="count", rows_at=clients_at(scope)),
    ]
    months, about = months_of(rows, scope), card("mrr", rows[-1])
    return Chart("mrr", "Is MRR growing?", months, series, subject="MRR", card=about)


def movement_chart(rows: Sequence[RevenueMonth], scope: Scope) -> Chart:
    points: dict[str, Points] = {
        "New": [row.new_cents for row in rows],
        "Reactivation": [row.reactivation_cents for row in rows],
        "Expansion": [row.expansion_cents for row in rows],
        "Contraction": [-row.contraction_cents for row in rows],
        "Churn": [-row.churn_cents for row in rows],
    }
    series = [
        Series(label.lower(), label, cents, rows_at=movements_at(scope, label.lower()))
        for label, cents in points.items()
    ]
    net: Points = [row.net_cents for row in rows]
    line = Series(
        "net",
        "Net new MRR",
        net,
        draw="line",
        unit="change",
        sum=True,
        rows_at=movements_at(scope),
    )
    return Chart(
        "movements",
        "What moved MRR?",
        months_of(rows, scope),
        [*series, line],
        unit="change",
        subject="movement",
        card=card("bridge", rows[-1]),
    )


def bridge_chart(row: RevenueMonth, scope: Scope) -> Chart:
    """One month from its opening to its closing MRR."""
    before = add_months(row.month, -1)
    steps = [_end("opening", before, scope)]
    amounts = [row.opening_cents]
    for kind in MOVEMENT_KINDS:
        cents = getattr(row, f"{kind}_cents")
        rows_at = scope.link("movement_list", month=row.month, since=row.month, kind=kind)
        steps.append(Step(kind, kind.capitalize(), rows_at if cents else "", kind=kind))
        amounts.append(-cents if kind in LOSSES else cents)
    steps.append(_end("closing", row.month, scope))
    amounts.append(row.closing_cents)
    title = f"What moved MRR in {formats.long_month(row.month)}?"
    bridge = waterfall(steps, amounts)
    return Chart(
        "bridge",
        title,
        [],
        [bridge],
        steps=steps,
        subject="MRR",
        axis=fitted([bridge]),
        card=card("bridge", row),
    )


def _end(key: str, month: date, scope: Scope) -> Step:
    rows_at = scope.link("client_list", month=month, mrr="with")
    return Step(key, formats.month(month), rows_at, kind="recurring", total=True)


def movement_marks(rows: Sequence[RevenueMonth]) -> list[Mark]:
    """What a client's movements changed, where there is room to say it."""
    if len(rows) > SHARE_MONTHS:
        return []
    return [
        Mark(
            f"{row.month:%Y-%m}", row.closing_cents, formats.whole(row.net_cents, signed=True), kind
        )
        for row in rows
        for kind in MOVEMENT_KINDS
        if getattr(row, f"{kind}_cents")
    ]
