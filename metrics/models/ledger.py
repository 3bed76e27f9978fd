"""The ledger: derived from agreements and invoices, written by `metrics.ledger` alone."""

from django.db import models

from clients.models import Client
from contracts.models import Agreement, AgreementLine, LineRevision, Service


class Kind(models.TextChoices):
    """What a movement is, in the order in which reports list them."""

    NEW = "new", "New"
    REACTIVATION = "reactivation", "Reactivation"
    EXPANSION = "expansion", "Expansion"
    CONTRACTION = "contraction", "Contraction"
    CHURN = "churn", "Churn"


def _owner(to: type[models.Model], rows: str) -> models.ForeignKey:
    """A key of a table of the ledger.

    No database check: one per row would cost more than the rebuild; `verify_ledger` looks.
    """
    return models.ForeignKey(
        to, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name=rows
    )


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
    service, -1 when it leaves, else 0. A cost that changes alone is no change here.
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


class Movement(models.Model):
    """A change of MRR from one month-end to the next, with the MRR it leads to.

    `mrr_cents` holds from `month` until before `until_month`, the month of the next movement
    (9999-12-01 when there is none): MRR at month m is `month <= m < until_month`.
    """

    client_id: int
    month = models.DateField()
    until_month = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    amount_cents = models.BigIntegerField()
    mrr_cents = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.amount_cents}"

    @property
    def opening_cents(self) -> int:
        return self.mrr_cents - self.amount_cents


class MrrMovement(Movement):
    """The movements of a client's whole MRR, one at most per client and month."""

    pk = models.CompositePrimaryKey("client_id", "month")
    client = _owner(Client, "movements")

    class Meta:
        # Serves "in force at m" and "moved in m" alike: what moved in m holds past m.
        indexes = [models.Index(fields=["until_month", "month"], name="movement_until_month")]


class CategoryMovement(Movement):
    """The movements of a client's MRR in one service category, as if that were all it had.

    The first security service is *new* in security. A credit of another category than the service
    it is for can leave a category below 0.
    """

    pk = models.CompositePrimaryKey("client_id", "category", "month")
    client = _owner(Client, "category_movements")
    category = models.CharField(max_length=20, choices=Service.Category.choices)

    class Meta:
        indexes = [
            models.Index(fields=["category", "until_month", "month"], name="category_until_month")
        ]


class AgreementMrr(models.Model):
    """MRR, monthly cost and number of lines in service of an agreement.

    They hold from `month` until before `until_month`, as the MRR of a movement does.
    """

    pk = models.CompositePrimaryKey("agreement_id", "month")
    agreement = _owner(Agreement, "mrr_rows")
    month = models.DateField()
    until_month = models.DateField()
    client = _owner(Client, "+")
    mrr_cents = models.BigIntegerField()
    cost_cents = models.BigIntegerField()
    line_count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["until_month", "month"], name="agreement_until_month")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.month:%Y-%m}: {self.mrr_cents}"


class MonthTotal(models.Model):
    """Sums per month, kept in the transaction of each change: what pages about all clients read.

    One table, so that one upsert in key order takes all its locks. By family, of which `kind`:

    `movement`      kind of movement: what it moved; the rows; change of the clients with MRR
    `category`      service category: the same, its movements netted
    `retained`      `net`, `gross`: what of the month's opening MRR is kept, less that opening.
                    `net_12m`, `gross_12m`: change of what is kept of the MRR of 12 months before;
                    client_change of `net_12m`: of the number of clients with MRR then and now
    `cohort`        month of a client's first MRR, as 2024-05: change of MRR, and of the clients
                    with MRR
    `service`       key of a service: change of MRR; row_count: of the number of lines in service
    `service_cost`  key of a service: change of monthly cost
    `invoice`       kind of invoice line: invoiced; the lines

    Of a service category as if it were all there is, `movement`, `retained` and `cohort` carry its
    name before theirs: `security.cohort`.
    """

    class Family(models.TextChoices):
        MOVEMENT = "movement"
        CATEGORY = "category"
        RETAINED = "retained"
        COHORT = "cohort"
        SERVICE = "service"
        SERVICE_COST = "service_cost"
        INVOICE = "invoice"

        def within(self, category: str) -> str:
            """This family within a service category; the whole's for none."""
            return f"{category}.{self}" if category else str(self)

    # The family first: a page reads one or two of them.
    pk = models.CompositePrimaryKey("family", "month", "kind")
    family = models.CharField(max_length=20)
    month = models.DateField()
    kind = models.CharField(max_length=30)
    amount_cents = models.BigIntegerField(default=0)
    row_count = models.BigIntegerField(default=0)
    client_change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.family} {self.kind}: {self.amount_cents}"
