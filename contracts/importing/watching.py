"""How far a run is, and the word to stop it: in Django's cache, where other processes see both.

A run beats all by itself, so that one whose process was killed falls silent. What is told here is
of no figure; hence the clock.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from contracts.importing.outcomes import Cancelled
from contracts.models import ImportJob

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_BEATS = 0.4
STALE_SECONDS = 15
KEPT_SECONDS = 24 * 3600


class Watch:
    """One run as others see it; `progress` is what the engine calls."""

    def __init__(self, job: ImportJob) -> None:
        self._progress_key, self._stop_key = _keys(job)
        self._told = ("", 0, 0)
        self._stage_began = time.monotonic()
        self._is_over = Event()
        self._is_stopped = False

    def progress(self, stage: str, done: int, total: int) -> None:
        if stage != self._told[0]:
            self._stage_began = time.monotonic()
        self._told = (stage, done, total)
        if self._is_stopped:
            raise Cancelled

    def check(self) -> None:
        """Asked before anything is kept: a word to stop may have come since the last beat."""
        if self._is_stopped or cache.get(self._stop_key):
            raise Cancelled

    @contextmanager
    def beating(self) -> Iterator[None]:
        self._beat()
        thread = Thread(target=self._keep_beating, name="import-beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            thread.join()

    def _keep_beating(self) -> None:
        while not self._is_over.wait(SECONDS_BETWEEN_BEATS):
            try:
                self._beat()
            except Exception:  # a cache out of reach must not end an import that goes well
                logger.warning("The progress of an import could not be told.", exc_info=True)

    def _beat(self) -> None:
        _tell(self._progress_key, *self._told, self._seconds_left())
        self._is_stopped = self._is_stopped or bool(cache.get(self._stop_key))

    def _seconds_left(self) -> float | None:
        """As many seconds per row as the stage took so far."""
        _, done, total = self._told
        spent = time.monotonic() - self._stage_began
        return spent * (total - done) / done if done else None


def announce(job: ImportJob) -> None:
    """A first beat on behalf of a run that is still to begin."""
    _tell(_keys(job)[0], "", 0, 0, None)


def told(job: ImportJob) -> dict[str, Any] | None:
    """What the last beat of a job's run said; `beat_at` is its moment."""
    found = cache.get(_keys(job)[0])
    if found is None:
        return None
    beat_at = datetime.fromtimestamp(found["beat_at"], timezone.get_current_timezone())
    return {**found, "beat_at": beat_at, "is_stale": time.time() - found["beat_at"] > STALE_SECONDS}


def stop(job: ImportJob) -> None:
    cache.set(_keys(job)[1], True, KEPT_SECONDS)


def _tell(key: str, stage: str, done: int, total: int, seconds_left: float | None) -> None:
    beat = {"stage": stage, "done": done, "total": total, "seconds_left": seconds_left}
    cache.set(key, {**beat, "beat_at": time.time()}, KEPT_SECONDS)


def _keys(job: ImportJob) -> tuple[str, str]:
    """Each run has its own: what was said of the one before does not reach it."""
    run = f"import-{job.pk}-{job.attempt}"
    return f"{run}-progress", f"{run}-stop"
