"""A month's bridge as a chart."""

import pytest

from metrics.shapes import Chart, Step, waterfall

STEPS = [
    Step("opening", "Feb 26", total=True),
    Step("new", "New"),
    Step("churn", "Churn"),
    Step("closing", "Mar 26", total=True),
]


def bridge(*amounts):
    return Chart("bridge", "What moved?", [], [waterfall(STEPS, amounts)], steps=STEPS)


@pytest.mark.parametrize(
    ("amounts", "floor"),
    [
        # Up to 103,000 and down to 102,500: the moves take the upper half of the axis.
        ((101_300_00, 1_700_00, -500_00, 102_500_00), 99_000_00),
        # A first month begins at zero.
        ((0, 1_700_00, 0, 1_700_00), 0),
        # Nothing moved.
        ((900_00, 0, 0, 900_00), 0),
    ],
)
def test_the_axis_begins_below_what_moves(amounts, floor):
    assert bridge(*amounts).floor == floor
