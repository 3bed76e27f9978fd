"""Who may do what: the one place. A role is a group of Django's permissions.

`sync_roles` writes it to the database after every migration; a page names the permission it needs
above its view, and `Client.objects.visible_to(user)` limits the rows.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

READ = {
    "clients.view_client",
    "contracts.view_agreement",
    "contracts.view_invoiceline",
    "metrics.view_mrrmovement",
}
EVERY_CLIENT = {"clients.view_every_client"}

OWNER = "owner"
FINANCE = "finance"
ACCOUNT_MANAGER = "account manager"

ROLES: dict[str, set[str]] = {
    OWNER: READ | EVERY_CLIENT,
    FINANCE: READ | EVERY_CLIENT,
    ACCOUNT_MANAGER: READ,
}


def sync_roles(**_: object) -> None:
    """Make the groups and their permissions what this file says."""
    for role, names in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(_permissions(names))


def _permissions(names: set[str]) -> list[Permission]:
    wanted = Q(pk=None)
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))
