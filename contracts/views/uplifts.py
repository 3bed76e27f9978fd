"""The page of the price uplift: chosen and previewed by its address, applied by its form."""

from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.models import ClientQuerySet
from clients.queries import clients_seen_by
from config import formats
from contracts import operations
from contracts.forms.uplifts import SeenForm, UpliftForm
from contracts.operations import UpliftedLine, uplifted_lines
from contracts.queries.uplifts import clients_of_lines, lines_to_uplift
from contracts.tables.uplifts import UpliftTable
from metrics.acts import Act, act_page

# More rows than anybody reads; the totals are those of all.
ROWS_SHOWN = 500


@require_http_methods(["GET", "POST"])
@permission_required("contracts.change_agreement", raise_exception=True)
def uplift(request: HttpRequest) -> HttpResponse:
    clients = clients_seen_by(request.user)
    data = request.POST or request.GET or None
    form = UpliftForm(data, user=request.user, today=timezone.localdate())
    seen = SeenForm(request.POST or None)
    known = clients_of_lines(clients, seen.prices) if seen.is_valid() else {}
    act = Act(
        forms=(form, seen),
        perform=lambda: _apply(form, seen, known),
        done=lambda lines: f"The uplift is saved. Lines: {formats.grouped(lines)}.",
        leads_to=lambda _: "agreement_list",
        client_ids=sorted(set(known.values())),
    )
    preview = Preview(form, clients, seen.leave_out) if form.is_valid() else None
    context = {"preview": preview, "seen_form": seen, "is_limited": clients is not None}
    return act_page(request, act, "contracts/uplift.html", context)


def _apply(form: UpliftForm, seen: SeenForm, known: dict[int, int]) -> int:
    if seen.prices.keys() - known.keys():
        raise ValidationError("A line of the preview is gone, or no longer one of your clients'.")
    operations.uplift_agreements(prices=seen.prices, **form.rule)
    return len(seen.prices)


class Preview:
    """What the rule would do to the chosen lines; worked out when the page comes to show it."""

    def __init__(self, form: UpliftForm, clients: ClientQuerySet | None, left_out: set[str]):
        self.form, self.clients, self.left_out = form, clients, left_out
        self.refused: list[str] = []

    @cached_property
    def rows(self) -> list[UpliftedLine]:
        rule = self.form.rule
        lines = lines_to_uplift(self.clients, rule["effective_on"], **self.form.chosen)
        try:
            return uplifted_lines(lines, **rule)
        except ValidationError as error:
            self.refused = error.messages
            return []

    @property
    def token(self) -> str:
        return SeenForm.token(self.rows)

    @property
    def unlisted_count(self) -> int:
        return max(0, len(self.rows) - ROWS_SHOWN)

    @property
    def table(self) -> UpliftTable:
        raised = [row for row in self.rows if str(row.line.pk) not in self.left_out]
        totals: dict[str, Any] = {"client": f"Sum of {formats.grouped(len(raised))}"}
        for name in ("old_cents", "new_cents", "change_cents"):
            totals[name] = sum(getattr(row, name) for row in raised)
        return UpliftTable(self.rows[:ROWS_SHOWN], left_out=self.left_out, totals=totals)
