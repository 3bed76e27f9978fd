"""Giving many clients one account manager."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clients.forms import AssignForm
from clients.models import Client
from clients.operations import assign_clients
from clients.queries import looked_after_by, managers_of, name_of, search_clients
from config import formats
from config.lists import Filter, search_words

# As many as a form sends at once.
CLIENTS_SHOWN = 500


@require_http_methods(["GET", "POST"])
@permission_required("clients.assign_client", raise_exception=True)
def client_assign(request: HttpRequest) -> HttpResponse:
    current = Client.objects.visible_to(request.user).current()
    manager = Filter.read(request, "manager", "Account manager", managers_of(current))
    words = search_words(request)
    form = AssignForm(request.POST or None, offered=current)
    if request.method == "POST" and form.is_valid() and _assigned(request, form):
        return redirect("client_list")
    found = search_clients(looked_after_by(manager.value, current), words)
    rows = list(found.select_related("account_manager").order_by("name")[: CLIENTS_SHOWN + 1])
    context = {
        "form": form,
        "filters": [manager],
        "q": words,
        "is_narrowed": bool(words or manager.value),
        "rows": rows[:CLIENTS_SHOWN],
        "has_more": len(rows) > CLIENTS_SHOWN,
        "limit": CLIENTS_SHOWN,
        "chosen": set(request.POST.getlist("clients")),
    }
    return render(request, "clients/client_assign.html", context)


def _assigned(request: HttpRequest, form: AssignForm) -> bool:
    """Whether it could be done; the form or the page then says it."""
    person = form.person
    try:
        assigned = assign_clients(clients=form.cleaned_data["clients"], account_manager=person)
    except ValidationError as error:
        form.complain(error)
        return False
    name = name_of(person) if person else "Nobody"
    noun = "client" if len(assigned) == 1 else "clients"
    count = formats.grouped(len(assigned))
    messages.success(request, f"{name} looks after {count} more {noun} now.")
    return True
