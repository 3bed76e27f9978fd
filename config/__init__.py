"""Settings, addresses and the pieces every page shares."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
