"""What the demo company sells by the month, and how its packages are put together."""

from decimal import Decimal
from typing import NamedTuple


class Offer(NamedTuple):
    """A service of the catalogue: prices a month between `low` and `high`, cost as a percentage."""

    service: str
    category: str
    pricing: str
    low: float
    high: float
    cost: int

    @property
    def list_price(self) -> Decimal:
        """In the middle of what clients pay."""
        return Decimal(str(self.low + self.high)) / 2

    @property
    def list_cost(self) -> Decimal:
        return self.list_price * self.cost / 100


CATALOGUE = {
    "monitoring": Offer("Monitoring & patching", "managed", "per_device", 12, 22, 34),
    "help desk": Offer("Help desk", "managed", "per_user", 45, 68, 58),
    "backup": Offer("Backup verification", "managed", "flat", 120, 120, 40),
    "server": Offer("Server management", "managed", "per_device", 70, 105, 42),
    "voip": Offer("VoIP telephony", "managed", "per_user", 14, 18, 61),
    "virtual desktop": Offer("Virtual desktops", "managed", "per_user", 36, 44, 65),
    "point of sale": Offer("Point-of-sale support", "managed", "per_device", 30, 38, 45),
    "review": Offer("Technology review", "managed", "flat", 450, 480, 55),
    "credit": Offer("Credits", "managed", "flat", 0, 0, 0),
    "endpoint": Offer("Endpoint security", "security", "per_device", 6, 9, 52),
    "awareness": Offer("Security awareness training", "security", "per_user", 2.5, 4, 46),
    "firewall": Offer("Firewall as a service", "security", "flat", 95, 210, 57),
    "licences": Offer("Microsoft 365 licences", "resale", "per_user", 20.6, 20.6, 86),
}

# Always in the package; then what some clients take with it, with the chance of that.
PACKAGES: dict[str, tuple[tuple[str, ...], dict[str, float]]] = {
    "Essential care": (("monitoring", "backup"), {"licences": 0.25, "server": 0.15}),
    "Standard care": (
        ("help desk", "monitoring", "backup"),
        {"licences": 0.35, "server": 0.4, "voip": 0.2},
    ),
    "Complete care": (
        ("help desk", "monitoring", "backup", "server"),
        {"licences": 0.6, "voip": 0.25},
    ),
}

# Sold later to the clients that stay: from which month on, and to how many of them.
CROSS_SALES = {
    "endpoint": (-33, 0.85),
    "firewall": (-28, 0.5),
    "awareness": (-20, 0.6),
}

# Services that some clients give up again, with the chance of it over the years.
GIVEN_UP = {"voip": 0.4, "server": 0.25, "licences": 0.15}
