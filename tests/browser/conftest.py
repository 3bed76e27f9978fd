"""A browser on a running site, with an owner logged in and a small company to look at."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, sync_playwright

from clients.models import Client
from contracts import operations
from metrics.forecast import keeping
from tests.builders import add, invoice, make_client, make_service, revise, sign
from tests.contracts.import_jobs import AGREEMENTS, DATE_QUESTION, INVOICES, TICKETS, make_job
from tests.pages import OWNER, browse, person

# Playwright runs an event loop in this thread; Django would refuse to use the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser(needs_chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=needs_chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """The server after the database: started before, it would share one connection with us."""
    return live_server


@pytest.fixture
def company(transactional_db) -> None:
    """Three clients with movements of several kinds, invoices of all kinds, some forecasts."""
    ash = make_client("Ash & Co")
    line = sign(ash, on="2024-01-01", quantity="10", price="85")
    revise(line, "2024-03-01", quantity="14", price="85")
    operations.edit_agreement(
        agreement=line.agreement,
        name="Managed services",
        commitment="fixed_term",
        term_ends_on=date(2199, 12, 31),
        notice_days=30,
    )
    security = make_service("Managed detection", "security")
    add(line.agreement, on="2024-04-01", name="Detection", service=security, price="120")
    sign(make_client("Birch Dental"), on="2024-02-01", price="400", ends="2024-05-31")
    make_client("Cedar")
    operations.create_project(client=ash, name="Office move", intended_follow_on="Care")
    operations.create_rule(contains="firewall", kind="hardware")
    for number, kind in enumerate(("project", "hardware", "break_fix", "unclassified"), start=1):
        invoice(ash, f"2024-0{number}-10", kind, 40_000 * number)
    bring_in_files(ash)
    for month in (3, 6, 9):
        keeping.keep_forecast(made_at=datetime(2026, month, 1, tzinfo=UTC))


def bring_in_files(ash: Client) -> None:
    """A file in each state, named as it, with something in every part of its page."""
    suggestions = {"Ash and Company": [[ash.pk, ash.name, 92]], "Ashes": [[ash.pk, ash.name, 81]]}
    names = {**INVOICES["names"], "suggestions": suggestions}
    services = {**AGREEMENTS["names"], "aliases": {"ASH": "Ash & Co"}}
    obstacle = {"sentence": "Invoice 7 was edited.", "path": "/invoices/", "who": "sam", "at": ""}
    reports = {
        "ready": {**INVOICES, "names": names},
        "applied": {**AGREEMENTS, "names": services, "obstacles": [obstacle]},
        "asking": TICKETS,
        "question": {**INVOICES, "questions": [DATE_QUESTION]},
        "refused": {"refusals": ["This is a PDF. Export the report as CSV, and choose that file."]},
        "undone": INVOICES,
        "reading": {},
    }
    for name, base in reports.items():
        state = "asking" if name == "question" else name
        make_job(state, base, file_name=name, applied_at=datetime(2024, 5, 2, tzinfo=UTC))


@pytest.fixture
def owner(company) -> User:
    return person(OWNER)


class Visit:
    """A tab that is logged in and remembers what went wrong in it."""

    def __init__(self, page: Page, address: str):
        self.page, self.address = page, address
        self.messages: list[str] = []
        self.hosts: set[str] = set()
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.fixture
def visit(browser, live_server, owner, request) -> Iterator[Visit]:
    """A tab of 1440 × 1150 in the light theme, or with the options an indirect parameter gives."""
    options = {"viewport": {"width": 1440, "height": 1150}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    session = browse(owner).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield Visit(context.new_page(), live_server.url)
    context.close()
