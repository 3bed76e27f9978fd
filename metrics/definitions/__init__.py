"""What every metric means: the registry behind the definition cards and the page of all.

Pure texts. docs/definitions.md says the same at length; a test compares the two.
"""

from metrics.definitions.base import Definition
from metrics.definitions.forecast import FORECAST
from metrics.definitions.movements import DRIVERS, MOVEMENTS
from metrics.definitions.mrr import MRR
from metrics.definitions.quality import QUALITY
from metrics.definitions.retention import RETENTION
from metrics.definitions.shares import SHARES

GROUPS: dict[str, tuple[Definition, ...]] = {
    "MRR": MRR,
    "Movements": MOVEMENTS,
    "Drivers": DRIVERS,
    "Recurring share": SHARES,
    "Retention": RETENTION,
    "Revenue quality": QUALITY,
    "Forecast": FORECAST,
}
DEFINITIONS = {
    definition.key: definition for definitions in GROUPS.values() for definition in definitions
}
