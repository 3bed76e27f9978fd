from django.core.management.base import BaseCommand

from metrics import ledger
from metrics.models import MrrMovement


class Command(BaseCommand):
    help = "Derive the whole ledger afresh from agreements and invoices."

    def handle(self, **options):
        mended = ledger.rebuild_from_terms()
        self.stdout.write(
            f"{MrrMovement.objects.count()} movements; {mended} rows had to be mended."
        )
