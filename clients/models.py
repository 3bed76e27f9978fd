from django.conf import settings
from django.db import models
from django.urls import reverse


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user) -> "ClientQuerySet":
        """All clients, or for an account manager the own ones."""
        if user.has_perm("clients.view_every_client"):
            return self
        return self.filter(account_manager=user)


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

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        permissions = [("view_every_client", "Can view every client, not only the own ones")]
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
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("client_detail", args=[self.pk])
