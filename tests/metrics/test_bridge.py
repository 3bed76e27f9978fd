"""A month's bridge as a chart."""

import pytest

from metrics.shapes import Step, fitted, waterfall

STEPS = [
    Step("opening", "Feb 26", total=True),
    Step("new", "New"),
    Step("churn", "Churn"),
    Step("closing", "Mar 26", total=True),
]


def test_bars_hang_where_the_one_before_ended():
    """From 101,300 up to 103,000 and down to 102,500; the ends stand on 99,000."""
    bridge = waterfall(STEPS, [101_300, 1_700, -500, 102_500])
    assert bridge.spans == [
        (99_000, 101_300), (101_300, 103_000), (103_000, 102_500), (99_000, 102_500),
    ]  # fmt: skip
    assert fitted([bridge]) == (99_000, 103_000)


@pytest.mark.parametrize("amounts", [(0, 1_700, 0, 1_700), (900, 0, 0, 900)])
def test_a_first_month_and_one_without_movements_begin_at_zero(amounts):
    bridge = waterfall(STEPS, amounts)
    assert bridge.spans[0] == (0, amounts[0])
    assert fitted([bridge]) is None
