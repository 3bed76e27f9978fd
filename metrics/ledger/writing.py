"""When the ledger is written: as a whole, or for the clients that a change is about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from django.db import connection, transaction

from clients.models import Client
from contracts import operations
from contracts.models import InvoiceLine, LineRevision
from contracts.signals import agreements_changing, invoices_changed
from metrics.ledger import statements
from metrics.ledger.sums import Sums, add_difference, add_lines
from metrics.ledger.totals import add_to_totals, lines_of, movements_of, rebuild_totals
from metrics.models import MonthTotal

# A client list longer than this is refreshed in parts: SQLite bounds the parameters of a statement.
CLIENTS_A_STATEMENT = 500


def drop_view(**_: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop view if exists metrics_linechange")


def create_view(**_: object) -> None:
    drop_view()
    with connection.cursor() as cursor:
        cursor.execute(statements.LINE_CHANGES)


def after_migration(**_: object) -> None:
    """Make the view; derive everything where a migration has emptied the month totals.

    That is what a migration does which changes what is derived, so that the figures are right as
    soon as it is through.
    """
    create_view()
    is_empty = not MonthTotal.objects.exists()
    if is_empty and (LineRevision.objects.exists() or InvoiceLine.objects.exists()):
        rebuild_from_terms()


def listen() -> None:
    """Follow every change of agreements and invoices, in its own transaction."""
    agreements_changing.connect(_on_agreements_changing, dispatch_uid="metrics.ledger")
    invoices_changed.connect(_on_invoices_changed, dispatch_uid="metrics.ledger")


def _on_agreements_changing(*, client_ids: Sequence[int], **_: object) -> Callable[[], None]:
    return begin_refresh(client_ids)


def _on_invoices_changed(
    *, changes: Mapping[tuple[date, str], tuple[int, int]], **_: object
) -> None:
    _share_ledger()
    sums = Sums()
    for (month, kind), (cents, lines) in changes.items():
        sums.add((month, "invoice", kind), cents, lines)
    add_to_totals(sums)


@transaction.atomic
def rebuild_from_terms() -> int:
    """Derive revisions and ledger from what people signed; return how many revisions were wrong."""
    _own_ledger()
    mended = operations.derive_all()
    rebuild()
    return mended


@transaction.atomic
def rebuild() -> None:
    """Derive the whole ledger afresh from the revisions; everyone waits until it is done."""
    _own_ledger()
    with connection.cursor() as cursor:
        for table in statements.TABLES:
            cursor.execute(emptying(table))
        for fill in statements.FILLS.values():
            cursor.execute(fill.format(clients=""))
    rebuild_totals()


def begin_refresh(client_ids: Sequence[int]) -> Callable[[], None]:
    """Read what these clients' lines add to the totals; return what to call once they are changed.

    That derives their rows afresh and carries the net difference into the month totals. The
    clients are locked first, in order: writers of one client follow each other, and the one upsert
    at the end takes the locks of the totals in key order, so that writers cannot deadlock.
    """
    locked = Client.objects.select_for_update().filter(pk__in=client_ids).order_by("pk")
    list(locked.values_list("pk"))
    _share_ledger()
    parts = list(_parts(client_ids))
    lines_before = [lines_of(part) for part in parts]

    def finish() -> None:
        difference = Sums()
        for part, steps in zip(parts, lines_before, strict=True):
            before = movements_of(part)
            _rewrite(part)
            add_difference(difference, before, movements_of(part))
            now = lines_of(part)
            now.subtract(steps)
            add_lines(difference, now)
        add_to_totals(difference)

    return finish


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CLIENTS_A_STATEMENT):
        yield ids[start : start + CLIENTS_A_STATEMENT]


def _rewrite(ids: Sequence[int]) -> None:
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        for table, fill in statements.FILLS.items():
            rows = statements.ROWS_OF[table].format(ids=marks)
            cursor.execute(f"delete from {table} where {rows}", ids)
            named = fill.count("{clients}")
            cursor.execute(fill.format(clients=f"and client_id in ({marks})"), [*ids] * named)


def emptying(table: str) -> str:
    """Dead rows would slow the new ones down, and the readers after them."""
    return f"truncate {table}" if connection.vendor == "postgresql" else f"delete from {table}"


def _own_ledger() -> None:
    """Let nobody read or write the ledger until this transaction is done."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"lock table {', '.join(statements.TABLES)}")


def _share_ledger() -> None:
    """Let a running rebuild finish first, and keep the next one waiting for this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("lock table metrics_mrrmovement in row exclusive mode")
