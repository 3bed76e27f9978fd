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
TILES = """
() => [...document.querySelectorAll(".tiles .tile")].map((tile) => {
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
    """MRR, recurring share, net new MRR and clients on the dashboard, and a clean ledger."""
    keyboard.page.goto(keyboard.page.url.split("/", 3)[0] + "//" + keyboard.page.url.split("/")[2])
    keyboard.page.goto(keyboard.page.url + f"?month={month}")
    assert verification.differences() == []
    return keyboard.page.evaluate(TILES)


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
    lines = [
        ("Help", "u", "28", "85"),
        ("Monitoring", "Per d", "40", "12.50"),
        ("Backup", "Flat", "1", "120"),
    ]
    for number, (service, pricing, quantity, price) in enumerate(lines):
        if number:
            keyboard.press("Add a line")
        keyboard.choose(f"lines-{number}-service", service)
        keyboard.choose(f"lines-{number}-pricing", pricing)
        keyboard.type(f"lines-{number}-quantity", quantity)
        keyboard.type(f"lines-{number}-unit_price", price)
    keyboard.save()
