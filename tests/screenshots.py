"""Pictures of the demo company's pages.

    make screenshots                                    the three that the README shows
    make screenshots ARGS="--all /tmp/pages"            every page, two widths, both themes

A company of its own is loaded into a database that is thrown away; the pages are those of today.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
README = {"dashboard": "/", "retention": "/retention/", "client": "/clients/3/"}
PAGES = {
    **README,
    "months": "/months/",
    "month": "/months/{month}/",
    "share": "/share/",
    "quality": "/quality/",
    "margins": "/quality/margins/",
    "forecast": "/forecast/",
    "lines": "/lines/",
    "movements": "/movements/",
    "changes": "/changes/",
    "retained": "/retained/",
    "clients": "/clients/",
    "agreements": "/agreements/",
    "agreement": "/agreements/3/",
    "renewals": "/renewals/",
    "invoices": "/invoices/",
    "projects": "/projects/",
    "imports": "/imports/",
    "import": "/imports/new/",
    "definitions": "/definitions/",
}
MINE = {"mine": "/mine/"}
WIDTHS, THEMES = (1440, 390), ("light", "dark")
DRAWN = """() => !document.querySelector("canvas[data-chart]")
    || document.documentElement.dataset.chartsDrawn"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every page, into a folder")
    options = parser.parse_args()
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        if options.all:
            take_all(browser, address, options.all)
        else:
            take_readme(browser, address, Path("docs"))
        browser.close()
    return 0


@contextmanager
def site() -> Iterator[str]:
    """A running site with the demo company."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
        manage = [sys.executable, "manage.py"]
        for command in (["migrate", "--verbosity", "0"], ["load_demo"]):
            subprocess.run([*manage, *command], env=environment, check=True, capture_output=True)
        serve = [*manage, "runserver", f"127.0.0.1:{port}", "--noreload"]
        server = subprocess.Popen(
            serve, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> str:
    for _ in range(100):
        try:
            urlopen(f"{address}/healthz", timeout=5).close()
            return address
        except URLError:
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer.")


def log_in(browser: Browser, address: str, who: str, **options: object) -> BrowserContext:
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(f"{address}/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", f"{who}-demo")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    page.close()
    return context


def shoot(page: Page, address: str, path: str, picture: Path, *, whole: bool) -> None:
    month = time.strftime("%Y-%m")
    page.goto(address + path.format(month=month))
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN)
    page.screenshot(path=picture, full_page=whole)
    sys.stdout.write(f"{picture}\n")


def take_readme(browser: Browser, address: str, folder: Path) -> None:
    """As much of a page as one sees at once."""
    window = {"width": 1440, "height": 1150}
    page = log_in(browser, address, "owner", viewport=window).new_page()
    for name, path in README.items():
        shoot(page, address, path, folder / f"{name}.png", whole=False)


def take_all(browser: Browser, address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for theme in THEMES:
        for who, pages in (("owner", PAGES), ("manager", MINE)):
            page = log_in(browser, address, who, color_scheme=theme).new_page()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for name, path in pages.items():
                    picture = folder / f"{name}-{width}-{theme}.png"
                    shoot(page, address, path, picture, whole=True)


if __name__ == "__main__":
    sys.exit(main())
