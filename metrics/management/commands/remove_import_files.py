from django.core.management.base import BaseCommand
from django.utils import timezone

from contracts.importing import keeping


class Command(BaseCommand):
    help = "Remove the uploaded files whose days (IMPORT_KEEP_DAYS) are over; imports stay."

    def handle(self, **options):
        count = keeping.remove_files(now=timezone.now())
        self.stdout.write(f"{count} file{'' if count == 1 else 's'} removed.")
