"""Invoice lines by the hundred thousand: read, inserted and updated in a few statements.

Tuples instead of model instances, dates as ISO text: the same on both databases, ready to be sent,
and equal when the rows are.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection

# (client_id, number, position, issued_on, month, kind, cents, description, project, agreement,
# rule)
Values = tuple[int, str, int, str, str, str, int, str, int | None, int | None, int | None]

ROWS_AT_ONCE = 2000
NULL = "\\N"

INSERT = """
insert into contracts_invoiceline (
    client_id, number, position, issued_on, month, kind, amount_cents, description, project_id,
    agreement_id, rule_id
)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
COPY = """
copy contracts_invoiceline (
    client_id, number, position, issued_on, month, kind, amount_cents, description, project_id,
    agreement_id, rule_id
)
from stdin
"""
UPDATE = """
update contracts_invoiceline set
    issued_on = %s, month = %s, kind = %s, amount_cents = %s, description = %s,
    project_id = %s, agreement_id = %s, rule_id = %s
where id = %s
"""
# One question for all invoices, answered from the index: an offset of 0 keeps PostgreSQL from
# reading the whole table instead, and SQLite never would.
SELECT = {
    "postgresql": """
select line.*
from unnest(
    string_to_array(%s, chr(10))::bigint[], string_to_array(%s, chr(10))
) as named (client_id, number)
cross join lateral (
    select
        line.id, line.client_id, line.number, line.position, cast(line.issued_on as varchar),
        cast(line.month as varchar), line.kind, line.amount_cents, line.description,
        line.project_id, line.agreement_id, line.rule_id
    from contracts_invoiceline as line
    where line.client_id = named.client_id and line.number = named.number
    offset 0
) as line
""",
    "sqlite": """
select
    line.id, line.client_id, line.number, line.position, cast(line.issued_on as varchar),
    cast(line.month as varchar), line.kind, line.amount_cents, line.description,
    line.project_id, line.agreement_id, line.rule_id
from json_each(%s) as named
cross join contracts_invoiceline as line
where
    line.client_id = json_extract(named.value, '$[0]')
    and line.number = json_extract(named.value, '$[1]')
""",
}


def insert_lines(rows: Iterable[Values]) -> None:
    """Insert new lines: by COPY on PostgreSQL, which is several times faster than INSERT."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            texts = _copy_lines(rows)
            with cursor.copy(COPY) as copy:
                while part := "".join(islice(texts, ROWS_AT_ONCE)):
                    copy.write(part)
        else:
            cursor.executemany(INSERT, list(rows))


def _copy_lines(rows: Iterable[Values]) -> Iterator[str]:
    """Rows in the text format of COPY. Cells have no tabs or line breaks; backslashes they may."""
    for client, number, position, issued, month, kind, cents, text, *others in rows:
        project, agreement, rule = others
        if "\\" in text or "\\" in number:
            number, text = number.replace("\\", "\\\\"), text.replace("\\", "\\\\")
        yield (
            f"{client}\t{number}\t{position}\t{issued}\t{month}\t{kind}\t{cents}\t{text}"
            f"\t{project or NULL}\t{agreement or NULL}\t{rule or NULL}\n"
        )


def stored_lines(invoices: Sequence[tuple[int, str]]) -> list[tuple[int, Values]]:
    """The lines of these invoices, named by client id and number, each with its own id."""
    if not invoices:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SELECT[connection.vendor], _named(invoices))
        return [(row[0], row[1:]) for row in cursor.fetchall()]


def _named(invoices: Sequence[tuple[int, str]]) -> list[Any]:
    if connection.vendor == "postgresql":
        # Joined, for psycopg takes its time over each item of a list.
        clients, numbers = zip(*invoices, strict=True)
        return ["\n".join(map(str, clients)), "\n".join(numbers)]
    return [json.dumps(invoices)]


def update_lines(rows: Sequence[tuple[int, Values]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(UPDATE, [(*values[3:], pk) for pk, values in rows])


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """The collector looks for cycles among all cells again and again; an import makes none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
