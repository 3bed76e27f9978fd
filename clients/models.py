from typing import Any

from auditlog.models import AbstractLogEntry
from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.urls import reverse

from clients.history import HistoryManager, differences


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user) -> "ClientQuerySet":
        """All clients, or for an account manager the own ones."""
        if user.has_perm("clients.view_every_client"):
            return self
        return self.filter(account_manager=user)

    def current(self) -> "ClientQuerySet":
        """Those we still work with: neither archived nor merged into another record."""
        return self.filter(archived_on=None)


class Client(models.Model):
    """The company the MSP bills."""

    name = models.CharField(max_length=200)
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clients",
    )
    segment = models.CharField(max_length=60, blank=True, default="")
    next_step = models.CharField(max_length=200, blank=True, default="")
    next_step_on = models.DateField(null=True, blank=True)
    archived_on = models.DateField(null=True, blank=True)
    # A second record of the same company, kept so that its links and its name lead on.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        permissions = [
            ("view_every_client", "Can view every client, not only the own ones"),
            ("merge_client", "Can merge two records of one client"),
            ("assign_client", "Can set the account manager of clients"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="client_name_unique",
                violation_error_message="There is a client of this name already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="client_name_given",
                violation_error_message="A client needs a name.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(archived_on__isnull=False),
                name="client_merged_is_archived",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("client_detail", args=[self.pk])

    @property
    def surviving(self) -> "Client":
        """This client, or the record that it was merged into."""
        client = self
        while client.merged_into:
            client = client.merged_into
        return client

    @property
    def history_of(self) -> dict[str, Any]:
        return {"client_id": self.pk}


class ClientAlias(models.Model):
    """Another name that files use for a client, as a person said once."""

    name = models.CharField(max_length=200, unique=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def history_of(self) -> dict[str, Any]:
        return {"client_id": self.client_id}


class ClientNote(models.Model):
    """What somebody wrote down about a client."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add",)

    def __str__(self) -> str:
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"

    @property
    def history_of(self) -> dict[str, Any]:
        return {"client_id": self.client_id}


class HistoryEntry(AbstractLogEntry):
    """One change of one record: by whom, from where, from what to what. Never changed itself."""

    class Source(models.TextChoices):
        PAGE = "page", "Page"
        IMPORT = "import", "Import"
        COMMAND = "command", "Command"

    source = models.CharField(max_length=10, choices=Source.choices)
    place = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    # Without a check by the database: what a record was about stays said, whatever comes of it.
    client = models.ForeignKey(
        Client,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    agreement_id = models.BigIntegerField(null=True)
    # Nobody looks for these: the base's indexes of them would be written with every change.
    object_pk = models.CharField("object pk", max_length=255)
    action = models.PositiveSmallIntegerField(choices=AbstractLogEntry.Action.choices)
    # The library writes no text here, but nothing: it stays as it declared it.
    cid = models.CharField("correlation ID", max_length=255, blank=True, null=True)  # noqa: DJ001

    objects = HistoryManager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["client", "id"], name="history_client"),
            models.Index(fields=["agreement_id", "id"], name="history_agreement"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("History is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("History is never deleted.")

    @property
    def who(self) -> str:
        """Whoever did it; the command or file itself, when no person is known."""
        if self.actor:
            return self.actor.get_full_name() or self.actor.get_username()
        return self.actor_email or self.get_source_display()

    @property
    def origin(self) -> str:
        """Import prices.csv; a page's address says little to people, so it stays out."""
        where = "" if self.source == self.Source.PAGE else f" {self.place}"
        return f"{self.get_source_display()}{where}".strip()

    @property
    def is_summary(self) -> bool:
        """Whether this is about many records at once, and says so itself."""
        return not self.object_pk

    @property
    def kind(self) -> str:
        """What sort of record it is about: Agreement line."""
        model = self.content_type.model_class()
        name = model._meta.verbose_name if model else self.content_type.model
        return str(name).capitalize()

    @property
    def verb(self) -> str:
        return {0: "created", 1: "changed", 2: "removed"}.get(self.action, "looked at")

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        return differences(self)

    @property
    def news(self) -> list[tuple[str, str, str]]:
        """The differences that the entry's heading does not say already."""
        said = {self.object_repr, str(self.client)} if self.action == self.Action.CREATE else set()
        return [change for change in self.differences if change[2] not in said]


auditlog.register(
    Client,
    include_fields=[
        "name", "account_manager", "segment", "next_step", "next_step_on", "archived_on",
        "merged_into",
    ],
)  # fmt: skip
auditlog.register(ClientNote, include_fields=["text"])
auditlog.register(ClientAlias, include_fields=["name", "client"])
