"""A finance person's day by keyboard alone; after each step the dashboard is checked by hand.

28 users at 85.00, 40 devices at 12.50 and a flat 120.00 make 3,000.00 in January 2024; three more
users in March make 3,255.00. Of March's invoice 2,000.00 are a project and 500.00 hardware; 255.00
are credited. A renewal at 4 % from 2025 makes 31 × 88.40 + 40 × 13.00 + 124.80 = 3,385.20, and the
end of June 2025 takes that away.
"""

import pytest

from metrics import verification
from tests.browser.keys import Keyboard
from tests.builders import make_service
from tests.pages import FINANCE, browse, person

pytestmark = pytest.mark.needs_chromium

LINES = [
    ("Help", "Per u", "28", "85"),
    ("Monitoring", "Per d", "40", "12.50"),
    ("Backup", "Flat", "1", "120"),
]
CHARGES = [("Project", "Server migration", "2000"), ("Hardware", "Switch", "500")]
TILES = """
() => [...document.querySelectorAll(".tiles:not(.is-small) .tile")].map((tile) => {
  const figure = tile.querySelector(".tile-figure");
  return figure.querySelector("[title]")?.title ?? figure.textContent.trim();
})
"""


@pytest.fixture
def desk(transactional_db, browser, live_server):
    """The keyboard of a finance person before an empty company with three services."""
    for name in ("Help desk", "Monitoring", "Backup"):
        make_service(name)
    # The fields for dates take the keys of the browser's language.
    context = browser.new_context(viewport={"width": 1440, "height": 1150}, locale="en-US")
    session = browse(person(FINANCE)).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url)
    yield Keyboard(page)
    context.close()


def tiles(keyboard, month):
    """MRR, recurring share over 12 months, net new MRR and clients of a month on the dashboard."""
    page = keyboard.page
    page.goto(f"{page.url.split('/')[0]}//{page.url.split('/')[2]}/?month={month}")
    assert verification.differences() == []
    return page.evaluate(TILES)


def new_client(keyboard):
    keyboard.follow("Clients")
    keyboard.follow("New client")
    keyboard.type("Name", "Zebra Works")
    keyboard.save()


def new_agreement(keyboard):
    keyboard.follow("Agreements")
    keyboard.follow("New agreement")
    keyboard.type("Client", "Zebra Works")
    keyboard.type("First day of service", "01012024")
    keyboard.type("Term ends", "12312024")
    for number, (service, pricing, quantity, price) in enumerate(LINES):
        if number:
            keyboard.press("Add a line")
        keyboard.choose(f"lines-{number}-service", service)
        keyboard.choose(f"lines-{number}-pricing", pricing)
        keyboard.type(f"lines-{number}-quantity", quantity)
        keyboard.type(f"lines-{number}-unit_price", price)
    keyboard.save()


def three_more_users(keyboard):
    keyboard.follow("Agreements")
    keyboard.follow("Managed services")
    keyboard.follow("Change terms")
    keyboard.type("Change from", "03012024")
    keyboard.tab_to_field_of("Help desk", "quantity")
    keyboard.replace("31")
    # What reaches into complete months asks why.
    keyboard.type("why", "Told late")
    keyboard.follow("Save change")


def invoice_of_two_kinds(keyboard):
    keyboard.follow("Invoices")
    keyboard.follow("New invoice")
    keyboard.type("Client", "Zebra Works")
    keyboard.type("Number", "INV-1")
    keyboard.type("Date", "03102024")
    for number, (kind, text, amount) in enumerate(CHARGES):
        if number:
            keyboard.press("Add a line")
        keyboard.choose(f"lines-{number}-kind", kind)
        keyboard.type(f"lines-{number}-description", text)
        keyboard.type(f"lines-{number}-amount", amount)
    keyboard.save()


def credit_note(keyboard):
    """255 of the project, nothing of the hardware."""
    keyboard.follow("Invoices")
    keyboard.follow("INV-1")
    keyboard.follow("Credit note")
    keyboard.type("Number", "CN-1")
    keyboard.type("Date", "03202024")
    keyboard.type("lines-0-description", "Goodwill")
    keyboard.type("lines-0-amount", "255")
    keyboard.tab_to("lines-1-amount")
    keyboard.press("Remove this line")
    keyboard.follow("Save")


def renewal_with_uplift(keyboard):
    keyboard.follow("Agreements")
    keyboard.follow("Managed services")
    keyboard.follow("Renew")
    keyboard.type("Prices rise by", "4")
    keyboard.type("why", "Signed late")
    keyboard.follow("Renew")


def cancellation(keyboard):
    keyboard.follow("Agreements")
    keyboard.follow("Managed services")
    keyboard.follow("Cancel agreement")
    keyboard.type("Last day of service", "06302025")
    keyboard.choose("Reason", "Went to")
    keyboard.follow("Cancel agreement")


# What is done, the month in which it shows, and the dashboard's tiles then: MRR, recurring share
# over 12 months, net new MRR, clients with MRR.
DAY = [
    (new_client, "2024-01", ["$0.00", "–", "$0.00", "0"]),
    (new_agreement, "2024-01", ["$3,000.00", "100.0%", "+$3,000.00", "1"]),
    (three_more_users, "2024-03", ["$3,255.00", "100.0%", "+$255.00", "1"]),
    # 9,255 of 9,255 + 2,500; then of 9,255 + 2,245.
    (invoice_of_two_kinds, "2024-03", ["$3,255.00", "78.7%", "+$255.00", "1"]),
    (credit_note, "2024-03", ["$3,255.00", "80.5%", "+$255.00", "1"]),
    # Twelve months up to January 2025: 38,935.20 (3,000 + 10 × 3,255 + 3,385.20) of 41,180.20.
    (renewal_with_uplift, "2025-01", ["$3,385.20", "94.5%", "+$130.20", "1"]),
    (cancellation, "2025-07", ["$0.00", "100.0%", "−$3,385.20", "0"]),
]


def test_a_finance_persons_day(desk):
    seen = []
    for act, month, _ in DAY:
        act(desk)
        seen.append((act, month, tiles(desk, month)))
    assert seen == DAY
