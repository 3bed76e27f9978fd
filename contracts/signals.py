"""News for whoever derives figures from contracts; sent inside the transaction of the change."""

from django.dispatch import Signal

# client_ids: the clients whose agreements changed.
agreements_changed = Signal()

# changes: {(month, kind): (cents, lines)} to add to what was invoiced before.
invoices_changed = Signal()
