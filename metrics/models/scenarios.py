"""Scenarios: what people tried out on the recurring share, and keep."""

from decimal import Decimal
from typing import Any

from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

# What a plan may say, as fractions: the target of a share, and new fee ÷ old spend.
TARGET_BOUNDS = Decimal("0.01"), Decimal("0.99")
RATIO_BOUNDS = Decimal("0.3"), Decimal("1.5")


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User | AnonymousUser) -> "ScenarioQuerySet":
        """The own ones; who sees every client sees those that others share."""
        if user.has_perm("clients.view_every_client"):
            return self.filter(Q(created_by=user.pk) | Q(is_shared=True))
        return self.filter(created_by=user.pk)


class Scenario(models.Model):
    """A way to a recurring share that somebody keeps: `target` by `by_month` at `ratio`.

    Target and ratio are fractions. What it takes is worked out whenever it is looked at.
    """

    name = models.CharField(max_length=100)
    target = models.DecimalField(
        max_digits=7,
        decimal_places=6,
        validators=[MinValueValidator(TARGET_BOUNDS[0]), MaxValueValidator(TARGET_BOUNDS[1])],
    )
    ratio = models.DecimalField(
        max_digits=7,
        decimal_places=6,
        validators=[MinValueValidator(RATIO_BOUNDS[0]), MaxValueValidator(RATIO_BOUNDS[1])],
    )
    by_month = models.DateField("by")
    with_resale = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")
    is_shared = models.BooleanField("shared", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scenarios"
    )
    created_at = models.DateTimeField()

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        default_permissions = ("add", "change", "delete")
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "name"],
                name="scenario_name_unique",
                violation_error_message="There is a scenario of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(target__gt=0, target__lt=1), name="scenario_target_is_fraction"
            ),
            models.CheckConstraint(condition=Q(ratio__gt=0), name="scenario_ratio_is_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def history_of(self) -> dict[str, Any]:
        """About no client: its history is for those who see all of them."""
        return {}


auditlog.register(
    Scenario,
    include_fields=["name", "target", "ratio", "by_month", "with_resale", "note", "is_shared"],
)
