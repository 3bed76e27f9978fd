"""Files that people bring in: one job per file, what it read, and what it wrote."""

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.urls import reverse

from contracts.models.invoices import InvoiceKind
from contracts.models.services import Service


class ImportKind(models.TextChoices):
    AGREEMENTS = "agreements", "Agreements"
    INVOICES = "invoices", "Invoices"
    CLIENTS = "clients", "Clients"


class ImportJob(models.Model):
    """One file on its way into the books.

    reading → asking | ready | refused; ready → applying → applied → undoing → undone. Whatever runs
    may be cancelled: a reading job ends so, an applying one is ready again.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        ASKING = "asking", "Has a question"
        READY = "ready", "Ready to import"
        REFUSED = "refused", "Cannot be imported"
        APPLYING = "applying", "Being imported"
        APPLIED = "applied", "Imported"
        UNDOING = "undoing", "Being taken back"
        UNDONE = "undone", "Taken back"
        CANCELLED = "cancelled", "Cancelled"

    RUNNING = (State.READING, State.APPLYING, State.UNDOING)

    file_name = models.CharField(max_length=200)
    file_size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=ImportKind.choices, blank=True, default="")
    profile = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=20, choices=State.choices, default=State.READING)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # A run that was overtaken by another one writes nothing: it asks for its own number at the end.
    attempt = models.PositiveIntegerField(default=0)
    # How people say the file is to be read, and what its names mean: `Declared`, `Decisions`.
    declared = models.JSONField(default=dict, blank=True)
    decisions = models.JSONField(default=dict, blank=True)
    # What the preview shows.
    report = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["profile", "state"], name="import_profile")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING


class ImportFile(models.Model):
    """The bytes of an uploaded file: in the database, so that web and worker share them and no
    address leads to them. Removed after some days.
    """

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.job)


class ImportJournal(models.Model):
    """What an import wrote, as compressed JSON: undoing it reads nothing else."""

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, related_name="journal")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.job)


class SavedMapping(models.Model):
    """Which column of a file means what, said once by hand and offered for the same header."""

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=ImportKind.choices)
    # The header's names as they stand in the file, and our field → the file's column.
    header = models.JSONField()
    columns = models.JSONField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="saved_mapping_name_unique",
                violation_error_message="There is a mapping of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ServiceAlias(models.Model):
    """What a file calls a service."""

    name = models.CharField(max_length=200, unique=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return self.name


class ItemKind(models.Model):
    """Of what kind invoice lines of an item are, as a person said when a file brought the item."""

    item = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=30, choices=InvoiceKind.choices)

    def __str__(self) -> str:
        return self.item


auditlog.register(ServiceAlias, include_fields=["name", "service"])
auditlog.register(ItemKind, include_fields=["item", "kind"])
