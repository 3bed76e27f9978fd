"""What queries say that Django has no words for."""

from typing import Any

from django.db.models import Func


class Unindexed(Func):
    """A column as it is, but no reason for SQLite to go by an index of it.

    Where most rows are wanted anyway, an index leads to them one by one, at many times the price of
    reading the whole table.
    """

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)
