"""Background tasks: the Celery application and its nightly schedule."""

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
}
app.autodiscover_tasks()
