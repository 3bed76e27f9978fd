"""Work that nobody waits for: a worker's with a broker, without one a thread's of this process."""

import json
import logging
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from config.celery import app

logger = logging.getLogger(__name__)


def run(name: str, *arguments: Any) -> None:
    """Let a task begin soon, by the path to it; its arguments are plain data.

    With BACKGROUND_AT_ONCE it runs here and now.
    """
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        app.send_task(name, arguments)
        return
    sent = json.dumps(arguments)
    if settings.BACKGROUND_AT_ONCE:
        import_string(name)(*json.loads(sent))
    else:
        Thread(target=_work, args=(name, sent), name=name, daemon=True).start()


def _work(name: str, sent: str) -> None:
    try:
        import_string(name)(*json.loads(sent))
    except Exception:  # whatever it is: nobody waits for a thread that would hear of it
        logger.exception("The task %s failed.", name)
    finally:
        connections.close_all()
