"""Lines of agreements, and the revisions that say on which terms they are in service."""

from typing import Any

from auditlog.registry import auditlog
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from clients.models import Client
from contracts.billing import Terms, undiscounted_cents
from contracts.models.agreements import Agreement
from contracts.models.limits import AMOUNT_LIMIT_CENTS, PLAUSIBLE, within
from contracts.models.services import Pricing, Service


class AgreementLine(models.Model):
    """One recurring service on an agreement; its revisions say how much at what price."""

    Pricing = Pricing

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    name = models.CharField(max_length=200)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="lines")
    pricing = models.CharField(max_length=20, choices=Pricing.choices, default=Pricing.FLAT)
    ends_on = models.DateField("last day of service", null=True, blank=True)

    class Meta:
        ordering = ["agreement", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "name"],
                name="line_name_unique",
                violation_error_message="The agreement has a line of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(pricing__in=["per_user", "per_device", "flat"]),
                name="line_pricing_known",
            ),
            models.CheckConstraint(
                condition=within("ends_on", nullable=True),
                name="line_dates_plausible",
                violation_error_message="Dates run from 1970 to 2199.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def history_of(self) -> dict[str, Any]:
        return self.agreement.history_of


class LineRevision(models.Model):
    """The dated terms of a line: they hold from `effective_on` until the next revision.

    The fields below the terms are derived by `contracts.billing.effects` whenever the line changes,
    so that the ledger and the lists need neither date functions nor decimals in SQL.
    """

    # The unique constraint on (line, effective_on) is the index of this key.
    line = models.ForeignKey(
        AgreementLine, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    effective_on = models.DateField(validators=PLAUSIBLE)
    quantity = models.DecimalField(
        max_digits=11,
        decimal_places=4,
        validators=[
            MinValueValidator(0, "A quantity is 0 or more; a credit has a negative price.")
        ],
    )
    unit_price = models.DecimalField(max_digits=12, decimal_places=4)
    discount = models.DecimalField(
        max_digits=7,
        decimal_places=6,
        default=0,
        validators=[
            MinValueValidator(0, "A discount lies between 0 and 100 per cent."),
            MaxValueValidator(1, "A discount lies between 0 and 100 per cent."),
        ],
    )
    unit_cost = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    billing_months = models.PositiveSmallIntegerField(
        validators=[
            MinValueValidator(1, "A charge covers 1 to 120 months."),
            MaxValueValidator(120, "A charge covers 1 to 120 months."),
        ]
    )
    # Made from a file's `ends_on`: out of service until the next revision.
    is_gap = models.BooleanField(default=False)

    # Repeated from the agreement and the service, so that sums of changes need no joins.
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    category = models.CharField(max_length=20, choices=Service.Category.choices)
    month = models.DateField()
    until_month = models.DateField()
    monthly_cents = models.BigIntegerField(
        validators=[
            MinValueValidator(1 - AMOUNT_LIMIT_CENTS, "The monthly amount is too large."),
            MaxValueValidator(AMOUNT_LIMIT_CENTS - 1, "The monthly amount is too large."),
        ]
    )
    quantity_cents = models.BigIntegerField()
    price_cents = models.BigIntegerField()
    discount_cents = models.BigIntegerField()
    added_cents = models.BigIntegerField()
    dropped_cents = models.BigIntegerField()
    in_service_change = models.SmallIntegerField()
    ends = models.BooleanField()
    cost_cents = models.BigIntegerField(
        validators=[
            MinValueValidator(1 - AMOUNT_LIMIT_CENTS, "The monthly cost is too large."),
            MaxValueValidator(AMOUNT_LIMIT_CENTS - 1, "The monthly cost is too large."),
        ]
    )
    cost_change_cents = models.BigIntegerField()
    # 0 unless the line is priced per user.
    user_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["line", "effective_on"]
        # What changes in a month is read from both ends of the revisions in force.
        indexes = [
            models.Index(fields=["month"], name="revision_month"),
            models.Index(fields=["until_month"], name="revision_end", condition=Q(ends=True)),
            # Covers the sums of what holds in a month: of all lines, of clients, of a category.
            models.Index(
                fields=(
                    "until_month month quantity line monthly_cents cost_cents client category"
                ).split(),
                name="revision_standing",
            ),
            models.Index(
                fields=["until_month", "month", "client", "user_count"],
                name="revision_users",
                condition=Q(user_count__gt=0),
            ),
            # Which clients have a security service, and which lines lack a cost. With the columns
            # of the conditions: SQLite would look them up in the table.
            models.Index(
                fields=["until_month", "month", "client", "category", "quantity"],
                name="revision_security",
                condition=Q(category="security", quantity__gt=0),
            ),
            models.Index(
                fields=["until_month", "month", "client", "cost_cents", "monthly_cents"],
                name="revision_lacks_cost",
                condition=Q(cost_cents=0, monthly_cents__gt=0),
            ),
            # Hardly any: every change asks whether its agreement has one.
            models.Index(fields=["line"], name="revision_credit", condition=Q(unit_price__lt=0)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "effective_on"],
                name="revision_date_unique",
                violation_error_message="The line has a revision of this date already.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="revision_quantity_not_negative",
                violation_error_message="A quantity is 0 or more; a credit has a negative price.",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=1),
                name="revision_discount_is_fraction",
                violation_error_message="A discount lies between 0 and 100 per cent.",
            ),
            models.CheckConstraint(
                condition=Q(billing_months__gte=1, billing_months__lte=120),
                name="revision_billing_months_range",
                violation_error_message="A charge covers 1 to 120 months.",
            ),
            models.CheckConstraint(
                condition=Q(
                    monthly_cents__gt=-AMOUNT_LIMIT_CENTS, monthly_cents__lt=AMOUNT_LIMIT_CENTS
                ),
                name="revision_amount_range",
                violation_error_message="The monthly amount is too large.",
            ),
            models.CheckConstraint(
                condition=Q(until_month__gte=F("month")), name="revision_months_in_order"
            ),
            models.CheckConstraint(
                condition=within("effective_on"),
                name="revision_dates_plausible",
                violation_error_message="Dates run from 1970 to 2199.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} from {self.effective_on}"

    @property
    def terms(self) -> Terms:
        return Terms(self.quantity, self.unit_price, self.discount, self.billing_months)

    @property
    def undiscounted_cents(self) -> int:
        """The monthly amount before discount."""
        return undiscounted_cents(self.terms)

    @property
    def margin_cents(self) -> int:
        """Gross margin: the monthly amount less what the units cost."""
        return self.monthly_cents - self.cost_cents

    @property
    def history_of(self) -> dict[str, Any]:
        return self.line.history_of


# What people type; the derived columns are no news.
auditlog.register(AgreementLine, include_fields=["name", "service", "pricing", "ends_on"])
auditlog.register(
    LineRevision,
    include_fields=[
        "effective_on", "quantity", "unit_price", "discount", "unit_cost", "billing_months",
    ],
)  # fmt: skip
