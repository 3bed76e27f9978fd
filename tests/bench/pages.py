"""What each page costs: its queries, the time they take, the time of the whole page."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from contracts.models import Agreement, AgreementLine, InvoiceLine, Project, Service
from metrics.models import Forecast
from metrics.months import Period, add_months
from tests.bench.company import LARGEST, LAST_MONTH
from tests.pages import ACCOUNT_MANAGER, FINANCE, OWNER, browse, person, typed


@dataclass(frozen=True)
class Cost:
    """A page's median over some runs."""

    page: str
    query_count: int
    sql_seconds: float
    seconds: float


@dataclass
class Stopwatch:
    """Counts and times the queries of the `with` block."""

    times: list[float] = field(default_factory=list)

    def __call__(self, execute: Callable, *args: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.times.append(time.perf_counter() - start)


def pages(runs: int) -> Iterator[Cost]:
    """Every page of the desk as finance sees it, some as an account manager."""
    _keep_forecasts()
    people = {role: browse(person(role)) for role in (FINANCE, OWNER)}
    people[ACCOUNT_MANAGER] = browse(_a_manager())
    for name, role, path in _addresses():
        browser = people[role]
        yield _cost(name, lambda browser=browser, path=path: browser.get(path), runs)
    for name, path, changes in _previews():
        yield _cost(name, _preview(people[FINANCE], path, changes), runs)


def _keep_forecasts() -> None:
    """Ten years of them; what they say does not matter for the time they take."""
    for made_in in Period(add_months(LAST_MONTH, -119), LAST_MONTH):
        Forecast.objects.bulk_create(
            Forecast(
                made_in=made_in,
                target_month=add_months(made_in, number),
                months_ahead=number + 1,
                known_cents=0,
                low_cents=0,
                expected_cents=50_000_000_00,
                high_cents=100_000_000_00,
                made_at=timezone.now(),
            )
            for number in range(12)
        )


def _a_manager() -> Any:
    line = AgreementLine.objects.filter(agreement__client__account_manager__isnull=False)
    return line.first().agreement.client.account_manager


def _cost(name: str, visit: Callable[[], Any], runs: int) -> Cost:
    """The first visit only warms up, and shows that the page is there."""
    status = visit().status_code
    assert status == 200, f"{name}: {status}"
    costs = [_visit(visit) for _ in range(runs)]
    counts, queries, whole = zip(*costs, strict=True)
    return Cost(name, counts[0], statistics.median(queries), statistics.median(whole))


def _visit(visit: Callable[[], Any]) -> tuple[int, float, float]:
    stopwatch, start = Stopwatch(), time.perf_counter()
    with connection.execute_wrapper(stopwatch):
        visit()
    return len(stopwatch.times), sum(stopwatch.times), time.perf_counter() - start


def _addresses() -> Iterator[tuple[str, str, str]]:
    """(what is measured, who looks, address)"""
    for name in LISTS:
        yield name.replace("?", " ?"), FINANCE, _address(name)
    for name in OF_A_MANAGER:
        shown = name.replace("?", " ?")
        yield f"{shown}, account manager", ACCOUNT_MANAGER, _address(name)
    for name, keys in _records():
        yield name, FINANCE, reverse(name.split(",")[0].split(" ")[0], args=keys)
    yield "client_merge", OWNER, reverse("client_merge", args=[LARGEST])
    yield "agreement_correct", OWNER, reverse("agreement_correct", args=[_agreement().pk])
    client, agreement = _agreement().client_id, _agreement().pk
    yield "history_list of a client", OWNER, f"{reverse('history_list')}?client={client}"
    yield "history_list of an agreement", OWNER, f"{reverse('history_list')}?agreement={agreement}"


RULE = "percent=4&step=0.01&effective_on=2027-01-01"
# MANAGER stands for an account manager with a twentieth of the clients.
LISTS = f"""
dashboard dashboard?months=36 dashboard?months=all dashboard?category=security
dashboard?manager=MANAGER dashboard?segment=Dental dashboard?segment=Dental&category=security
dashboard?segment=Dental&months=all
month_list month_list?months=all month_list?months=all&segment=Dental
recurring_share recurring_share?target=65&ratio=80 recurring_share?q=00012
recurring_share?sort=client recurring_share?months=all recurring_share?segment=Dental
scenario_create
retention retention?months=36 retention?months=36&by=month retention?months=all
retention?category=security retention?manager=nobody retention?segment=Dental&months=all
cohort_list?since=2024-01&month=2024-12&age=12 cohort_list?months=all&age=24&sort=-now_cents
cancellation_list cancellation_list?months=all&sort=-lost_cents
revenue_quality revenue_quality?segment=Dental revenue_quality?months=36
margin_list margin_list?by=service margin_list?sort=-mrr_cents margin_list?segment=Dental
cross_sell_list cross_sell_list?segment=Dental
forecast forecast?ahead=24 forecast?segment=Dental forecast_list
term_list?month=2028-10 term_list?month=2028-10&sort=-mrr_cents
line_list line_list?sort=-earned_cents line_list?category=security&segment=Dental
line_list?day1=1 line_list?users=1 line_list?commitment=fixed_term line_list?service=1
line_list?notice=2027-03
movement_list movement_list?months=all movement_list?months=all&category=security
movement_list?months=12&kind=new&manager=MANAGER
movement_list?months=12&kind=contraction,churn&sort=reason
change_list change_list?months=12&cause=price change_list?months=12&category=security
change_list?months=all
retained_list?over=12 retained_list?over=1 retained_list?over=12&only=lost
retained_list?over=12&category=security retained_list?over=12&manager=MANAGER
definition_list
client_list client_list?q=00123 client_list?archived=with client_list?archived=only
client_list?sort=-mrr_cents client_list?sort=-one_off_cents client_list?mrr=with
client_list?mrr=with&top=10 client_list?cohort=2024-05 client_list?mrr=with&segment=Dental
client_list?mrr=with&security=with client_list?mrr=with&security=without
client_choices?q=Client+01 client_create client_assign client_assign?q=01
history_list history_list?q=Help history_list?person=2 history_list?source=import
history_list?page=200 history_list?kind=clients.client history_list?since=2026-01-01
agreement_list agreement_list?state=in_force agreement_list?q=Client+012
agreement_list?sort=-mrr_cents agreement_create
renewal_list renewal_list?notice=60 renewal_list?sort=-mrr_cents
uplift uplift?{RULE}&q=Client+00012 uplift?{RULE}&service=1 uplift?{RULE}
invoice_list invoice_list?kind=hardware invoice_list?q=INV-99
invoice_list?kind=unclassified invoice_list?month=2026-10&kind=one_off
invoice_list?since=2025-11&month=2026-10&kind=one_off
invoice_list?since=2023-12&month=2026-10&sort=-amount_cents
invoice_list?since=2025-11&month=2026-10&segment=Dental invoice_create
invoice_choices?client=Client+00001 unclassified_list unclassified_list?q=Firewall
unclassified_list?page=100 rule_list rule_create leakage_list leakage_list?side=under
leakage_list?q=Client+01 project_list project_list?state=open project_list?sort=-invoiced_cents
project_create service_list service_create
""".split()
OF_A_MANAGER = """
my_clients dashboard dashboard?months=all month_list recurring_share
retention retention?months=all cohort_list cancellation_list
revenue_quality margin_list cross_sell_list forecast term_list
line_list movement_list?months=12 change_list retained_list?over=12
client_list agreement_list renewal_list invoice_list invoice_list?kind=one_off
project_list history_list leakage_list service_list
""".split()


def _address(name: str) -> str:
    page, _, query = name.replace("MANAGER", str(_a_manager().pk)).partition("?")
    return f"{reverse(page)}?{query}" if query else reverse(page)


def _agreement() -> Agreement:
    return Agreement.objects.filter(client=LARGEST).earliest("pk")


def _records() -> Iterator[tuple[str, list[Any]]]:
    agreement = _agreement().pk
    for name in ("detail", "edit", "change", "renew", "cancel"):
        yield f"agreement_{name}, 40 lines", [agreement]
    yield "line_create", [agreement]
    yield "renewal_decide", [agreement]
    yield "client_detail", [LARGEST]
    yield "client_edit", [LARGEST]
    line = InvoiceLine.objects.filter(client=LARGEST).first()
    yield "invoice_detail", [line.pk]
    yield "invoice_edit", [line.pk]
    project = Project.objects.filter(client=LARGEST).get()
    yield "project_detail", [project.pk]
    yield "project_edit", [project.pk]
    yield "service_edit", [Service.objects.earliest("pk").pk]
    yield "month_detail", [timezone.localdate().replace(day=1)]


def _previews() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """(what is measured, the form's address, what is typed over)"""
    agreement = _agreement()
    key = agreement.lines.earliest("pk").pk
    change = {f"line-{key}-quantity": "77"}
    yield "agreement_change, preview", reverse("agreement_change", args=[agreement.pk]), change
    until = timezone.localdate() + timedelta(days=700)
    renew = {"term_ends_on": until.isoformat(), "uplift": "4"}
    yield "agreement_renew, preview", reverse("agreement_renew", args=[agreement.pk]), renew
    yield "rule_create, preview", reverse("rule_create"), {"contains": "Fire"}


def _preview(browser: Browser, path: str, changes: Mapping[str, str]) -> Callable[[], Any]:
    data = typed(browser.get(path), **changes)
    return lambda: browser.post(path, data, headers={"HX-Request": "true"})
