"""What somebody assumes about revenue without a contract."""

from decimal import Decimal

from django.http import QueryDict

from config.forms import BaseForm, DecimalField, MoneyField
from metrics.quality.offering import Ecosystem


class EcosystemForm(BaseForm):
    """Kept in the address, not in the database: an assumption is nobody's record."""

    users = DecimalField(label="Users", unit="users", min_value=0, max_digits=9, decimal_places=0)
    arpu = MoneyField(label="ARPU a month", min_value=0, decimal_places=2)

    @staticmethod
    def is_asked(query: QueryDict) -> bool:
        return "users" in query or "arpu" in query

    @classmethod
    def proposing(cls, ecosystem: Ecosystem) -> "EcosystemForm":
        arpu = Decimal(ecosystem.arpu_cents) / 100
        return cls(initial={"users": Decimal(ecosystem.users), "arpu": arpu})

    @property
    def ecosystem(self) -> Ecosystem | None:
        """None while a figure cannot be read."""
        if not self.is_bound:
            arpu = self.initial["arpu"]
            return Ecosystem(int(self.initial["users"]), int(100 * arpu))
        if not self.is_valid():
            return None
        return Ecosystem(int(self.cleaned_data["users"]), int(100 * self.cleaned_data["arpu"]))
