from contracts.importing import import_invoices
from contracts.importing.command import ImportCommand
from contracts.importing.invoice_rows import __doc__ as help_text
from contracts.importing.profiles import INVOICES


class Command(ImportCommand):
    help = help_text or ""
    kind = INVOICES
    import_file = staticmethod(import_invoices)
