"""Tiles on pages: what they show, what it comes from, and that their cards say the same."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest

from config import formats
from tests.builders import invoice, make_client, make_service, revise, sign
from tests.pages import ACCOUNT_MANAGER, browse, person

pytestmark = pytest.mark.django_db

WITHOUT_CARD = "None"

# Pages with definition cards beside their tiles, or without tiles.
OTHERS = [
    "/months/2024-03/",
    "/share/?month=2024-03",
    "/share/?with=resale",
    "/retention/?month=2024-03",
    "/quality/?month=2024-03",
    "/forecast/",
]


@pytest.fixture
def client():
    """A client with an expansion, a discount, costs, one-off and unclassified invoices."""
    client = make_client()
    line = sign(client, on="2024-01-01", quantity="10", price="25")
    revise(line, "2024-03-01", quantity="14", price="25.10", discount="0.1")
    line.revisions.update(unit_cost=10)
    sign(client, on="2024-02-01", price="99.99", service=make_service("Detection", "security"))
    invoice(client, "2024-03-10", "project", 40_000)
    invoice(client, "2024-03-11", "unclassified", 5_000)
    return client


def paths(client):
    agreement = client.agreements.first()
    return [
        "/?month=2024-03",
        f"/clients/{client.pk}/?month=2024-03",
        f"/agreements/{agreement.pk}/?month=2024-03",
    ]


def tiles_of(browser, path):
    """(label, exact figure, key, what the card says it comes to) of each tile of a page."""
    page = browser.get(path).content.decode()
    return [seen(tile.split("<section")[0]) for tile in page.split('<div class="card tile">')[1:]]


def seen(tile):
    label = unescape(re.search(r'"tile-label">(.*?)</span>', tile)[1]).replace("\xa0", " ")
    figure = re.search(r'"tile-figure">(?:<span title="(.*?)">)?(.*?)<', tile)
    key = re.search(r'data-figure="(.*?)"', tile)
    result = re.search(r'"definition-worked">.*?<strong>(.*?)</strong>', tile)
    found = (figure[1] or figure[2], key and key[1], result and result[1])
    return label, *map(unescape, map(str, found))


def test_figures_are_exact_and_say_what_they_come_from(finance, client):
    assert tiles_of(finance, "/?month=2024-03")[:4] == [
        ("MRR", "$416.25", "41625", "$416.25"),
        ("Recurring share, 12 months to Mar 24", "71.8%", "101624/141624", "71.8%"),
        ("Net new MRR", "+$66.26", "6626", "$66.26"),
        ("Clients with MRR", "1", "n:1", "1"),
    ]


def test_cards_come_to_what_the_tile_shows(finance, client):
    for path in paths(client):
        for label, figure, _, result in tiles_of(finance, path):
            undefined = figure == formats.NOTHING and result.startswith("no ")
            same = {figure, figure.removeprefix("+"), WITHOUT_CARD}
            assert undefined or result in same, (path, label)


def test_figures_lead_to_rows_that_add_up_to_them(finance, client):
    for path in paths(client):
        for tile in finance.get(path).content.decode().split('<div class="card tile">')[1:]:
            link = re.search(r'<a class="tile-link" href="(.*?)" data-figure="(.*?)"', tile)
            if link:
                there = finance.get(urljoin(path, unescape(link[1]))).content.decode()
                assert f'data-sum="{link[2]}"' in there, (path, link[0])


def test_every_button_opens_one_card(finance, client):
    for path in [*paths(client), *OTHERS]:
        page = finance.get(path).content.decode()
        cards = re.findall(r'<div class="definition-card" id="(.*?)" popover', page)
        buttons = re.findall(r'"definition-button.*?" popovertarget="(.*?)"', page)
        assert set(buttons) == set(cards)
        assert len(set(cards)) == len(cards) > 0


def test_no_card_breaks_a_paragraph(finance, client):
    """A browser ends a paragraph where a card begins."""
    for path in [*paths(client), *OTHERS]:
        page = finance.get(path).content.decode()
        paragraphs = re.findall(r"<p[ >].*?</p>", page, re.DOTALL)
        assert not [text for text in paragraphs if '<div class="definition-card"' in text], path


def test_cards_lead_to_definitions_that_exist(finance, client):
    page = finance.get("/definitions/").content.decode()
    anchors = set(re.findall(r'<article class="definition" id="(.*?)"', page))
    for path in [*paths(client), *OTHERS]:
        led_to = re.findall(r'"/definitions/#(.*?)"', finance.get(path).content.decode())
        assert set(led_to) <= anchors


def test_cards_of_an_account_manager_are_about_the_own_clients(client):
    manager = person(ACCOUNT_MANAGER)
    sign(make_client("Ours", account_manager=manager), on="2024-03-01", price="50")
    mrr = tiles_of(browse(manager), "/?month=2024-03")[0]
    assert mrr == ("MRR", "$50.00", "5000", "$50.00")


def worked_on(browser, path):
    """Each card's numbers on a page, by the name of its metric."""
    page = browser.get(path).content.decode()
    found = {}
    for part in page.split('<p class="definition-name"')[1:]:
        name = re.search(r">(.*?)</p>", part)[1]
        worked = re.search(r'"definition-worked">(.*?)</p>', part, re.DOTALL)
        found[name] = " ".join(re.sub(r"<.*?>", "", worked[1]).split())
    return found


def test_a_month_in_cards(finance, client):
    worked = worked_on(finance, "/months/2024-03/")
    assert worked["Movements"] == "Mar 24 349.99 + 0.00 + 0.00 + 66.26 − 0.00 − 0.00 = $416.25"
    assert worked["Drivers"] == "Mar 24 100.00 + 1.26 + (−35.00) + 0.00 + 0.00 = $66.26"
    assert worked["Growth in three terms"] == "Mar 24 0.00 + 66.26 − 0.00 = $66.26"
    assert worked["Expansion"] == "Mar 24 = $66.26"


def test_a_kind_of_movements_is_told_by_its_clients(finance, client):
    other = sign(make_client("Other"), on="2024-01-01", quantity="10", price="25")
    revise(other, "2024-03-01", quantity="12", price="25")
    worked = worked_on(finance, "/months/2024-03/")
    assert worked["Expansion"] == "Mar 24 66.26 + 50.00 = $116.26"
    assert worked["Quantity"] == "Mar 24 100.00 + 50.00 = $150.00"
