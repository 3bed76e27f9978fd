"""News for whoever derives figures from contracts; sent inside the transaction of the change."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.dispatch import Signal

# client_ids: clients whose revisions are about to change. A receiver reads what it needs of the
# state before and returns a function that is called when the change is written.
agreements_changing = Signal()

# changes: {(month, kind): (cents, lines)} to add to what was invoiced before.
invoices_changed = Signal()

# today: the day on which the demo company plays; all of it is loaded.
demo_loaded = Signal()


@contextmanager
def changing_agreements(client_ids: Iterable[int]) -> Iterator[None]:
    """Announce a change of these clients' revisions, written inside the `with` block."""
    ids = sorted(set(client_ids))
    answers: list[tuple[Any, Any]] = agreements_changing.send(None, client_ids=ids)
    yield
    for _receiver, finish in answers:
        finish()
