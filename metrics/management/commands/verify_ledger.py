from django.core.management.base import BaseCommand, CommandError

from metrics import verification


class Command(BaseCommand):
    help = "Work out every client-month afresh and compare the ledger to the cent."

    def handle(self, **options):
        found = verification.differences()
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(
                f"{len(found)} differences. `manage.py rebuild_ledger` derives the ledger afresh."
            )
        self.stdout.write("The ledger agrees with the agreements to the cent.")
