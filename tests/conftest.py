"""What tests may need of the machine, and a plain word when it is not there."""

import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.test import Client as Browser

from metrics import verification
from tests.pages import FINANCE, browse, person


class Need(NamedTuple):
    """Something outside Python: how to find it, and what to do when it is missing."""

    name: str
    find: Callable[[], str]
    remedy: str


def find_chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), "")


def find_redis() -> str:
    return reachable(os.environ.get("TEST_REDIS_URL", ""), 6379)


def find_postgres() -> str:
    return reachable(os.environ.get("TEST_POSTGRES_URL", ""), 5432)


def reachable(url: str, port: int) -> str:
    """The address itself when something listens there, else an empty text."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or port), timeout=2).close()
    except OSError:
        return ""
    return url


NEEDS = {
    "needs_chromium": Need("Chromium", find_chromium, "install the package chromium"),
    "needs_redis": Need(
        "Redis", find_redis, "start one and set TEST_REDIS_URL=redis://127.0.0.1:6379/0"
    ),
    "needs_postgres": Need(
        "PostgreSQL",
        find_postgres,
        "start one and set TEST_POSTGRES_URL=postgres://user:password@127.0.0.1:5432/test",
    ),
}


def require(need: Need) -> str:
    """Where the needed thing is. Without it the test is skipped, or fails where CI=true."""
    if found := need.find():
        return found
    sentence = f"needs {need.name}: {need.remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, need in NEEDS.items():
        if item.get_closest_marker(marker):
            require(need)


@pytest.fixture(scope="session")
def needs_chromium() -> str:
    """The path of the browser."""
    return require(NEEDS["needs_chromium"])


@pytest.fixture(scope="session")
def needs_redis() -> str:
    """The address of a Redis that tests may write to."""
    return require(NEEDS["needs_redis"])


@pytest.fixture(scope="session")
def needs_postgres() -> str:
    """The address of a PostgreSQL in which tests may create databases."""
    return require(NEEDS["needs_postgres"])


@pytest.fixture
def finance(db) -> Browser:
    """A finance person at the pages."""
    return browse(person(FINANCE))


@pytest.fixture
def right_ledger(db) -> Iterator[None]:
    """After the test the ledger agrees with the definitions."""
    yield
    assert verification.differences() == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each thing this machine lacks: how many tests it cost, and the remedy."""
    for reason, count in Counter(missing_needs(terminalreporter)).items():
        terminalreporter.write_line(f"Skipped ({count}): {reason}.", yellow=True)


def missing_needs(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else "")
        reason = reason.removeprefix("Skipped: ")
        if reason.startswith(tuple(f"needs {need.name}" for need in NEEDS.values())):
            yield reason
