"""What is timed: each piece of work beside its baseline, in turn, so that ratios hold."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from clients.models import Client
from contracts import operations
from contracts.billing import Terms
from contracts.models import AgreementLine, LineRevision
from metrics import ledger, queries, verification
from metrics.models import MonthTotal, MrrMovement
from metrics.months import Period
from metrics.parts import Part
from metrics.previews import effect_of
from tests.bench import baselines
from tests.bench.company import LAST_MONTH


@dataclass(frozen=True)
class Result:
    """Seconds of the product and of the baseline beside it.

    The target is a ratio to that, the limit a number of seconds.
    """

    work: str
    seconds: float
    baseline: str
    baseline_seconds: float
    target: float | None = None
    note: str = ""
    limit: float | None = None

    @property
    def ratio(self) -> float:
        return self.seconds / self.baseline_seconds


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(*works: Callable[[], object], runs: int) -> list[float]:
    """The median of each, run in turn; the first round only warms up."""
    rounds = [[timed(work) for work in works] for _ in range(runs + 1)][1:]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def rebuild(runs: int) -> list[Result]:
    ledger.rebuild()
    ours, grid, floor = medians(
        ledger.rebuild, _whole(baselines.rebuild_grid), _whole(baselines.write_finished_rows),
        runs=runs,
    )  # fmt: skip
    assert baselines.grid_agrees(), "the grid and the ledger differ"
    return [
        Result("rebuild the ledger", ours, "dense grid in SQL", grid, target=0.25),
        Result("rebuild the ledger", ours, "write the finished rows", floor, target=2.5),
    ]


def _whole(work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        with transaction.atomic():
            work()

    return run


def edits(count: int) -> list[Result]:
    """Change a line's quantity through the operation, refresh included; and without it."""
    dice = random.Random(11)
    lines = AgreementLine.objects.select_related("agreement").filter(
        ends_on=None, agreement__ends_on=None
    )
    picked = dice.sample(list(lines[:5000]), count)
    days = [date(2027, 1, 1 + n % 28) for n in range(count)]
    times = [
        timed(lambda line=line, day=day: _edit(line, day))
        for line, day in zip(picked, days, strict=True)
    ]
    bare = [timed(lambda line=line: _bare_edit(line)) for line in picked]
    p95 = statistics.quantiles(times, n=20)[-1]
    note = f"95 % under {p95 * 1000:.1f} ms"
    return [
        Result(
            "one edit and its refresh", statistics.median(times),
            "the same row saved, no ledger", statistics.median(bare), note=note,
        )
    ]  # fmt: skip


def _edit(line: AgreementLine, day: date) -> None:
    terms = Terms(Decimal(17), Decimal("42.50"), Decimal(0), 1)
    operations.revise_line(line=line, effective_on=day, terms=terms)


def desk(count: int) -> list[Result]:
    """What the finance desk does all day, each beside the bare row of the edits above.

    Each time in a transaction that is taken back, so that the same agreements serve for all.
    """
    lines = AgreementLine.objects.select_related("agreement").filter(
        ends_on=None, agreement__ends_on=None
    )
    picked = random.Random(13).sample(list(lines[:5000]), count)
    works = {
        "terms changed on the agreement's page": _change,
        "the preview of that change": _preview,
        "a renewal with 4 % on every line": _renew,
        "a cancellation": _cancel,
    }
    times: dict[str, list[float]] = {name: [] for name in [*works, ""]}
    for line in picked:
        for name, work in works.items():
            times[name].append(timed(lambda line=line, work=work: _taken_back(work, line)))
        times[""].append(timed(lambda line=line: _bare_edit(line)))
    bare = statistics.median(times.pop(""))
    return [
        Result(
            name, statistics.median(found), "the same row saved, no ledger", bare,
            note=f"95 % under {statistics.quantiles(found, n=20)[-1] * 1000:.1f} ms",
        )
        for name, found in times.items()
    ]  # fmt: skip


def _taken_back(work: Callable[[AgreementLine], object], line: AgreementLine) -> None:
    with transaction.atomic():
        work(line)
        transaction.set_rollback(True)


def _change(line: AgreementLine) -> None:
    changes = [operations.NewTerms(line, {"quantity": Decimal(71), "unit_price": Decimal("13.5")})]
    operations.change_lines(
        agreement=line.agreement, effective_on=date(2027, 2, 1), changes=changes
    )


def _preview(line: AgreementLine) -> None:
    clients = [line.agreement.client_id]
    effect_of(lambda: _change(line), client_ids=clients, current=LAST_MONTH)


def _renew(line: AgreementLine) -> None:
    operations.renew_agreement(
        agreement=line.agreement,
        term_ends_on=date(2029, 1, 31),
        effective_on=date(2027, 2, 1),
        uplift=operations.Uplift(Decimal("0.04")),
    )


def _cancel(line: AgreementLine) -> None:
    operations.cancel_agreement(agreement=line.agreement, ends_on=date(2027, 2, 28), reason="price")


def _bare_edit(line: AgreementLine) -> None:
    with transaction.atomic():
        revision = LineRevision.objects.filter(line=line).latest("effective_on")
        revision.quantity += 1
        revision.save()
        transaction.set_rollback(True)


def dashboard(runs: int) -> list[Result]:
    period = Period.ending_with(LAST_MONTH, months=60)
    fast, slow = medians(
        lambda: queries.revenue_by_month(period),
        lambda: queries.revenue_by_month(period, Part(Client.objects.all())),
        runs=runs,
    )
    assert queries.revenue_by_month(period) == queries.revenue_by_month(
        period, Part(Client.objects.all())
    )
    page, by_sum = medians(_client_page, _client_page_by_sum, runs=runs)
    return [
        Result(
            "dashboard, 60 months: its query", fast, "summed from ledger and invoices", slow,
            note="target: under 5 ms",
        ),
        Result("50 clients of all, by MRR", page, "by summing movements", by_sum),
    ]  # fmt: skip


def _client_page() -> list:
    return list(queries.annotate_mrr(Client.objects.all(), LAST_MONTH).order_by("-mrr_cents")[:50])


def _client_page_by_sum() -> list:
    rows = MrrMovement.objects.filter(month__lte=LAST_MONTH).values("client")
    return list(rows.annotate(mrr=Sum("amount_cents")).order_by("-mrr")[:50])


def everything_agrees() -> None:
    """After all edits and imports: no difference to a walk over every month-end."""
    ledger.rebuild()
    totals = MonthTotal.objects.count()
    found = verification.differences()
    assert not found, found[:5]
    assert totals, "no month totals"
