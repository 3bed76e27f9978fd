"""Who may do what: the one place. A role is a group of Django's permissions.

`sync_roles` writes it to the database after every migration; a page names the permission it needs
above its view, and `Client.objects.visible_to(user)` limits the rows.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

READ = {
    "clients.view_client",
    "clients.view_historyentry",
    "contracts.view_agreement",
    "contracts.view_invoiceline",
    "contracts.view_project",
    "contracts.view_service",
    "metrics.view_mrrmovement",
}
# An account manager's work, on the own clients: agreements, renewals, projects, what to do next.
AGREE = {
    "clients.add_clientnote",
    "contracts.add_agreement",
    "contracts.change_agreement",
    "contracts.add_project",
    "contracts.change_project",
}
# What somebody tries out and keeps.
PLAN = {
    "metrics.add_scenario",
    "metrics.change_scenario",
    "metrics.delete_scenario",
}
# The desk: everything that is entered or mended for the whole company.
ENTER = AGREE | {
    "clients.add_client",
    "clients.change_client",
    "clients.merge_client",
    "clients.assign_client",
    "contracts.correct_agreement",
    "contracts.add_invoiceline",
    "contracts.change_invoiceline",
    "contracts.add_classificationrule",
    "contracts.delete_classificationrule",
    "contracts.add_service",
    "contracts.change_service",
    "contracts.view_importjob",
    "contracts.add_importjob",
    "contracts.change_importjob",
}
# What is about all clients together.
EVERY_CLIENT = {
    "clients.view_every_client",
    "contracts.view_classificationrule",
    "metrics.view_forecast",
}
SEE_PEOPLE = {"auth.view_user"}
PEOPLE = SEE_PEOPLE | {"auth.change_user"}

OWNER = "owner"
FINANCE = "finance"
ACCOUNT_MANAGER = "account manager"
AUDITOR = "auditor"

ROLES: dict[str, set[str]] = {
    OWNER: READ | EVERY_CLIENT | ENTER | PLAN | PEOPLE,
    FINANCE: READ | EVERY_CLIENT | ENTER | PLAN,
    ACCOUNT_MANAGER: READ | AGREE | PLAN,
    AUDITOR: READ | EVERY_CLIENT | SEE_PEOPLE,
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
