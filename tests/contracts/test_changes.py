"""Changes from a day on: what was scheduled later keeps its date and takes the new value over."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contracts import operations
from contracts.models import LineRevision
from contracts.operations import NewTerms
from tests.builders import add, day, revise, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("right_ledger")]


def change(line, on, *, discount_until=None, **values):
    return operations.change_lines(
        agreement=line.agreement,
        effective_on=day(on),
        changes=[NewTerms(line, values, day(discount_until) if discount_until else None)],
    )


def history(line):
    """A line's revisions: "2026-03-01 12 x 100, 10% off"."""
    return [
        f"{r.effective_on} {r.quantity:.0f} x {r.unit_price:.0f}"
        + (f", {r.discount * 100:.0f}% off" if r.discount else "")
        for r in LineRevision.objects.filter(line=line).order_by("effective_on")
    ]


def test_a_change_begins_a_revision():
    line = sign(quantity="28")
    change(line, "2026-03-01", quantity=31)
    assert history(line) == ["2026-01-01 28 x 100", "2026-03-01 31 x 100"]


def test_a_change_on_the_day_of_another_goes_into_it():
    line = sign(quantity="28")
    change(line, "2026-03-01", quantity=31)
    change(line, "2026-03-01", quantity=32)
    assert history(line) == ["2026-01-01 28 x 100", "2026-03-01 32 x 100"]


def test_a_new_quantity_is_carried_into_a_scheduled_price():
    line = sign(quantity="28")
    revise(line, "2026-06-01", quantity="28", price="110")
    change(line, "2026-03-01", quantity=31)
    assert history(line)[1:] == ["2026-03-01 31 x 100", "2026-06-01 31 x 110"]


def test_a_quantity_in_a_gap_ends_all_of_it():
    """A price that changed in it, or a discount's end, parts a gap that a file left."""
    line = sign(quantity="28")
    revise(line, "2026-03-01", quantity="0")
    LineRevision.objects.filter(quantity=0).update(is_gap=True)
    change(line, "2026-04-01", unit_price=110)
    change(line, "2026-03-01", quantity=5, discount=Decimal("0.1"), discount_until="2026-05-31")
    assert history(line)[1:] == [
        "2026-03-01 5 x 100, 10% off", "2026-04-01 5 x 110, 10% off", "2026-06-01 5 x 110",
    ]  # fmt: skip


def test_a_new_quantity_stops_at_the_next_change_of_the_quantity():
    line = sign(quantity="28")
    revise(line, "2026-06-01", quantity="40", price="100")
    change(line, "2026-03-01", quantity=31)
    assert history(line)[1:] == ["2026-03-01 31 x 100", "2026-06-01 40 x 100"]


def test_a_discount_with_a_last_day_falls_back_after_it():
    line = sign()
    change(line, "2026-03-01", discount_until="2026-05-31", discount="0.1")
    assert history(line)[1:] == ["2026-03-01 1 x 100, 10% off", "2026-06-01 1 x 100"]


def test_a_price_change_during_a_discount_outlives_it():
    line = sign()
    change(line, "2026-03-01", discount_until="2026-05-31", discount="0.1")
    change(line, "2026-04-01", unit_price=120)
    assert history(line)[1:] == [
        "2026-03-01 1 x 100, 10% off",
        "2026-04-01 1 x 120, 10% off",
        "2026-06-01 1 x 120",
    ]


def test_a_discount_covers_what_is_scheduled_within_it():
    line = sign()
    change(line, "2026-04-15", unit_price=120)
    change(line, "2026-03-01", discount_until="2026-05-31", discount="0.1")
    assert history(line)[1:] == [
        "2026-03-01 1 x 100, 10% off",
        "2026-04-15 1 x 120, 10% off",
        "2026-06-01 1 x 120",
    ]


def test_a_change_back_to_what_held_leaves_no_idle_revision():
    line = sign(quantity="28")
    with pytest.raises(ValidationError, match="Nothing would change"):
        change(line, "2026-03-01", quantity=28)
    assert history(line) == ["2026-01-01 28 x 100"]


def test_a_change_before_the_line_begins_is_refused():
    line = sign(on="2026-03-01")
    with pytest.raises(ValidationError, match="begins on 2026-03-01"):
        change(line, "2026-02-01", quantity=2)


def test_several_lines_change_at_once_or_not_at_all():
    line = sign(quantity="28")
    other = add(line.agreement, name="Backup", quantity="28", price="5")
    with pytest.raises(ValidationError, match="A quantity is 0 or more"):
        operations.change_lines(
            agreement=line.agreement,
            effective_on=day("2026-03-01"),
            changes=[NewTerms(line, {"quantity": 31}), NewTerms(other, {"quantity": -1})],
        )
    assert LineRevision.objects.count() == 2
