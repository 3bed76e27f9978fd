from contracts.importing import import_agreements
from contracts.importing.agreement_rows import __doc__ as help_text
from contracts.importing.command import ImportCommand
from contracts.importing.profiles import AGREEMENTS


class Command(ImportCommand):
    help = help_text or ""
    kind = AGREEMENTS
    import_file = staticmethod(import_agreements)
