"""What the rows of a list add up to, told in one sentence and held against the ledger."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from config import figure_keys, formats
from contracts.models import Service
from metrics.figures import ratio
from metrics.scopes import Scope
from metrics.windows import Window


@dataclass(frozen=True, slots=True)
class RowSum:
    """`cents` is worked out from the rows, all of them and not those of a page.

    `ledger_cents` is what the ledger says the same sum is; None where it keeps no figure of just
    these rows. `meaning` names the figure: “the MRR of October 2026”.
    """

    count: int
    noun: str
    cents: int
    meaning: str
    ledger_cents: int | None = None
    is_change: bool = False

    @property
    def agrees(self) -> bool:
        return self.ledger_cents in (None, self.cents)

    @property
    def rows(self) -> str:
        if self.count == 1:
            return f"This {self.noun} adds"
        return f"These {formats.grouped(self.count)} {self.noun}s add"

    @property
    def amount(self) -> str:
        return formats.exact(self.cents, signed=self.is_change)

    @property
    def ledger_amount(self) -> str:
        return formats.exact(self.ledger_cents or 0, signed=self.is_change)

    @property
    def difference(self) -> str:
        return formats.exact(self.cents - (self.ledger_cents or 0), signed=True)

    @property
    def cents_key(self) -> str:
        return figure_keys.cents(self.cents)

    @property
    def count_key(self) -> str:
        return figure_keys.count(self.count)


@dataclass(frozen=True, slots=True)
class RowRatio:
    """A figure that divides what rows add up to; `key` names the sums."""

    label: str
    figure: str
    key: str

    @classmethod
    def of(cls, label: str, part: int, whole: int) -> "RowRatio":
        """As a share."""
        return cls(label, formats.share(ratio(part, whole)), figure_keys.ratio(part, whole))


def named(figure: str, scope: Scope, *, months: str | None = None, is_part: bool = False) -> str:
    """“the MRR of October 2026”, “part of the MRR in security of Ash & Co in October 2026”.

    `months` says which ones when they are not the scope's; empty for all there are.
    """
    category = dict(Service.Category.choices).get(scope.part.category, "")
    of = f" in {category.lower()}" if category else ""
    whose, months = _whose(scope), months_named(scope.window) if months is None else months
    when = f" {'in' if whose else 'of'} {months}" if months else ""
    return f"{'part of ' if is_part else ''}{figure}{of}{whose}{when}"


def _whose(scope: Scope) -> str:
    if scope.client:
        return f" of {scope.client}"
    if scope.part.clients is None:
        return ""
    return " of these clients" if scope.is_narrowed else " of your clients"


def months_named(window: Window) -> str:
    """“October 2026”, “the months from Nov 25 to Oct 26”."""
    if window.width == 1:
        return formats.long_month(window.month)
    return f"the months from {formats.month(window.first)} to {formats.month(window.month)}"


def added_up(rows: QuerySet[Any], *names: str) -> dict[str, int]:
    """`count` of the rows, and the sum of each of these columns."""
    # Under names of their own: a sum must not hide the column that it adds up.
    sums = {f"sum_{name}": Coalesce(Cast(Sum(name), BigIntegerField()), 0) for name in names}
    found = rows.order_by().aggregate(count=Count("*"), **sums)
    return {name.removeprefix("sum_"): value for name, value in found.items()}
