"""Each role walks through the demo company: no page fails, no link is dead, every figure adds up.

A link that opens a figure says it as `data-figure`; the page it leads to says the total of its rows
as `data-sum`. The walk samples addresses of one shape, by a dice that always falls the same.
"""

import html
import io
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client as Browser
from django.urls import Resolver404, resolve

from tests.pages import AUDITOR, browse, person

pytestmark = pytest.mark.django_db

# How many addresses of one shape a person visits, and how many more to compare their figures.
VISITS = {"owner": (6, 20), "finance": (1, 4), "manager": (3, 10), "auditor": (1, 4)}
# Filters are chosen in forms, which nobody follows: the walk begins with some of them set.
FILTERED = [
    "/?category=security&months=24",
    "/?segment=Health",
    "/months/?category=resale",
    "/retained/",
    "/retained/?over=1",
    "/lines/?day1=1",
]


class Link(NamedTuple):
    """Where a link stands, the figure it opens, the place on the page that it leads to."""

    source: str
    figure: str
    place: str


class Page:
    """The links of a page with their figures, the totals of its rows, the places in it."""

    def __init__(self, markup: str):
        anchors = [attributes_of(tag) for tag in re.findall(r"<a\s[^>]*>", markup)]
        self.links = [(one.get("href", ""), one.get("data-figure", "")) for one in anchors]
        self.sums = {unsigned(key) for key in re.findall(r'\sdata-sum="([^"]*)"', markup)}
        self.places = set(re.findall(r'\sid="([^"]*)"', markup))


def attributes_of(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def unsigned(key: str) -> str:
    """A loss is a loss, with its minus or without."""
    return key.replace("-", "")


# What an address asks for, by sort: however it is said, pages of one sort are of one shape.
SORTS = {
    "since": "month", "month": "month", "months": "month", "kind": "kind", "cause": "kind",
    "over": "over", "agreement": "record", "service": "record", "project": "record",
    "rule": "record", "sort": "way", "page": "way", "format": "way", "show": "way", "by": "way",
}  # fmt: skip


def shape_of(address: str) -> str:
    """What addresses of one kind have in common: the page, and what it is asked for."""
    parts = urlsplit(address)
    asked = {SORTS.get(name, "filter") for name in parse_qs(parts.query)}
    return f"{resolve(parts.path).url_name}?{'&'.join(sorted(asked))}"


@dataclass
class Walk:
    """Visits the pages that one person can reach, and notes what is wrong with them."""

    browser: Browser
    visits: int
    comparisons: int
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    pages: dict[str, Page | None] = field(default_factory=dict)
    linked: dict[str, set[Link]] = field(default_factory=lambda: defaultdict(set))
    problems: list[str] = field(default_factory=list)

    def go(self, starts: list[str]) -> None:
        waiting, counted, known = list(starts), Counter[str](), set(starts)
        while waiting:
            address = waiting.pop(self.dice.randrange(len(waiting)))
            if not self._is_wanted(address, counted, self.visits):
                continue
            if page := self._visit(address):
                found = {target for target, _ in self._note_links(address, page)}
                waiting += sorted(found - known)
                known |= found

    def look_behind_figures(self) -> None:
        """Visit some more of the pages that figures open into."""
        counted: Counter[str] = Counter()
        opened = [to for to, links in self.linked.items() if any(link.figure for link in links)]
        for address in sorted(opened, key=lambda _: self.dice.random()):
            if address not in self.pages and self._is_wanted(address, counted, self.comparisons):
                self._visit(address)

    def _is_wanted(self, address: str, counted: Counter[str], limit: int) -> bool:
        try:
            shape = shape_of(address)
        except Resolver404:
            self.problems.append(f"{address} is no address of ours")
            return False
        counted[shape] += 1
        return counted[shape] <= limit

    def _visit(self, address: str) -> Page | None:
        self.pages[address] = None
        try:
            response = self.browser.get(address, follow=True)
        except Exception as error:
            self.problems.append(f"{address} fails: {error!r}")
            return None
        if response.status_code != 200:
            self.problems.append(f"{address} answers {response.status_code}")
        elif response["Content-Type"].startswith("text/html"):
            self.pages[address] = Page(response.content.decode())
        elif not b"".join(response.streaming_content):
            self.problems.append(f"{address} is an empty file")
        return self.pages[address]

    def _note_links(self, address: str, page: Page) -> list[tuple[str, Link]]:
        """Those that stay on this site."""
        found = []
        for href, figure in page.links:
            target, _, place = urljoin(address, href).partition("#")
            if not urlsplit(target).scheme:
                found.append((target, Link(address, figure, place)))
        for target, link in found:
            self.linked[target].add(link)
        return found

    def compare(self) -> int:
        """What links promise with what is there; how many figures that were."""
        found = [
            (link, target, page)
            for target, links in self.linked.items()
            if (page := self.pages.get(target))
            for link in sorted(links)
        ]
        for link, target, page in found:
            if link.place and link.place not in page.places:
                self.problems.append(f"{link.source} leads to {target}#{link.place}: nowhere")
            if link.figure and unsigned(link.figure) not in page.sums:
                self.problems.append(f"{link.source} says {link.figure}, not so {target}")
        return sum(bool(link.figure) for link, _, _ in found)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo company and an auditor of it, loaded once for all roles."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=io.StringIO())
        person(AUDITOR, "auditor")
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", VISITS)
def test_every_figure_opens_into_rows_that_add_up(demo, name):
    walk = Walk(browse(User.objects.get(username=name)), *VISITS[name])
    walk.go(["/", *FILTERED])
    walk.look_behind_figures()
    compared = walk.compare()
    assert not walk.problems, "\n".join(walk.problems)
    assert compared > 300
