"""Tables of the quality of MRR: who holds it, what it leaves, what it lacks."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from config import exports, formats
from config.tables import BaseTable, Column, CountColumn, MoneyColumn, ShareColumn
from contracts.models import Agreement, Pricing
from metrics.quality.figures import (
    HEAVY,
    Holder,
    Margin,
    Promise,
    total_margin,
)
from metrics.quality.offering import Offer
from metrics.quality.security import CrossSell
from metrics.scopes import Scope

UNITS = {Pricing.PER_USER: "Users", Pricing.PER_DEVICE: "Devices", Pricing.FLAT: "Units"}


class BarColumn(ShareColumn):
    """The share of a holder beside a bar, as long as the column for the largest one."""

    def render(self, value: Any, record: Any = None) -> str:
        return format_html(
            '<svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none"'
            ' aria-hidden="true"><rect width="{}" height="8"></rect></svg>'
            '<span class="share-figure">{}</span>',
            f"{100 * record.mrr_cents / record.largest_cents:.2f}",
            formats.share(value),
        )


class MonthsLeftColumn(Column):
    """An average number of months."""

    css = "num"
    needs_label = True

    def render(self, value: Fraction) -> str:
        return formats.times(value)


class PromiseTable(BaseTable):
    """MRR by commitment; the foot tells of all."""

    commitment = Column("Commitment", on_phone="lead")
    mrr_cents = MoneyColumn("MRR", on_phone="key")
    share = ShareColumn("Share")
    client_count = CountColumn("Clients")
    months_remaining = MonthsLeftColumn("Months remaining")

    class Meta(BaseTable.Meta):
        orderable = False

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope = scope

    @classmethod
    def of(cls, promises: Sequence[Promise], scope: Scope) -> "PromiseTable":
        *kinds, every = promises
        months = every.months_remaining
        return cls(
            kinds,
            scope=scope,
            totals={
                "commitment": "All",
                "mrr_cents": every.mrr_cents,
                "share": every.share,
                "client_count": every.client_count,
                "months_remaining": "" if months is None else months,
            },
            totals_at={
                name: scope.link("client_list", month=scope.month, mrr="with")
                for name in ("mrr_cents", "client_count")
            },
        )

    def render_commitment(self, value: str) -> str:
        label = dict(Agreement.Commitment.choices)[value]
        return format_html(
            '<span class="swatch kind-{}" aria-hidden="true"></span>{}', value, label
        )

    def rows_at_mrr_cents(self, record: Promise) -> str:
        return self.scope.link("line_list", month=self.scope.month, commitment=record.commitment)


class _ClientTable(BaseTable):
    """Rows with the key and the name of a client, which lead to its page in the month shown."""

    name = Column("Client", on_phone="lead")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope = scope

    def render_name(self, value: str, record: Any) -> str:
        month = exports.month(self.scope.month)
        address = f"{reverse('client_detail', args=[record.key])}?month={month}"
        return format_html('<a href="{}">{}</a>', address, value)

    def lines_of(self, record: Any) -> str:
        return self.scope.link("line_list", month=self.scope.month, client=record.key)


class HolderTable(_ClientTable):
    """The largest clients; heavy ones are marked in words."""

    mrr_cents = MoneyColumn("MRR", cents=False, on_phone="key")
    share = BarColumn("Share of MRR")
    cumulative = ShareColumn("With those above")

    class Meta(BaseTable.Meta):
        orderable = False

    def rows_at_mrr_cents(self, record: Holder) -> str:
        return self.lines_of(record)

    def render_name(self, value: str, record: Holder) -> str:
        link = super().render_name(value, record)
        if not record.is_heavy:
            return link
        return format_html(
            '{} <span class="badge warn-badge">above {}</span>', link, formats.share(HEAVY)
        )


class MarginTable(BaseTable):
    """What clients or services, as `of` says, bring in and cost; the thinnest margin first."""

    name = Column("Service", on_phone="lead")
    mrr_cents = MoneyColumn("MRR")
    cost_cents = MoneyColumn("Monthly cost")
    margin_cents = MoneyColumn("Margin")
    margin = ShareColumn("Margin %", order_by="rank", on_phone="key")

    class Meta(BaseTable.Meta):
        order_by = ("margin", "name")

    def __init__(self, *args: Any, scope: Scope, of: str = "service", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scope, self.of = scope, of
        self.columns["name"].column.verbose_name = of.capitalize()

    def render_name(self, value: str, record: Margin) -> str:
        if self.of != "client":
            return value
        address = self.scope.link("client_detail", record.key, month=self.scope.month)
        return format_html('<a href="{}">{}</a>', address, value)

    def rows_at_mrr_cents(self, record: Margin) -> str:
        return self.scope.link("line_list", **{"month": self.scope.month, self.of: record.key})

    rows_at_cost_cents: Callable[..., str] = rows_at_mrr_cents
    rows_at_margin_cents: Callable[..., str] = rows_at_mrr_cents


class OfferTable(_ClientTable):
    """Clients without a security service, and what one would add; `may_add` offers to enter it."""

    mrr_cents = MoneyColumn("MRR now", cents=False)
    units = CountColumn("Users")
    added_cents = MoneyColumn("Would add", on_phone="key")
    agreement = Column("Agreement", orderable=False, exclude_from_export=True)

    class Meta(BaseTable.Meta):
        order_by = ("-added_cents", "name")

    def __init__(self, *args: Any, pricing: str, may_add: bool, **kwargs: Any):
        hidden = [] if may_add else ["agreement"]
        super().__init__(*args, exclude=hidden, **kwargs)
        self.columns["units"].column.verbose_name = UNITS[Pricing(pricing)]

    def rows_at_mrr_cents(self, record: Offer) -> str:
        return self.lines_of(record)

    def render_agreement(self, value: int, record: Offer) -> str:
        hidden = format_html('<span class="visually-hidden"> to {}</span>', record.name)
        return format_html(
            '<a href="{}">Add lines{}</a>', reverse("line_create", args=[value]), hidden
        )


def margin_totals(rows: Sequence[Margin]) -> dict[str, Any]:
    total = total_margin(rows)
    return {
        "name": f"Sum of {formats.grouped(len(rows))}",
        "mrr_cents": total.mrr_cents,
        "cost_cents": total.cost_cents,
        "margin_cents": total.margin_cents,
        "margin": "" if total.margin is None else total.margin,
    }


def offer_totals(selling: CrossSell) -> dict[str, Any]:
    return {
        "name": f"Sum of {formats.grouped(len(selling.offers))}",
        "added_cents": selling.total_cents,
    }
