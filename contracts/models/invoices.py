"""Invoice lines, and the projects that some of them belong to."""

from typing import Any

from auditlog.registry import auditlog
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from clients.models import Client
from contracts.models.agreements import Agreement
from contracts.models.limits import AMOUNT_LIMIT_CENTS, PLAUSIBLE, within


class InvoiceKind(models.TextChoices):
    PROJECT = "project", "Project"
    PROFESSIONAL_SERVICES = "professional_services", "Professional services"
    HARDWARE = "hardware", "Hardware"
    BREAK_FIX = "break_fix", "Break-fix"
    MANAGED = "managed", "Managed services"
    UNCLASSIFIED = "unclassified", "Unclassified"


class Project(models.Model):
    """A piece of one-off work with an end, which may lead to an agreement."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="projects", db_index=False
    )
    name = models.CharField(max_length=200)
    intended_follow_on = models.CharField(max_length=200, blank=True, default="")
    completed_on = models.DateField(null=True, blank=True, validators=PLAUSIBLE)

    class Meta:
        ordering = ["client__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name"],
                name="project_name_unique",
                violation_error_message="The client has a project of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project_detail", args=[self.pk])

    @property
    def history_of(self) -> dict[str, Any]:
        return {"client_id": self.client_id}


class ClassificationRule(models.Model):
    """Unclassified invoice lines whose description contains `contains` become of a kind."""

    contains = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, choices=InvoiceKind.choices)

    class Meta:
        ordering = ["contains"]
        constraints = [
            models.UniqueConstraint(
                Lower("contains"),
                name="rule_contains_unique",
                violation_error_message="There is a rule for these words already.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unclassified") & ~Q(contains=""), name="rule_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.contains}” is {self.get_kind_display()}"


class InvoiceLine(models.Model):
    """One line of an invoice, tax excluded; a credit note is negative.

    Lines of one client with one number are one invoice; `position` counts them from 1.
    """

    Kind = InvoiceKind
    ONE_OFF_KINDS = (Kind.PROJECT, Kind.PROFESSIONAL_SERVICES, Kind.HARDWARE, Kind.BREAK_FIX)

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="invoice_lines", db_index=False
    )
    number = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=1)
    issued_on = models.DateField(validators=PLAUSIBLE)
    month = models.DateField()
    kind = models.CharField(max_length=30, choices=Kind.choices)
    amount_cents = models.BigIntegerField(
        validators=[
            MinValueValidator(1 - AMOUNT_LIMIT_CENTS, "The amount is too large."),
            MaxValueValidator(AMOUNT_LIMIT_CENTS - 1, "The amount is too large."),
        ]
    )
    description = models.CharField(max_length=500, blank=True)
    project = models.ForeignKey(
        Project,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invoice_lines",
        db_index=False,
    )
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invoice_lines",
        db_index=False,
    )
    # The rule that classified the line: taking the rule back takes its kinds back.
    rule = models.ForeignKey(
        ClassificationRule,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invoice_lines",
        db_index=False,
    )

    class Meta:
        ordering = ["-issued_on", "number", "position"]
        indexes = [
            models.Index(fields=["issued_on"], name="invoice_line_issued_on"),
            # Covers the sums by month and kind, which read every line of the company.
            models.Index(fields=["month", "kind", "amount_cents"], name="invoice_line_sums"),
            # The same for some clients.
            models.Index(
                fields=["client", "month", "kind", "amount_cents"], name="invoice_line_client_sums"
            ),
            # Most lines are of no project, agreement or rule: an index of those that are is small.
            models.Index(
                fields=["project", "amount_cents"],
                name="invoice_line_project",
                condition=Q(project__isnull=False),
            ),
            models.Index(
                fields=["agreement"],
                name="invoice_line_agreement",
                condition=Q(agreement__isnull=False),
            ),
            models.Index(
                fields=["rule", "amount_cents"],
                name="invoice_line_rule",
                condition=Q(rule__isnull=False),
            ),
            # The worklist, and any other kind, by date.
            models.Index(fields=["kind", "issued_on"], name="invoice_line_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "number", "position"],
                name="invoice_line_unique",
                violation_error_message="The client's invoice has a line of this position already.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "project",
                        "professional_services",
                        "hardware",
                        "break_fix",
                        "managed",
                        "unclassified",
                    ]
                ),
                name="invoice_line_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    amount_cents__gt=-AMOUNT_LIMIT_CENTS, amount_cents__lt=AMOUNT_LIMIT_CENTS
                ),
                name="invoice_line_amount_range",
                violation_error_message="The amount is too large.",
            ),
            models.CheckConstraint(
                condition=Q(month__lte=F("issued_on")) & within("issued_on"),
                name="invoice_line_dates_plausible",
                violation_error_message="Dates run from 1970 to 2199.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.position}"

    def get_absolute_url(self) -> str:
        """The invoice that the line is of."""
        return reverse("invoice_detail", args=[self.pk])

    @property
    def history_of(self) -> dict[str, Any]:
        return {"client_id": self.client_id}


auditlog.register(Project, include_fields=["client", "name", "intended_follow_on", "completed_on"])
auditlog.register(ClassificationRule, include_fields=["contains", "kind"])
auditlog.register(
    InvoiceLine,
    include_fields=[
        "client", "number", "position", "issued_on", "kind", "amount_cents", "description",
        "project", "agreement",
    ],
)  # fmt: skip
