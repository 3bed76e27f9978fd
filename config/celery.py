"""Background tasks: the Celery application and its schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("baseload")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    "verify-ledger": {
        "task": "metrics.tasks.verify_ledger",
        "schedule": crontab(hour="2", minute="30"),
    },
    "remove-import-files": {
        "task": "metrics.tasks.remove_import_files",
        "schedule": crontab(hour="3", minute="30"),
    },
    # Kept by the first of these nights on which the schedule runs; later the month is half told.
    "keep-forecast": {
        "task": "metrics.tasks.keep_forecast",
        "schedule": crontab(hour="0", minute="30", day_of_month="1-7"),
    },
}
app.autodiscover_tasks()
