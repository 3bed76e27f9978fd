"""What an act would do to MRR: the act itself, run in a transaction that is rolled back."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction

from config import formats
from metrics.models import Kind, LineChange, MrrMovement
from metrics.months import add_months

CLIENTS_AT_ONCE = 500
CAUSES = {
    "quantity_cents": "quantity",
    "price_cents": "price",
    "discount_cents": "discount",
    "added_cents": "service added",
    "dropped_cents": "service dropped",
}
# What had been going to come or go, and does not: an addition below 0, a drop above it.
UNDONE = {
    ("added_cents", False): "service not added",
    ("dropped_cents", True): "service not dropped",
}
Cell = tuple[int, date]


@dataclass(frozen=True, slots=True)
class MonthEffect:
    """What changes in a month: cents on top of its former change, by kind and cause.

    `before` are that month's movements so far, of the clients whose movement this becomes or, when
    it vanishes, was: cents by kind.
    """

    month: date
    kind: str
    cents: int
    causes: Sequence[tuple[str, int]]
    before: Sequence[tuple[str, int]] = ()

    @property
    def sentence(self) -> str:
        """Adds 1,240.00 from December 2026 (expansion: quantity 900.00, service added 340.00)."""
        verb = "Adds" if self.cents > 0 else "Takes"
        amount, month = formats.amount(abs(self.cents)), formats.long_month(self.month)
        return f"{verb} {amount} from {month} ({self._why})."

    @property
    def _why(self) -> str:
        after = self.cents + sum(cents for _, cents in self.before)
        if not after and len(self.before) == 1:
            return f"the {_noun(self.kind)} of that month is undone"
        kind = Kind(self.kind).label.lower()
        if self.before:
            moved = formats.amount(abs(after))
            kind = f"{_noun(self.kind)} of {moved} instead of {self._instead}"
        causes = ", ".join(f"{cause} {formats.amount(cents)}" for cause, cents in self.causes)
        return f"{kind}: {causes}"

    @property
    def _instead(self) -> str:
        """1,172.40; its kind before it, when it was another."""
        return " and ".join(
            ("" if [kind for kind, _ in self.before] == [self.kind] else f"{_noun(kind)} of ")
            + formats.amount(abs(cents))
            for kind, cents in self.before
        )


def _noun(kind: str) -> str:
    return "new MRR" if kind == Kind.NEW else kind


@dataclass(frozen=True, slots=True)
class Restated:
    """A month that was reported, and MRR of these clients in it before and after."""

    month: date
    before_cents: int
    after_cents: int

    @property
    def change_cents(self) -> int:
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Effect:
    months: Sequence[MonthEffect]
    restated: Sequence[Restated]

    @property
    def cents(self) -> int:
        return sum(month.cents for month in self.months)


@dataclass(slots=True)
class _State:
    """Changes by cause and movements of some clients, by client and month."""

    changes: dict[Cell, dict[str, int]]
    movements: dict[Cell, tuple[str, int]]

    @classmethod
    def of(cls, client_ids: Iterable[int]) -> "_State":
        ids, state = sorted(set(client_ids)), cls(defaultdict(lambda: defaultdict(int)), {})
        for start in range(0, len(ids), CLIENTS_AT_ONCE):
            state._read(ids[start : start + CLIENTS_AT_ONCE])
        return state

    def _read(self, ids: Sequence[int]) -> None:
        for client, month, *cents in LineChange.objects.filter(client_id__in=ids).values_list(
            "client_id", "month", *CAUSES
        ):
            for name, amount in zip(CAUSES, cents, strict=True):
                self.changes[client, month][name] += amount
        rows = MrrMovement.objects.filter(client_id__in=ids)
        for client, month, kind, amount in rows.values_list(
            "client_id", "month", "kind", "amount_cents"
        ):
            self.movements[client, month] = (kind, amount)


def effect_of(
    act: Callable[[], Any],
    *,
    client_ids: Iterable[int],
    current: date,
    touched: Callable[[Any], Iterable[int]] = lambda _: (),
) -> tuple[Effect, Any]:
    """Run an act, see what it does to the ledger, take it back; return that and its answer.

    `client_ids` are the clients it may change; `touched` names those that its answer brings.
    What the act raises passes through, and nothing is changed then either.
    """
    with transaction.atomic():
        before = _State.of(client_ids)
        answer = act()
        after = _State.of([*client_ids, *touched(answer)])
        transaction.set_rollback(True)
    return Effect(list(_months(before, after)), list(_restated(before, after, current))), answer


def _months(before: _State, after: _State) -> Iterator[MonthEffect]:
    sums: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    former: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for cell in before.changes.keys() | after.changes.keys():
        causes = {name: after.changes[cell][name] - before.changes[cell][name] for name in CAUSES}
        if any(causes.values()):
            key = cell[1], _kind(cell, before, after)
            sums[key].update(causes)
            former[key].update(dict([before.movements[cell]] if cell in before.movements else []))
    for (month, kind), found in sorted(sums.items()):
        if cents := found.total():
            named = [(_cause(name, found[name]), found[name]) for name in CAUSES if found[name]]
            yield MonthEffect(month, kind, cents, named, sorted(former[month, kind].items()))


def _cause(name: str, cents: int) -> str:
    return UNDONE.get((name, cents > 0), CAUSES[name])


def _kind(cell: Cell, before: _State, after: _State) -> str:
    """What the month's movement becomes; what it was, when it vanishes."""
    kind, _ = after.movements.get(cell) or before.movements.get(cell) or (Kind.EXPANSION, 0)
    return kind


def _restated(before: _State, after: _State, current: date) -> Iterator[Restated]:
    """The complete months whose MRR becomes another."""
    old, new = _mrr_by_month(before), _mrr_by_month(after)
    was = now = 0
    months = sorted(month for month in old.keys() | new.keys() if month < current)
    for month, following in pairwise([*months, current]):
        was, now = was + old.get(month, 0), now + new.get(month, 0)
        while was != now and month < following:
            yield Restated(month, was, now)
            month = add_months(month, 1)


def _mrr_by_month(state: _State) -> dict[date, int]:
    sums: dict[date, int] = defaultdict(int)
    for (_, month), (_, cents) in state.movements.items():
        sums[month] += cents
    return sums
