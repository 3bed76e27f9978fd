"""The rows of a list, joined and summed for one page at a time."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django_tables2.data import TableListData, TableQuerysetData
from django_tables2.utils import OrderBy

# Rows of a long list in memory at a time.
CHUNK = 2000
# What prefetching asks for at once: each key is a condition, and SQLite takes no thousand of them.
LOOKED_UP = 500


class CountedRows(TableQuerysetData):
    """A queryset whose rows are counted already, in an order that leaves nothing to chance.

    What its rows point to it looks up by `prefetch_related`, for those of a page.
    """

    def __init__(self, queryset: QuerySet[Any], count: int | None = None):
        self.data: QuerySet[Any] = queryset
        self._length = count

    def order_by(self, aliases: Iterable[str]) -> None:
        super().order_by(aliases)
        self.data = self.data.order_by(*self.data.query.order_by, "pk")

    def every(self) -> Iterator[Any]:
        """All rows, a chunk in memory at a time."""
        return self.data.iterator(chunk_size=LOOKED_UP)


class LateRows(CountedRows):
    """A queryset whose costly annotations are added to the rows of one page only.

    The rows are filtered, ordered and limited by their keys first; `enrich` then adds joins and
    sums to those of the page. Ordering by one of the `late` columns enriches all of them instead.
    `count` saves counting when the number of rows is known.
    """

    def __init__(
        self,
        queryset: QuerySet[Any],
        enrich: Callable[[QuerySet[Any]], QuerySet[Any]],
        *,
        late: Iterable[str] = (),
        count: int | None = None,
    ):
        super().__init__(queryset, count)
        self.enrich = enrich
        self.late = set(late)
        self.enriched = False

    def order_by(self, aliases: Iterable[str]) -> None:
        if self.late & {alias.lstrip("-") for alias in aliases}:
            self.data, self.enriched = self.enrich(self.data), True
        super().order_by(aliases)

    def __getitem__(self, key: Any) -> Any:
        if self.enriched:
            return list(self.data[key])
        keys = list(self.data.values_list("pk", flat=True)[key])
        found = {row.pk: row for row in self.enrich(self.model.objects.filter(pk__in=keys))}
        return [found[pk] for pk in keys if pk in found]

    def every(self) -> Iterator[Any]:
        """All rows, enriched, a chunk in memory at a time."""
        rows = self.data if self.enriched else self.enrich(self.data)
        return rows.iterator(chunk_size=CHUNK)


class ListRows(TableListData):
    """Records in a list, sorted column by column; rows without a value come last.

    The library compares them two by two instead, which takes ten times as long.
    """

    def order_by(self, aliases: Iterable[str]) -> None:
        for alias in reversed(list(aliases)):
            self.data.sort(key=self._key(OrderBy(alias)), reverse=OrderBy(alias).is_descending)

    def _key(self, alias: OrderBy) -> Callable[[Any], Any]:
        column = self.table.columns[alias.bare]
        accessor = (column.column.order_by or [column.accessor])[0]
        value = attrgetter(str(accessor).replace("__", "."))
        last = not alias.is_descending
        return lambda record: ((value(record) is None) is last, value(record))


class LateListRows(ListRows):
    """Records in a list whose `late` columns `complete` fills in: of the rows of one page only.

    Sorting by one of them, and a file, fill in all rows.
    """

    def __init__(
        self, rows: list[Any], complete: Callable[[list[Any]], None], *, late: Iterable[str]
    ):
        super().__init__(rows)
        self.complete = complete
        self.late = set(late)

    def order_by(self, aliases: Iterable[str]) -> None:
        if self.late & {OrderBy(alias).bare for alias in aliases}:
            self.complete(self.data)
        super().order_by(aliases)

    def __getitem__(self, key: Any) -> Any:
        rows = self.data[key]
        self.complete(rows)
        return rows

    def __iter__(self) -> Iterator[Any]:
        self.complete(self.data)
        return iter(self.data)
