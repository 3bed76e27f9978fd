"""Who sees which page: every address of the site against every role."""

from decimal import Decimal

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from contracts import operations
from contracts.models import ClassificationRule, ImportJob, LineRevision
from metrics import scenarios
from metrics.models import Scenario
from metrics.months import parse_month
from tests import account_pages
from tests.builders import invoice, make_client, sign
from tests.contracts.import_jobs import INVOICES, make_job
from tests.pages import (
    ACCOUNT_MANAGER,
    AUDITOR,
    FINANCE,
    OWNER,
    browse,
    csv_rows,
    person,
    words,
    xlsx_rows,
)

pytestmark = pytest.mark.django_db

MONTH = parse_month("2024-03")
TO_LOGIN = 302

# What each role gets: status by page, in the order owner, finance, account manager, auditor,
# no role, anonymous. The client belongs to the account manager.
PAGES = {
    "healthz": (200, 200, 200, 200, 200, 200),
    "dashboard": (200, 200, 200, 200, 403, TO_LOGIN),
    "month_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "month_detail": (200, 200, 200, 200, 403, TO_LOGIN),
    "recurring_share": (200, 200, 200, 200, 403, TO_LOGIN),
    "scenario_create": (200, 200, 200, 403, 403, TO_LOGIN),
    "scenario_edit": (200, 200, 200, 403, 403, TO_LOGIN),
    "scenario_remove": (405, 405, 405, 405, 405, TO_LOGIN),
    "line_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "movement_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "change_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "retained_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "revenue_quality": (200, 200, 200, 200, 403, TO_LOGIN),
    "margin_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "cross_sell_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "retention": (200, 200, 200, 200, 403, TO_LOGIN),
    "cancellation_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "cohort_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "forecast": (200, 200, 200, 200, 403, TO_LOGIN),
    "term_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "forecast_list": (200, 200, 403, 200, 403, TO_LOGIN),
    "definition_list": (200, 200, 200, 200, 200, TO_LOGIN),
    "my_clients": (200, 200, 200, 200, 403, TO_LOGIN),
    "client_plan": (200, 200, 200, 403, 403, TO_LOGIN),
    "note_create": (200, 200, 200, 403, 403, TO_LOGIN),
    "note_remove": (405, 405, 405, 405, 405, TO_LOGIN),
    "client_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "client_choices": (200, 200, 200, 200, 403, TO_LOGIN),
    "client_detail": (200, 200, 200, 200, 403, TO_LOGIN),
    "client_create": (200, 200, 403, 403, 403, TO_LOGIN),
    "client_edit": (200, 200, 403, 403, 403, TO_LOGIN),
    "client_archive": (405, 405, 405, 405, 405, TO_LOGIN),
    "client_restore": (405, 405, 405, 405, 405, TO_LOGIN),
    "client_merge": (200, 200, 403, 403, 403, TO_LOGIN),
    "client_assign": (200, 200, 403, 403, 403, TO_LOGIN),
    "history_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "service_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "service_create": (200, 200, 403, 403, 403, TO_LOGIN),
    "service_edit": (200, 200, 403, 403, 403, TO_LOGIN),
    "agreement_create": (200, 200, 200, 403, 403, TO_LOGIN),
    "agreement_detail": (200, 200, 200, 200, 403, TO_LOGIN),
    "agreement_edit": (200, 200, 200, 403, 403, TO_LOGIN),
    "agreement_change": (200, 200, 200, 403, 403, TO_LOGIN),
    "line_create": (200, 200, 200, 403, 403, TO_LOGIN),
    "agreement_renew": (200, 200, 200, 403, 403, TO_LOGIN),
    "agreement_cancel": (200, 200, 200, 403, 403, TO_LOGIN),
    "agreement_reinstate": (200, 200, 200, 403, 403, TO_LOGIN),
    "agreement_correct": (200, 200, 403, 403, 403, TO_LOGIN),
    "revision_correct": (200, 200, 403, 403, 403, TO_LOGIN),
    "uplift": (200, 200, 200, 403, 403, TO_LOGIN),
    "renewal_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "renewal_decide": (200, 200, 200, 403, 403, TO_LOGIN),
    "agreement_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "import_list": (200, 200, 403, 403, 403, TO_LOGIN),
    "import_create": (200, 200, 403, 403, 403, TO_LOGIN),
    "import_template": (200, 200, 403, 403, 403, TO_LOGIN),
    "import_detail": (200, 200, 403, 403, 403, TO_LOGIN),
    "import_wrong_rows": (200, 200, 403, 403, 403, TO_LOGIN),
    "import_apply": (302, 302, 403, 403, 403, TO_LOGIN),
    "import_undo": (302, 302, 403, 403, 403, TO_LOGIN),
    "import_cancel": (405, 405, 405, 405, 405, TO_LOGIN),
    "import_restart": (302, 302, 403, 403, 403, TO_LOGIN),
    "invoice_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "invoice_create": (200, 200, 403, 403, 403, TO_LOGIN),
    "invoice_choices": (200, 200, 403, 403, 403, TO_LOGIN),
    "invoice_detail": (200, 200, 200, 200, 403, TO_LOGIN),
    "invoice_edit": (200, 200, 403, 403, 403, TO_LOGIN),
    "unclassified_list": (200, 200, 403, 403, 403, TO_LOGIN),
    "rule_list": (200, 200, 403, 200, 403, TO_LOGIN),
    "rule_create": (200, 200, 403, 403, 403, TO_LOGIN),
    "rule_remove": (405, 405, 405, 405, 405, TO_LOGIN),
    "leakage_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "project_list": (200, 200, 200, 200, 403, TO_LOGIN),
    "project_create": (200, 200, 200, 403, 403, TO_LOGIN),
    "project_detail": (200, 200, 200, 200, 403, TO_LOGIN),
    "project_edit": (200, 200, 200, 403, 403, TO_LOGIN),
    **account_pages.PAGES,
}
VISITORS = [OWNER, FINANCE, ACCOUNT_MANAGER, AUDITOR, "no role", "anonymous"]
# Every page that shows figures, and its download where it has one.
FIGURES = [
    "/?month=2024-03",
    "/months/?month=2024-03",
    "/months/2024-03/",
    "/share/?month=2024-03",
    "/lines/?month=2024-03",
    "/movements/?month=2024-03",
    "/changes/?month=2024-03",
    "/retained/?month=2024-04&over=1",
    "/retention/?month=2024-03&show=mrr",
    "/quality/?month=2024-03",
    "/quality/margins/?month=2024-03",
    "/quality/cross-sell/?month=2024-03",
    "/retention/cohorts/?since=2024-03&month=2024-03",
    "/forecast/",
    "/forecast/terms/?month=2199-01",
    "/clients/?month=2024-03",
    "/clients/?q=Theirs",
    "/agreements/?month=2024-03",
    "/agreements/?q=Theirs",
    "/agreements/uplift/?percent=4&step=0.01&effective_on=2027-01-01",
    "/renewals/",
    "/invoices/",
    "/invoices/?q=Theirs",
    "/invoices/?month=2024-03",
    "/services/",
    "/history/",
    "/history/?kind=contracts.linerevision",
    "/invoices/leakage/?month=2024-03",
    "/projects/",
]
DOWNLOADS = [
    "/months/?month=2024-03&format=",
    "/share/?month=2024-03&format=",
    "/lines/?month=2024-03&format=",
    "/movements/?month=2024-03&format=",
    "/changes/?month=2024-03&format=",
    "/retained/?month=2024-04&over=1&format=",
    "/retention/cohorts/?since=2024-03&month=2024-03&format=",
    "/forecast/terms/?month=2199-01&format=",
    "/quality/margins/?month=2024-03&format=",
    "/quality/cross-sell/?month=2024-03&format=",
    "/clients/?month=2024-03&format=",
    "/agreements/?month=2024-03&format=",
    "/invoices/?format=",
    "/invoices/leakage/?month=2024-03&format=",
    "/projects/?format=",
    "/renewals/?format=",
    "/services/?format=",
    "/history/?format=",
]
READERS = {"csv": csv_rows, "xlsx": xlsx_rows}


def addresses(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def manager():
    return person(ACCOUNT_MANAGER)


@pytest.fixture
def ours(manager):
    ours = make_client("Ours", account_manager=manager)
    sign(ours, on="2024-03-01", price="1")
    with_project(ours, 1_00)
    keep_scenario(manager)
    make_job("ready", INVOICES)
    ClassificationRule.objects.create(contains="firewall", kind="hardware")
    return ours


def keep_scenario(manager):
    """Shared: whoever sees every client sees and changes it as well."""
    scenarios.create_scenario(
        created_by=manager,
        created_at=timezone.now(),
        name="More recurring",
        target=Decimal("0.6"),
        ratio=Decimal("0.8"),
        by_month=parse_month("2190-01"),
        is_shared=True,
    )


def with_project(client, cents):
    """A project of the client, and an invoice of it."""
    project = operations.create_project(client=client, name=f"Move of {client}")
    charge = operations.Charge("project", cents, project=project)
    operations.record_invoice(
        client=client, number="P-1", issued_on=parse_month("2024-03"), charges=[charge]
    )


@pytest.fixture
def theirs():
    """A client of nobody's, with figures that no sum of ours can show by chance."""
    theirs = make_client("Theirs")
    agreement = sign(theirs, on="2024-03-01", price="7777.77").agreement
    operations.edit_agreement(
        agreement=agreement,
        name=agreement.name,
        commitment="fixed_term",
        term_ends_on=parse_month("2199-01"),
        notice_days=30,
    )
    invoice(theirs, "2024-03-10", "project", 8_888_88)
    invoice(theirs, "2024-03-10", "break_fix", 8_888_88)
    with_project(theirs, 8_888_88)
    return theirs


def subjects(client):
    """What the pages of one record are about, by the first word of their names."""
    agreement = client.agreements.first()
    return {
        "month_detail": MONTH,
        "client_": client.pk,
        "agreement_": agreement.pk,
        "service_": agreement.lines.first().service_id,
        "line_": agreement.pk,
        "invoice_": client.invoice_lines.first().pk,
        "project_": client.projects.first().pk,
        "import_": ImportJob.objects.values_list("pk", flat=True).first(),
        "rule_": ClassificationRule.objects.values_list("pk", flat=True).first(),
        "renewal_": agreement.pk,
        "revision_": LineRevision.objects.filter(client=client).first().pk,
        "scenario_": Scenario.objects.values_list("pk", flat=True).first(),
        "person_": client.account_manager_id,
        "note_create": client.pk,
        "note_remove": 1,
    }


def address(page, client):
    """The page's address, of this client's record where it is about one."""
    arguments = {**account_pages.ARGUMENTS, "import_template": ["invoices", "csv"]}
    if page in arguments:
        return reverse(page, args=arguments[page])
    try:
        return reverse(page)
    except NoReverseMatch:
        about = subjects(client)
        return reverse(page, args=[next(about[key] for key in about if page.startswith(key))])


def visit(visitor, page, client, method="get"):
    user = client.account_manager if visitor == ACCOUNT_MANAGER else None
    if user is None and visitor != "anonymous":
        user = person(visitor if visitor != "no role" else None)
    return getattr(browse(user), method)(address(page, client))


def test_the_table_names_every_page():
    assert set(addresses(get_resolver().url_patterns)) == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("visitor", VISITORS)
def test_who_sees_what(ours, page, visitor):
    assert visit(visitor, page, ours).status_code == PAGES[page][VISITORS.index(visitor)]


def test_anonymous_visitors_come_back_after_logging_in():
    response = browse(None).get("/months/2024-03/")
    assert response["Location"] == "/login/?next=/months/2024-03/"


@pytest.mark.parametrize("page", FIGURES)
def test_manager_sees_nothing_of_other_clients(manager, ours, theirs, page):
    said = words(browse(manager).get(page))
    assert "Theirs" not in said
    assert "7,77" not in said
    assert "8,88" not in said


@pytest.mark.parametrize("page", FIGURES)
def test_owner_sees_them_there(theirs, page):
    said = words(browse(person(OWNER)).get(page))
    assert "7,77" in said or "8,88" in said


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("download", DOWNLOADS)
def test_manager_downloads_nothing_of_other_clients(manager, ours, theirs, download, ending):
    sign(ours, on="2024-03-01", price="50")
    text = str(READERS[ending](browse(manager).get(download + ending)))
    assert "Theirs" not in text
    assert "7777.77" not in text
    assert "8888.88" not in text


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("download", DOWNLOADS)
def test_owner_downloads_them(theirs, download, ending):
    text = str(READERS[ending](browse(person(OWNER)).get(download + ending)))
    assert "7777.77" in text or "8888.88" in text


def test_client_of_another_manager_is_not_found(manager, theirs):
    browser = browse(manager)
    assert browser.get(f"/clients/{theirs.pk}/").status_code == 404
    assert browser.get(f"/invoices/?client={theirs.pk}").status_code == 404


def test_navigation_offers_only_what_a_role_may_see():
    said = words(browse(person(None)).get("/"))
    assert "Your role does not include this page" in said
    assert "Dashboard" not in said


def test_page_of_another_role_offers_to_log_in_as_somebody_else():
    page = browse(person(None)).get("/")
    assert "Log in as somebody else" in words(page)
    assert '<form class="empty-step" method="post" action="/logout/">' in page.content.decode()


# Pages about one record of one client, each with an address of its own.
ONE_CLIENTS = (
    "client_d",
    "client_plan",
    "note_create",
    "agreement_",
    "line_",
    "revision_",
    "invoice_",
    "project_",
)
OTHERS = ("_list", "_choices", "agreement_create", "invoice_create", "project_create")
ABOUT_ONE = [page for page in PAGES if page.startswith(ONE_CLIENTS) and not page.endswith(OTHERS)]


@pytest.mark.parametrize("page", [*account_pages.PEOPLE[1:], *account_pages.PEOPLE_ACTS])
@pytest.mark.parametrize("visitor", [FINANCE, AUDITOR, "no role"])
def test_only_owners_change_people(ours, page, visitor):
    assert visit(visitor, page, ours, method="post").status_code == 403


@pytest.mark.parametrize("page", ABOUT_ONE)
def test_pages_of_another_managers_client_are_not_found(manager, theirs, page):
    allowed = PAGES[page][VISITORS.index(ACCOUNT_MANAGER)] == 200
    response = browse(manager).get(address(page, theirs))
    assert response.status_code == (404 if allowed else 403)
    assert "Theirs" not in words(response)


# Pages with a form: they take a POST, from those who may see them.
FORMS = {
    "agreement_create", "agreement_edit", "agreement_change", "line_create", "agreement_renew",
    "agreement_cancel", "agreement_reinstate", "agreement_correct", "revision_correct",
    "uplift", "renewal_decide", "client_create", "client_edit", "client_merge", "client_assign",
    "client_plan", "note_create",
    "service_create", "service_edit", "invoice_create", "invoice_edit", "unclassified_list",
    "rule_create", "project_create", "project_edit", "scenario_create", "scenario_edit",
    "import_create",
}  # fmt: skip
# Buttons on other pages: they take nothing but a POST.
BUTTONS = {
    "client_archive": {OWNER, FINANCE},
    "client_restore": {OWNER, FINANCE},
    "scenario_remove": {OWNER, FINANCE, ACCOUNT_MANAGER},
    "import_undo": {OWNER, FINANCE},
    "import_cancel": {OWNER, FINANCE},
    "import_restart": {OWNER, FINANCE},
}
WITHOUT_GET = {"healthz", "rule_remove", "note_remove"}
NOT_READ = {*WITHOUT_GET, *FORMS, *BUTTONS, "import_apply", *account_pages.PAGES}
READ_ONLY = [page for page in PAGES if page not in NOT_READ]


@pytest.mark.parametrize("page", READ_ONLY)
def test_pages_are_read_only(ours, page):
    assert browse(person(OWNER)).post(address(page, ours)).status_code == 405


@pytest.mark.parametrize("page", sorted(FORMS))
@pytest.mark.parametrize("visitor", VISITORS)
def test_who_may_send_a_form(ours, page, visitor):
    """An empty form comes back to those who may send one; nobody else gets that far."""
    allowed = PAGES[page][VISITORS.index(visitor)] == 200
    response = visit(visitor, page, ours, method="post")
    assert response.status_code in ({200, 302} if allowed else {403, TO_LOGIN})
    if not allowed:
        assert response.status_code == PAGES[page][VISITORS.index(visitor)]


@pytest.mark.parametrize("page", BUTTONS)
@pytest.mark.parametrize("visitor", [OWNER, FINANCE, ACCOUNT_MANAGER, AUDITOR, "no role"])
def test_who_may_press_a_button(ours, page, visitor):
    response = visit(visitor, page, ours, method="post")
    assert response.status_code == (302 if visitor in BUTTONS[page] else 403)


@pytest.mark.parametrize("visitor", [OWNER, FINANCE, ACCOUNT_MANAGER, AUDITOR, "no role"])
def test_who_may_press_import(ours, visitor):
    """A post without the fields of the preview comes back with it."""
    response = visit(visitor, "import_apply", ours, method="post")
    assert response.status_code == (200 if visitor in {OWNER, FINANCE} else 403)
