"""What changed in a month, in sentences: each movement by its main cause, the largest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models.functions import Abs

from clients.models import Client
from config import formats
from contracts.models import Agreement, Pricing
from metrics.details import ChangeOfTerms, ClientMovement, client_movements
from metrics.models import Kind
from metrics.parts import WHOLE, Part
from metrics.queries import movements_in

UNITS = {Pricing.PER_USER: "user", Pricing.PER_DEVICE: "device", Pricing.FLAT: "unit"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a client did, and what it did to MRR in cents."""

    client: Client
    kind: str
    text: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class News:
    """The largest movements of a month, and what the others add up to: together its net change."""

    sentences: list[Sentence]
    has_others: bool
    other_cents: int


def news_of(month: date, net_cents: int, part: Part = WHOLE, *, shown: int = 8) -> News:
    """`net_cents` is the month's net change, of the same part."""
    largest_first = movements_in(month, part).order_by(Abs("amount_cents").desc(), "client__name")
    largest = list(largest_first[: shown + 1])
    moved = client_movements(month, largest[:shown], part.category)
    sentences = [_sentence(one) for one in moved]
    told = sum(sentence.amount_cents for sentence in sentences)
    return News(sentences, len(largest) > shown, net_cents - told)


def _sentence(moved: ClientMovement) -> Sentence:
    # Those of the whole and those of a category both have a client.
    movement: Any = moved.movement
    return Sentence(movement.client, movement.kind, _text(moved), movement.amount_cents)


def _text(moved: ClientMovement) -> str:
    kind, agreements = moved.movement.kind, _agreements(moved.changes)
    names = " and ".join(agreement.name for agreement in agreements)
    if kind == Kind.NEW:
        # Set by the query of the movements.
        converted = getattr(moved.movement, "is_converted", False)
        return f"went from one-off work to {names}" if converted else f"signed {names}"
    if kind == Kind.REACTIVATION:
        return f"came back with {names}"
    if kind == Kind.CHURN:
        return f"left{_reason(agreements)}"
    return _causes(moved.changes)


def _agreements(changes: Sequence[ChangeOfTerms]) -> list[Agreement]:
    found = {row.change.line.agreement: None for row in changes}
    return sorted(found, key=lambda agreement: agreement.name)


def _reason(agreements: list[Agreement]) -> str:
    reasons = [a.get_cancel_reason_display() for a in agreements if a.cancel_reason]
    return f" ({reasons[0].lower()})" if reasons else ""


def _causes(changes: Sequence[ChangeOfTerms]) -> str:
    """The cause that weighs most, told once for lines it holds for alike."""
    told: dict[str, int] = {}
    for row in changes:
        for cause, cents in row.causes:
            text = "".join(_cause(row, cause, cents))
            told[text] = told.get(text, 0) + cents
    first, *others = sorted(told, key=lambda text: -abs(told[text])) or ["changed nothing"]
    if not others:
        return first
    return f"{first}, and {len(others)} other change{'s' if len(others) > 1 else ''}"


def _cause(row: ChangeOfTerms, cause: str, cents: int) -> Iterator[str]:
    service = row.change.line.service.name
    if cause == "Quantity" and row.before and row.after:
        yield _quantity(row, row.after.quantity - row.before.quantity, service)
    elif cause == "Price" and row.before and row.after:
        before, after = formats.price(row.before.unit_price), formats.price(row.after.unit_price)
        yield (
            f"pays {after} instead of {before} for {service}"
            if before != after
            else (f"is billed differently for {service}")
        )
    elif cause == "Discount":
        yield f"{'got' if cents < 0 else 'lost'} a discount on {service}"
    elif cause == "Service dropped":
        yield f"dropped {service}"
    else:
        yield f"added {service}"


def _quantity(row: ChangeOfTerms, more: Decimal, service: str) -> str:
    """Users are the client's, whatever service counts them; the rest is of its service."""
    line = row.change.line
    unit = UNITS[Pricing(line.pricing)]
    counted = f"{formats.quantity(abs(more))} {unit}{'' if abs(more) == 1 else 's'}"
    of = "" if line.pricing == Pricing.PER_USER else f" of {service}"
    return f"{'added' if more > 0 else 'dropped'} {counted}{of}"
