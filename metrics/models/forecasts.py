"""Forecasts, kept as they were made."""

from django.db import models
from django.db.models import F, Q


class Forecast(models.Model):
    """What was expected in one month of another one's end, in cents; kept once, never changed.

    Not part of the ledger: it says what was known then, whatever is corrected since.
    """

    made_in = models.DateField()
    target_month = models.DateField()
    # Repeated from the two months: 1 is the end of the month in which it was made.
    months_ahead = models.PositiveSmallIntegerField()
    known_cents = models.BigIntegerField()
    low_cents = models.BigIntegerField()
    expected_cents = models.BigIntegerField()
    high_cents = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["made_in", "target_month"], name="forecast_kept_once"),
            models.CheckConstraint(
                condition=Q(
                    low_cents__lte=F("expected_cents"), expected_cents__lte=F("high_cents")
                ),
                name="forecast_range_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_in:%Y-%m} of {self.target_month:%Y-%m}: {self.expected_cents}"
