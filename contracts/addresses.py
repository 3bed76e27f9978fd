"""What an address says of an agreement or a project: `?agreement=7`."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clients.addresses import key_asked_for
from contracts.models import Agreement, Project
from contracts.queries.agreements import agreements_seen_by
from contracts.queries.projects import projects_seen_by


def agreement_asked_for(request: HttpRequest) -> Agreement | None:
    """The agreement of `?agreement=7`; one of a client that nobody may see is not found."""
    key = key_asked_for(request, "agreement")
    return None if key is None else get_object_or_404(agreements_seen_by(request.user), pk=key)


def project_asked_for(request: HttpRequest) -> Project | None:
    key = key_asked_for(request, "project")
    return None if key is None else get_object_or_404(projects_seen_by(request.user), pk=key)
