"""What an address says of an agreement, a project or a rule: `?agreement=7`."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clients.addresses import key_asked_for
from contracts.models import Agreement, ClassificationRule, Project
from contracts.queries.agreements import agreements_seen_by
from contracts.queries.projects import projects_seen_by


def agreement_asked_for(request: HttpRequest) -> Agreement | None:
    """The agreement of `?agreement=7`; one of a client that nobody may see is not found."""
    key = key_asked_for(request, "agreement")
    return None if key is None else get_object_or_404(agreements_seen_by(request.user), pk=key)


def rule_asked_for(request: HttpRequest) -> ClassificationRule | None:
    """The rule of `?rule=7`, for those who may see rules."""
    key = key_asked_for(request, "rule")
    may_see = request.user.has_perm("contracts.view_classificationrule")
    rules = ClassificationRule.objects.all() if may_see else ClassificationRule.objects.none()
    return None if key is None else get_object_or_404(rules, pk=key)


def project_asked_for(request: HttpRequest) -> Project | None:
    key = key_asked_for(request, "project")
    return None if key is None else get_object_or_404(projects_seen_by(request.user), pk=key)
