"""What every figure means: for everybody who is logged in, whatever else they may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from metrics.cards import card
from metrics.definitions import GROUPS


@require_safe
def definition_list(request: HttpRequest) -> HttpResponse:
    groups = {name: [card(item.key) for item in items] for name, items in GROUPS.items()}
    return render(request, "metrics/definition_list.html", {"groups": groups})
