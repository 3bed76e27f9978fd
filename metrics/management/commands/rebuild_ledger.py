from django.core.management.base import BaseCommand

from metrics import ledger
from metrics.models import LineChange, MrrMovement


class Command(BaseCommand):
    help = "Derive the whole ledger afresh from agreements and invoices."

    def handle(self, **options):
        ledger.rebuild()
        self.stdout.write(
            f"{LineChange.objects.count()} line changes, {MrrMovement.objects.count()} movements."
        )
