"""The catalogue: what is sold, and what one unit of it is."""

from auditlog.registry import auditlog
from django.db import models
from django.db.models import Q


class Pricing(models.TextChoices):
    """What one unit of a line is."""

    PER_USER = "per_user", "Per user"
    PER_DEVICE = "per_device", "Per device"
    FLAT = "flat", "Flat"


class Service(models.Model):
    """An entry of the catalogue; its defaults fill the form of a new line."""

    class Category(models.TextChoices):
        MANAGED = "managed", "Managed service"
        SECURITY = "security", "Security"
        RESALE = "resale", "Licence resale"

    name = models.CharField(max_length=200)
    category = models.CharField(max_length=20, choices=Category.choices, default=Category.MANAGED)
    pricing = models.CharField(max_length=20, choices=Pricing.choices, default=Pricing.FLAT)
    default_price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    default_cost = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="service_name_unique",
                violation_error_message="There is a service of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(category__in=["managed", "security", "resale"]),
                name="service_category_known",
            ),
            models.CheckConstraint(
                condition=Q(pricing__in=["per_user", "per_device", "flat"]),
                name="service_pricing_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


auditlog.register(
    Service,
    include_fields=["name", "category", "pricing", "default_price", "default_cost", "is_active"],
)
