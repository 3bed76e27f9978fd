"""Every page in a real browser: drawn, quiet, accessible, and no wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from clients.models import Client
from contracts.models import ImportJob, LineRevision
from tests.builders import make_client

pytestmark = pytest.mark.needs_chromium

PAGES = [
    "/?month=2024-05",
    "/?month=2024-05&months=36",
    "/months/?month=2024-05",
    "/months/2024-03/",
    "/share/?month=2024-05",
    "/share/?month=2024-05&target=65&ratio=80&with=resale",
    "/share/scenarios/new/?target=65",
    "/lines/?month=2024-05",
    "/lines/?month=2024-05&day1=1&users=1",
    "/movements/?month=2024-05&months=12",
    "/changes/?month=2024-03",
    "/retained/?month=2024-05&over=1",
    "/retained/?month=2024-06&over=1&only=lost",
    "/retention/?month=2024-05",
    "/quality/?month=2024-05",
    "/quality/?month=2024-05&users=x&arpu=50",
    "/quality/margins/?month=2024-05",
    "/quality/margins/?month=2024-05&by=service",
    "/quality/cross-sell/?month=2024-05",
    "/retention/?month=2024-05&months=all&show=clients",
    "/retention/cohorts/?since=2024-01&month=2024-05&age=2",
    "/retention/cancellations/?month=2024-06",
    "/movements/?month=2024-06&months=12&kind=contraction,churn",
    "/forecast/",
    "/forecast/?ahead=24&goal=x&lead=12",
    "/forecast/terms/",
    "/forecast/past/",
    "/definitions/",
    "/clients/?month=2024-05",
    "/clients/?month=2024-05&mrr=with&top=1",
    "/clients/CLIENT/?month=2024-05",
    "/agreements/?month=2024-05",
    "/agreements/uplift/?percent=4&step=0.01&effective_on=2024-04-01",
    "/agreements/uplift/?percent=x",
    "/agreements/new/",
    "/agreements/AGREEMENT/?month=2024-05",
    "/agreements/AGREEMENT/edit/",
    "/agreements/AGREEMENT/change/",
    "/agreements/AGREEMENT/lines/new/",
    "/agreements/AGREEMENT/renew/",
    "/agreements/AGREEMENT/cancel/",
    "/agreements/AGREEMENT/reinstate/",
    "/agreements/AGREEMENT/correct/",
    "/agreements/AGREEMENT/renewal/",
    "/revisions/REVISION/correct/",
    "/renewals/",
    "/invoices/",
    "/clients/new/",
    "/clients/assign/",
    "/clients/CLIENT/edit/",
    "/clients/CLIENT/next-step/",
    "/clients/CLIENT/notes/new/",
    "/mine/",
    "/clients/CLIENT/merge/",
    "/services/",
    "/services/new/",
    "/history/",
    "/imports/",
    "/imports/?q=nothing",
    "/imports/new/",
    "/imports/READY/",
    "/imports/READY/?map=1",
    "/imports/APPLIED/",
    "/imports/APPLIED/undo/",
    "/imports/ASKING/",
    "/imports/ASKING/?kind=clients",
    "/imports/QUESTION/",
    "/imports/REFUSED/",
    "/imports/UNDONE/",
    "/imports/READING/",
    "/invoices/INVOICE/",
    "/invoices/INVOICE/edit/",
    "/invoices/new/?client=CLIENT",
    "/invoices/new/?credits=INVOICE",
    "/invoices/unclassified/",
    "/invoices/rules/",
    "/invoices/rules/new/?contains=a",
    "/invoices/leakage/?month=2024-05",
    "/projects/",
    "/projects/PROJECT/",
    "/projects/PROJECT/edit/",
    "/projects/new/",
    "/people/",
    "/people/invite/",
    "/accounts/",
    "/accounts/password/set/",
    "/accounts/two-step/",
    "/accounts/sessions/",
]
PHONE = {"viewport": {"width": 390, "height": 844}}
DARK = {"color_scheme": "dark"}
DRAWN = "() => document.documentElement.dataset.chartsDrawn === 'true'"


def look_at(visit, path):
    client = Client.objects.get(name="Ash & Co")
    keys = {
        "CLIENT": client,
        "AGREEMENT": client.agreements.get(),
        "REVISION": LineRevision.objects.filter(client=client).first(),
        "INVOICE": client.invoice_lines.first(),
        "PROJECT": client.projects.first(),
        **{job.file_name.upper(): job for job in ImportJob.objects.all()},
    }
    for word, record in keys.items():
        path = path.replace(word, str(record.pk))
    page = visit.open(path)
    if page.locator("canvas[data-chart]").count():
        page.wait_for_function(DRAWN)
    return page


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]]


def problems(visit, path):
    """What is wrong with a page: rules of accessibility broken, messages, strangers, its width."""
    page = look_at(visit, path)
    strangers = visit.hosts - {visit.address.split("/")[2]}
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*violations(page), *visit.messages, *strangers, *([f"{width}px"] if width > 0 else [])]


@pytest.mark.parametrize("visit", [{}, DARK, PHONE], indirect=True, ids=["light", "dark", "phone"])
def test_pages_are_accessible_quiet_and_fit(visit):
    found = {path: problems(visit, path) for path in PAGES}
    assert found == {path: [] for path in PAGES}


def test_login_page(browser, live_server, owner):
    page = browser.new_page()
    page.goto(f"{live_server.url}/login/")
    assert violations(page) == []
    assert page.evaluate("document.activeElement.name") == "login"
    page.close()


@pytest.mark.parametrize("width", [768, 992, 1024, 1200])
def test_client_page_fits_in_between(visit, width):
    visit.page.set_viewport_size({"width": width, "height": 900})
    assert problems(visit, "/clients/CLIENT/?month=2024-05") == []


def test_head_of_a_table_sticks_while_it_fits(visit):
    for number in range(40):
        make_client(f"Client {number}")
    page = look_at(visit, "/clients/")
    page.evaluate("scrollTo(0, 600)")
    top = "document.querySelector('.rows thead th').getBoundingClientRect().top"
    assert page.evaluate(top) == pytest.approx(0, abs=1)
