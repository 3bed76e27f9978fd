"""The ledger: derived from agreements and invoices, written by `metrics.ledger` alone."""

from django.db import models

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
