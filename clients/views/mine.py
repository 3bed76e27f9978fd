"""Where an account manager starts: the own clients, what moved, what falls due, whom to convert."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries import with_next_steps
from contracts.queries.renewals import renewals_due
from metrics.conversions import candidates
from metrics.months import Period, add_months
from metrics.parts import Part
from metrics.portfolio import portfolio_tiles
from metrics.queries import annotate_agreement_mrr, movements_in, revenue_by_month
from metrics.scopes import Scope
from metrics.windows import Window

SHOWN = 8


@require_safe
@permission_required("clients.view_client", raise_exception=True)
def my_clients(request: HttpRequest) -> HttpResponse:
    """Of whoever looks at it, also of an owner who looks after clients."""
    today = timezone.localdate()
    clients = Client.objects.filter(account_manager=request.user.pk)
    scope = Scope(Window.from_query({}, today), Part(clients), [], is_limited=True)
    month, part = scope.month, scope.part
    rows = revenue_by_month(scope.window.period, part)
    year = Period.ending_with(add_months(month, -1), months=12)
    due = renewals_due(clients, today)
    due_count = due.count()
    steps = list(with_next_steps(clients.current()))
    context = {
        "scope": scope,
        "window": scope.window,
        "today": today,
        "client_count": clients.current().count(),
        "tiles": portfolio_tiles(rows, scope, due_count, steps, today),
        "movements": movements_in(month, part)[:SHOWN],
        "renewals": annotate_agreement_mrr(due, month)[:SHOWN],
        "renewal_count": due_count,
        "steps": steps[:SHOWN],
        "step_count": len(steps),
        "candidates": candidates(year, month, part)[:SHOWN],
    }
    return render(request, "clients/my_clients.html", context)
