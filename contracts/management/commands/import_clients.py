from contracts.importing.client_list import __doc__ as help_text
from contracts.importing.client_list import import_clients
from contracts.importing.command import ImportCommand
from contracts.importing.profiles import CLIENTS


class Command(ImportCommand):
    help = help_text or ""
    kind = CLIENTS
    import_file = staticmethod(import_clients)
