"""Tables as the product shows them: django-tables2 with quick rows, totals and downloads.

A table declares columns and never queries. Rows are rendered here and not cell by cell in the
template: looking up a cell and its attributes anew for each row is what makes tables slow.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import django_tables2 as tables
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.data import TableQuerysetData

from config import exports, figure_keys, formats
from config.rows import CHUNK, CountedRows

EMPTY = format_html('<span class="nothing">{}</span>', formats.NOTHING)
Renderer = Callable[[Any], str]
Reader = Callable[[Any], Any]


class Column(tables.Column):
    """`on_phone`: the `lead` and the `key` figure keep the row's first line, the rest goes `under`
    it, or is `gone`. Below the first line a figure needs its label again, a text speaks for itself.

    `rows_at`, or the table's own `rows_at_NAME`, gives the address of the rows behind a record's
    figure; there its total is marked with the same `figure_key`. A file holds what `value` gives,
    or the table's own `value_NAME`, written as `file_as` says.
    """

    css = ""
    needs_label = False
    file_as = exports.TEXT

    def __init__(
        self,
        *args: Any,
        on_phone: str = "under",
        rows_at: Callable[[Any], str] | None = None,
        file_as: exports.Kind | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.rows_at = rows_at
        self.file_as = file_as or self.file_as
        classes = {"class": " ".join(filter(None, [self.css, on_phone]))}
        self.attrs: dict[str, dict[str, str]] = {"th": classes, "td": classes, **self.attrs}

    def value(self, value: Any) -> Any:
        """What a file holds: the plain value, None for nothing."""
        return value

    def figure_key(self, value: Any) -> str:
        """The exact figure, where the column has one."""
        return ""


class MoneyColumn(Column):
    """Cents, shown as an amount; the table's heading says the currency.

    `signed` marks gains with a plus, `negated` shows a magnitude that was lost with a minus.
    """

    css = "num"
    needs_label = True
    file_as = exports.MONEY

    def __init__(
        self,
        *args: Any,
        signed: bool = False,
        negated: bool = False,
        cents: bool = True,
        **kwargs: Any,
    ):
        kwargs.setdefault("initial_sort_descending", True)
        super().__init__(*args, **kwargs)
        self.signed, self.sign = signed, -1 if negated else 1
        self.format = formats.amount_html if cents else formats.rounded_html

    def render(self, value: int) -> SafeString:
        return self.format(self.sign * value, signed=self.signed) if value else EMPTY

    def value(self, value: int) -> int:
        return self.sign * value

    def figure_key(self, value: int) -> str:
        return figure_keys.cents(value)


class CountColumn(Column):
    css = "num"
    needs_label = True
    file_as = exports.COUNT

    def render(self, value: int) -> str:
        return formats.grouped(value) if value else EMPTY

    def figure_key(self, value: int) -> str:
        return figure_keys.count(value)


class ShareColumn(Column):
    css = "num"
    needs_label = True
    file_as = exports.SHARE

    def render(self, value: Any) -> str:
        return formats.share(value)


class MonthColumn(Column):
    css = "nowrap"
    needs_label = True
    file_as = exports.MONTH

    def render(self, value: Any) -> str:
        return formats.month(value)


class DateColumn(Column):
    css = "nowrap"
    needs_label = True
    file_as = exports.DAY

    def render(self, value: Any) -> str:
        return formats.day(value)


class BaseTable(tables.Table):
    """`totals` are the sums of the foot by column, `totals_at` the addresses of their rows."""

    class Meta:
        attrs: Mapping[str, str] = {"class": "table rows"}
        order_by_field = "sort"

    def __init__(
        self,
        *args: Any,
        totals: Mapping[str, Any] | None = None,
        totals_at: Mapping[str, str] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.totals, self.totals_at = totals or {}, totals_at or {}

    @property
    def body(self) -> Iterator[SafeString]:
        """Each row's cells as markup."""
        cells = [_cell(self, column) for column in self.columns]
        for record in self.paginated_rows.data:
            yield mark_safe("".join([cell(record) for cell in cells]))  # noqa: S308 (see _cell)

    @property
    def head(self) -> Iterator[dict[str, Any]]:
        first = self.order_by[0].bare if self.order_by else ""
        for column in self.columns:
            alias = column.order_by_alias
            yield {
                "label": column.header,
                "class": column.column.attrs["th"]["class"],
                "sort": alias.next if column.orderable else "",
                "aria_sort": _aria_sort(column) if column.name == first else "",
            }

    @property
    def foot(self) -> Iterator[tuple[str, str]]:
        """(attributes, content) of each cell, when there is a total."""
        for column in self.columns:
            attributes, total = _attributes(column), self.totals.get(column.name, "")
            if isinstance(total, str):
                yield flatatt(attributes), total
                continue
            key = column.column.figure_key(total)
            content, address = column.render(value=total), self.totals_at.get(column.name, "")
            if total and address:
                content = figure_link(address, key, content)
            yield flatatt({**attributes, **({"data-sum": key} if key else {})}), content

    def sheet(self) -> exports.Sheet:
        """All rows for a file."""
        columns = [column for column in self.columns if not column.column.exclude_from_export]
        kinds = [(str(column.header), column.column.file_as) for column in columns]
        readers = [_reader(self, column) for column in columns]
        return exports.Sheet(kinds, ([read(row) for read in readers] for row in self._all_rows()))

    def _all_rows(self) -> Iterable[Any]:
        """Not those of a page alone, a few thousand in memory at a time."""
        if isinstance(self.data, CountedRows):
            return self.data.every()
        if isinstance(self.data, TableQuerysetData):
            return self.data.data.iterator(chunk_size=CHUNK)
        return self.data


def _aria_sort(column: Any) -> str:
    return "descending" if column.order_by_alias.is_descending else "ascending"


def _attributes(column: Any) -> dict[str, str]:
    label = {"data-label": column.header} if column.column.needs_label else {}
    return {**column.column.attrs["td"], **label}


def _getter(accessor: str) -> Reader:
    """Follow `agreement__client`; None on the way is the answer."""
    names = accessor.split("__")

    def get(record: Any) -> Any:
        for name in names:
            record = getattr(record, name)
            if record is None:
                break
        return record

    return get


def _caller(function: Callable[..., Any], column: Any) -> Callable[[Any, Any], Any]:
    """`function` with those of the arguments value, record, column that it takes."""
    names = set(inspect.signature(function).parameters) & {"value", "record", "column"}
    if names == {"value"}:
        return lambda value, record: function(value=value)
    fixed = {"column": column} if "column" in names else {}
    if names >= {"value", "record"}:
        return lambda value, record: function(value=value, record=record, **fixed)
    return lambda value, record: function(record=record, **fixed)


def figure_link(address: str, key: str, content: str) -> SafeString:
    """A figure that leads to the rows which add up to it."""
    return format_html('<a href="{}" data-figure="{}">{}</a>', address, key, content)


def _cell(table: BaseTable, column: Any) -> Renderer:
    """A function from a record to its cell's markup; whatever is not markup yet is escaped."""
    get, render = _getter(str(column.accessor)), _caller(column.render, column.column)
    opening = f"<td{flatatt(_attributes(column))}>"
    link, empty = column.link, column.column.empty_values
    rows_at = getattr(table, f"rows_at_{column.name}", column.column.rows_at)

    def cell(record: Any) -> str:
        value = get(record)
        if value in empty:
            return f"{opening}{EMPTY}</td>"
        content = conditional_escape(render(value, record))
        if link:
            url = link.compose_url(record=record, value=value, bound_column=column)
            content = format_html('<a href="{}">{}</a>', url, content) if url else content
        if rows_at and value and (url := rows_at(record)):
            content = figure_link(url, column.column.figure_key(value), content)
        return f"{opening}{content}</td>"

    return cell


def _reader(table: BaseTable, column: Any) -> Reader:
    """A function from a record to what a file holds of it."""
    get = _getter(str(column.accessor))
    own = getattr(table, f"value_{column.name}", column.column.value)
    value_of = _caller(own, column.column)

    def read(record: Any) -> Any:
        value = get(record)
        return None if value in column.column.empty_values else value_of(value, record)

    return read
