from contracts.importing import import_invoices
from contracts.importing.command import ImportCommand
from contracts.importing.invoice_rows import __doc__ as help_text


class Command(ImportCommand):
    help = help_text or ""
    import_file = staticmethod(import_invoices)
