"""The ledger: derived from agreements and invoices, written by `metrics.ledger` alone.

And scenarios, which people write.
"""

from decimal import Decimal
from typing import Any

from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from clients.models import Client
from contracts.models import AgreementLine, InvoiceLine, LineRevision, Service


class Kind(models.TextChoices):
    """What a movement is, in the order in which reports list them."""

    NEW = "new", "New"
    REACTIVATION = "reactivation", "Reactivation"
    EXPANSION = "expansion", "Expansion"
    CONTRACTION = "contraction", "Contraction"
    CHURN = "churn", "Churn"


def _derived_key(to: type[models.Model]) -> models.ForeignKey:
    """A key of the view: its rows come and go with the rows they point to."""
    return models.ForeignKey(
        to,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


class LineChange(models.Model):
    """The change of one line's monthly amount from one month-end to the next, split by cause.

    A view of the derived columns of the revisions, so it cannot disagree with them. Cents, signed;
    the five causes add up to `amount_cents`. `in_service_change` is 1 when the line enters
    service, -1 when it leaves, else 0.
    """

    pk = models.CompositePrimaryKey("client_id", "month", "line_id")
    client = _derived_key(Client)
    month = models.DateField()
    line = _derived_key(AgreementLine)
    revision = _derived_key(LineRevision)
    category = models.CharField(max_length=20, choices=Service.Category.choices)
    quantity_cents = models.BigIntegerField()
    price_cents = models.BigIntegerField()
    discount_cents = models.BigIntegerField()
    added_cents = models.BigIntegerField()
    dropped_cents = models.BigIntegerField()
    amount_cents = models.BigIntegerField()
    in_service_change = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "metrics_linechange"

    def __str__(self) -> str:
        return f"{self.line_id} {self.month:%Y-%m}: {self.amount_cents}"


class MrrMovement(models.Model):
    """The change of one client's MRR from one month-end to the next, with the MRR it leads to.

    `mrr_cents` holds from `month` until before `until_month`, the month of the client's next
    movement (9999-12-01 when there is none): MRR at month m is `month <= m < until_month`.
    """

    pk = models.CompositePrimaryKey("client_id", "month")
    # No database check: one per row would cost more than the rebuild; `verify_ledger` looks.
    client = models.ForeignKey(
        Client,
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="movements",
    )
    month = models.DateField()
    until_month = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    amount_cents = models.BigIntegerField()
    mrr_cents = models.BigIntegerField()

    class Meta:
        # Serves "in force at m" and "moved in m" alike: what moved in m holds past m.
        indexes = [models.Index(fields=["until_month", "month"], name="movement_until_month")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.month:%Y-%m}: {self.kind} {self.amount_cents}"

    @property
    def opening_cents(self) -> int:
        return self.mrr_cents - self.amount_cents


class MonthTotal(models.Model):
    """Sums per month that the dashboards read, kept in the transaction of each change.

    family `movement`: by movement kind; `category`: change of MRR by service category; `invoice`:
    invoiced by kind. One table, so that one upsert in key order takes all its locks.
    """

    class Family(models.TextChoices):
        MOVEMENT = "movement"
        CATEGORY = "category"
        INVOICE = "invoice"

    pk = models.CompositePrimaryKey("month", "family", "kind")
    month = models.DateField()
    family = models.CharField(max_length=10, choices=Family.choices)
    kind = models.CharField(
        max_length=30, choices=Kind.choices + Service.Category.choices + InvoiceLine.Kind.choices
    )
    amount_cents = models.BigIntegerField(default=0)
    row_count = models.BigIntegerField(default=0)
    client_change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.family} {self.kind}: {self.amount_cents}"


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
