"""What the owner decides for the whole installation."""

from allauth.mfa.models import Authenticator
from auditlog.registry import auditlog
from django.contrib.auth.models import User
from django.db import models


class SiteSettings(models.Model):
    """One row, or none while nothing was decided yet."""

    ONLY = 1

    require_mfa = models.BooleanField("two-step login required of everyone", default=False)

    class Meta:
        verbose_name_plural = "site settings"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="site_settings_one_row",
                violation_error_message="There is one row of settings.",
            ),
        ]

    def __str__(self) -> str:
        return "Settings"


# Who was let in, by whom and as what; never a password or a key, and no login.
auditlog.register(
    User,
    include_fields=["username", "first_name", "last_name", "email", "is_active"],
    m2m_fields={"groups"},
)
auditlog.register(SiteSettings, include_fields=["require_mfa"])
auditlog.register(Authenticator, include_fields=["user", "type"])
