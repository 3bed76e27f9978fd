"""What every list page does: search, filter, order, page and download."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from config.exports import Sheet, csv_lines
from config.tables import BaseTable
from config.workbooks import write_workbook

PER_PAGE = 50
# Spreadsheets take a CSV without this mark for their own old encoding.
BYTE_ORDER_MARK = "\ufeff"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list, kept in the address; `value` is one of the choices or empty.

    `blank` says what it means when nothing is chosen.
    """

    name: str
    label: str
    choices: list[tuple[str, str]]
    value: str
    blank: str = "all"

    @classmethod
    def read(
        cls,
        request: HttpRequest,
        name: str,
        label: str,
        choices: Iterable[tuple[Any, str]],
        blank: str = "all",
    ) -> "Filter":
        """A value that is not among the choices filters nothing."""
        known = [(str(value), str(text)) for value, text in choices]
        value = request.GET.get(name, "")
        return cls(name, label, known, value if value in dict(known) else "", blank)


@dataclass(frozen=True, slots=True)
class DayFilter:
    """A day above a list, kept in the address; what is no day filters nothing."""

    name: str
    label: str
    day: date | None

    @classmethod
    def read(cls, request: HttpRequest, name: str, label: str) -> "DayFilter":
        try:
            return cls(name, label, date.fromisoformat(request.GET.get(name, "")))
        except ValueError:
            return cls(name, label, None)

    @property
    def value(self) -> str:
        return self.day.isoformat() if self.day else ""


class EndlessPaginator(Paginator):
    """Pages of rows that nobody counts: it knows only whether there is a next page.

    `count` and `num_pages` are what is known of them once a page is read.
    """

    is_endless = True
    count = 0
    num_pages = 1

    def get_page(self, number: Any) -> Page:
        asked = int(number) if str(number).isdecimal() and len(str(number)) < 6 else 1
        page = self._read(max(asked, 1))
        return page if page or asked <= 1 else self._read(1)

    def _read(self, number: int) -> Page:
        start = (number - 1) * self.per_page
        found = self.object_list[start : start + self.per_page + 1]
        self.count = start + len(found)
        self.num_pages = number + (len(found) > self.per_page)
        return Page(found[: self.per_page], number, self)


def search_words(request: HttpRequest, name: str = "q") -> str:
    """What is searched for. PostgreSQL refuses NUL bytes in texts, so they go."""
    return request.GET.get(name, "").replace("\0", "").strip()[:200]


def list_page(
    request: HttpRequest,
    table: BaseTable,
    template: str,
    context: Mapping[str, Any],
    *,
    name: str,
    paginator: type[Paginator] = Paginator,
) -> HttpResponseBase:
    """The page of a list, or with `?format=csv` or `xlsx` all its rows as a file of this name."""
    # A point has a meaning of its own in the names of columns, and none of ours has one.
    if sort := [name for name in request.GET.getlist("sort") if "." not in name]:
        table.order_by = sort
    if is_download(request):
        return download(table, name, request.GET["format"])
    # The rows count themselves in the database once the table has a paginator, else in memory.
    table.paginator = paginator(table.rows, PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    return _page(request, template, {"table": table, "q": search_words(request), **context})


def _page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    filters = [*context.get("filters", []), *context.get("days", [])]
    narrowed = bool(context["q"] or any(item.value for item in filters))
    return render(request, template, {"is_narrowed": narrowed, **context})


def download(table: BaseTable, name: str, ending: str) -> HttpResponseBase:
    """All rows of the table as the file `name.ending`."""
    return DOWNLOADS[ending](table.sheet(), name)


def is_download(request: HttpRequest) -> bool:
    return request.GET.get("format") in DOWNLOADS


def _csv(sheet: Sheet, name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        chain([BYTE_ORDER_MARK], csv_lines(sheet)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _workbook(sheet: Sheet, name: str) -> FileResponse:
    """Written to a file that is gone once it is sent: a workbook is whole or it is none."""
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_workbook(sheet, name, file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK_TYPE
    )


DOWNLOADS: dict[str, Callable[[Sheet, str], HttpResponseBase]] = {"csv": _csv, "xlsx": _workbook}
