"""Projects: pieces of one-off work with an end."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Client
from contracts.models import Project
from contracts.operations.settling import lock_client


@transaction.atomic
def create_project(
    *, client: Client, name: str, intended_follow_on: str = "", completed_on: date | None = None
) -> Project:
    """Add a project of a client."""
    lock_client(client.pk)
    project = Project(client=client)
    _save(project, name, intended_follow_on, completed_on)
    return project


@transaction.atomic
def edit_project(
    *, project: Project, name: str, intended_follow_on: str, completed_on: date | None
) -> Project:
    """Change what is known of a project; a date completes it, none opens it again."""
    lock_client(project.client_id)
    project = Project.objects.select_related("client").get(pk=project.pk)
    _save(project, name, intended_follow_on, completed_on)
    return project


def _save(project: Project, name: str, intended_follow_on: str, completed_on: date | None) -> None:
    project.name, project.intended_follow_on = name, intended_follow_on
    project.completed_on = completed_on
    project.clean_fields()
    namesakes = Project.objects.filter(client=project.client, name=name).exclude(pk=project.pk)
    if namesakes.exists():
        message = f"{project.client} has a project of this name already."
        raise ValidationError({"name": message})
    project.save()
