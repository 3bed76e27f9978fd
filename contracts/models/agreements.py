"""Agreements: signed with a client, for a term."""

from datetime import date, timedelta
from typing import Any

from auditlog.registry import auditlog
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from clients.models import Client
from contracts.models.limits import EARLIEST, LATEST, within


class Agreement(models.Model):
    """A signed managed-services contract with a client."""

    class Commitment(models.TextChoices):
        FIXED_TERM = "fixed_term", "Fixed term"
        AUTO_RENEWING = "auto_renewing", "Auto-renewing"
        MONTH_TO_MONTH = "month_to_month", "Month to month"

    class CancelReason(models.TextChoices):
        PRICE = "price", "Price"
        SERVICE = "service", "Unhappy with the service"
        COMPETITOR = "competitor", "Went to another provider"
        IN_HOUSE = "in_house", "Does it in-house now"
        CLOSED = "closed", "Business closed"
        ACQUIRED = "acquired", "Was acquired or merged"
        BY_US = "by_us", "Ended by us"
        OTHER = "other", "Other"

    class RenewalDecision(models.TextChoices):
        RENEW = "renew", "Renew"
        RENEGOTIATE = "renegotiate", "Renegotiate"
        LET_END = "let_end", "Let it end"

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="agreements", db_index=False
    )
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField("last day of service", null=True, blank=True)
    commitment = models.CharField(
        max_length=20, choices=Commitment.choices, default=Commitment.MONTH_TO_MONTH
    )
    term_ends_on = models.DateField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(3650, "Notice is at most ten years.")]
    )
    # The last day on which notice can be given: stored, so that lists need no date arithmetic.
    notice_on = models.DateField(null=True, blank=True, editable=False)
    renewal_decision = models.CharField(
        max_length=20, choices=RenewalDecision.choices, blank=True, default=""
    )
    renewal_note = models.TextField(blank=True, default="")
    cancel_reason = models.CharField(
        max_length=20, choices=CancelReason.choices, blank=True, default=""
    )
    cancel_note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["client__name", "name"]
        permissions = [("correct_agreement", "Can correct an agreement's past")]
        indexes = [models.Index(fields=["notice_on"], name="agreement_notice")]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name"],
                name="agreement_name_unique",
                violation_error_message="The client has an agreement of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message="The last day of service lies before the start.",
            ),
            models.CheckConstraint(
                condition=Q(term_ends_on__isnull=True) | Q(term_ends_on__gte=F("starts_on")),
                name="agreement_term_after_start",
                violation_error_message="The term ends before the start.",
            ),
            models.CheckConstraint(
                condition=Q(commitment__in=["fixed_term", "auto_renewing", "month_to_month"]),
                name="agreement_commitment_known",
            ),
            models.CheckConstraint(
                condition=within("starts_on") & within("ends_on", nullable=True),
                name="agreement_dates_plausible",
                violation_error_message="Dates run from 1970 to 2199.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.notice_on = self.last_notice_day
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("agreement_detail", args=[self.pk])

    def clean(self) -> None:
        if self.term_ends_on and not EARLIEST <= self.term_ends_on <= LATEST:
            raise ValidationError({"term_ends_on": "Dates run from 1970 to 2199."})

    @property
    def last_notice_day(self) -> date | None:
        """What `notice_on` stores; None without a term to give notice to."""
        if self.term_ends_on is None:
            return None
        return max(self.term_ends_on - timedelta(days=self.notice_days), EARLIEST)

    @property
    def history_of(self) -> dict[str, Any]:
        return {"client_id": self.client_id, "agreement_id": self.pk}


auditlog.register(
    Agreement,
    include_fields=[
        "client", "name", "starts_on", "ends_on", "commitment", "term_ends_on", "notice_days",
        "renewal_decision", "renewal_note", "cancel_reason", "cancel_note",
    ],
)  # fmt: skip
