"""Raw writes, the fastest each database offers: what imports are measured against."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from types import NoneType

from django.db import connection


def load(table: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """COPY on PostgreSQL, executemany on SQLite; the sequences follow."""
    if connection.vendor == "postgresql":
        _copy(table, columns, rows)
    else:
        _executemany(table, columns, rows)


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        if "id" in columns:
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}"
            )


def _executemany(table: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
    marks = ", ".join(["%s"] * len(columns))
    adapted = ([_plain(value) for value in row] for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"insert into {table} ({', '.join(columns)}) values ({marks})", list(adapted)
        )


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value if isinstance(value, int | str | NoneType) else str(value)
