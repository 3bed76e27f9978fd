"""Pages as people see them: who looks, and what the page says in words and rows."""

import csv
import io
from html.parser import HTMLParser
from typing import IO, Any

from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client as Browser
from openpyxl import load_workbook

from config.roles import ACCOUNT_MANAGER, AUDITOR, FINANCE, OWNER

__all__ = [
    "ACCOUNT_MANAGER",
    "AUDITOR",
    "FINANCE",
    "OWNER",
    "browse",
    "csv_rows",
    "person",
    "rows",
    "seen",
    "typed",
    "words",
    "workbook_rows",
    "xlsx_rows",
]


def person(role: str | None, name: str = "") -> User:
    """Somebody with a role, or with none."""
    user = User.objects.create_user(name or (role or "visitor").replace(" ", "_"))
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def browse(user: User | None) -> Browser:
    browser = Browser()
    if user:
        browser.force_login(user)
    return browser


class _Page(HTMLParser):
    """Collects the text, and the cells of each table row."""

    def __init__(self, markup: str):
        super().__init__()
        self.text: list[str] = []
        self.seen: list[str] = []
        self.rows: list[list[str]] = []
        self.fields: dict[str, str] = {}
        self.choosing = self.writing = ""
        self.in_act = self.in_template = False
        self.in_cell = False
        self.hidden = False
        self.popover_depth = 0
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        if tag == "div" and (self.popover_depth or "popover" in dict(attrs)):
            self.popover_depth += 1
        self.hidden = self.hidden or tag in {"script", "option"}
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.in_cell = True
            self.rows[-1].append("")

        if tag == "form":
            self.in_act = dict(attrs).get("id") == "act"
        self.in_template = self.in_template or tag == "template"
        if self.in_act and not self.in_template:
            self._field(tag, dict(attrs))

    def _field(self, tag, attrs):
        name = attrs.get("name", "")
        if tag == "input" and attrs.get("type") in {"checkbox", "radio"}:
            if "checked" in attrs:
                self.fields[name] = attrs.get("value", "on")
        elif tag == "input" and name:
            self.fields[name] = attrs.get("value", "")
        elif tag in {"select", "textarea"}:
            self.choosing, self.writing = (name, "") if tag == "select" else ("", name)
            if self.writing:
                self.fields[name] = ""
        elif tag == "option" and self.choosing:
            self._option(attrs)

    def _option(self, attrs):
        """Without a choice a browser sends the first one."""
        if "selected" in attrs or self.choosing not in self.fields:
            self.fields[self.choosing] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag == "div" and self.popover_depth:
            self.popover_depth -= 1
        if tag == "template":
            self.in_template = False
        if tag == "form":
            self.in_act = False
        if tag == "textarea":
            self.writing = ""
        if tag in {"script", "option"}:
            self.hidden = False
        if tag in {"td", "th"}:
            self.in_cell = False

    def handle_data(self, data):
        if self.writing:
            self.fields[self.writing] += data.removeprefix("\n")
        if not self.hidden:
            self.text.append(data)
            self._see(data)

    def _see(self, data):
        """What opens only when somebody asks for it is not seen, nor is it part of a cell."""
        if not self.popover_depth:
            self.seen.append(data)
            if self.in_cell:
                self.rows[-1][-1] += data


def typed(response: HttpResponse, **changes: str) -> dict[str, str]:
    """What a page's form would send, with some fields typed over."""
    fields = _Page(response.content.decode()).fields
    unknown = changes.keys() - fields.keys()
    assert not unknown, f"no such field: {unknown}; there are {sorted(fields)}"
    return {**fields, **changes}


def _tidy(text: str) -> str:
    return " ".join(text.split())


def words(response: HttpResponse) -> str:
    """The page's text in one line."""
    return _tidy(" ".join("".join(_Page(response.content.decode()).text).split()))


def seen(response: HttpResponse) -> str:
    """The same without what opens only when somebody asks for it."""
    return _tidy("".join(_Page(response.content.decode()).seen))


def rows(response: HttpResponse) -> list[list[str]]:
    """All table rows of the page, as texts."""
    return [[_tidy(cell) for cell in row] for row in _Page(response.content.decode()).rows]


def csv_rows(response) -> list[list[str]]:
    """A downloaded file's rows, its header first."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def xlsx_rows(response) -> list[list[Any]]:
    """A downloaded workbook's rows as typed values, its header first."""
    return workbook_rows(io.BytesIO(b"".join(response.streaming_content)))


def workbook_rows(file: IO[bytes] | str) -> list[list[Any]]:
    return [list(row) for row in load_workbook(file).worksheets[0].iter_rows(values_only=True)]
