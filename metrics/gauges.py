"""A share on a scale from 0 to 100 %, as the places of its marks."""

from dataclasses import dataclass
from fractions import Fraction

from metrics.figures import Share


@dataclass(frozen=True, slots=True)
class Gauge:
    """Places as SVG writes them: "57.3%". The range has a width while lines are unclassified."""

    value: str
    low: str
    width: str


def gauge(share: Share) -> Gauge | None:
    """None where no share is known."""
    if share.value is None or share.low is None or share.high is None:
        return None
    low, high = _place(share.low), _place(share.high)
    return Gauge(_written(_place(share.value)), _written(low), _written(high - low))


def _place(value: Fraction) -> float:
    """Credits can push a share past either end of the scale."""
    return float(min(max(value, Fraction(0)), Fraction(1)))


def _written(place: float) -> str:
    return f"{100 * place:.2f}%"
