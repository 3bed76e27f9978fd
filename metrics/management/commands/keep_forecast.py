from django.core.management.base import BaseCommand
from django.utils import timezone

from metrics.forecast import keeping
from metrics.forecasting import LEAST_MONTHS


class Command(BaseCommand):
    help = "Keep this month's forecast, to be graded later; nothing happens the second time."

    def handle(self, **options):
        count = keeping.keep_forecast(made_at=timezone.now())
        if count:
            self.stdout.write(f"The forecast of {count} months is kept.")
        else:
            self.stdout.write(
                "Nothing was kept: this month's forecast is there already, or fewer than"
                f" {LEAST_MONTHS} complete months opened with MRR."
            )
