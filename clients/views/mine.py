"""Where an account manager starts: the own clients, what moved, what falls due, whom to convert."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import with_next_steps
from contracts.queries.agreements import with_monthly_amounts
from contracts.queries.renewals import renewals_due
from metrics import tiles
from metrics.parts import Part
from metrics.queries import movements_in, revenue_by_month
from metrics.scopes import Scope
from metrics.windows import Window

SHOWN = 8


@require_safe
@permission_required("clients.view_client", raise_exception=True)
def my_clients(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    clients = Client.objects.filter(account_manager=request.user.pk)
    window = Window.from_query({}, today)
    scope = Scope.of(request, window=window)
    part = Part(clients)
    rows = revenue_by_month(window.period, part)
    steps = with_next_steps(clients.current())
    due = renewals_due(clients, today)
    context = {
        "scope": scope,
        "window": window,
        "today": today,
        "client_count": clients.current().count(),
        "last": rows[-1],
        "complete": tiles.last_complete(rows, window.current),
        "sparks": tiles.sparks(rows, window.current),
        "movements": movements_in(window.month, part)[:SHOWN],
        "renewals": with_monthly_amounts(due, window.month)[:SHOWN],
        "renewal_count": due.count(),
        "steps": steps[:SHOWN],
        "step_count": steps.count(),
    }
    return render(request, "clients/my_clients.html", context)
