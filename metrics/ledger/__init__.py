"""The only writer of the ledger: rebuilt as a whole, refreshed client by client.

A refresh runs inside the transaction of the change it follows; a page therefore never disagrees
with the agreements.
"""

from metrics.ledger.writing import (
    after_migration,
    begin_refresh,
    drop_view,
    emptying,
    listen,
    rebuild,
    rebuild_from_terms,
)

__all__ = [
    "after_migration",
    "begin_refresh",
    "drop_view",
    "emptying",
    "listen",
    "rebuild",
    "rebuild_from_terms",
]
