"""How far a run is, as other processes see it."""

import time
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.utils import timezone

from contracts.importing import jobs, watching
from contracts.importing.outcomes import Cancelled
from contracts.importing.watching import Watch
from contracts.models import ImportJob


@pytest.fixture
def job():
    cache.clear()
    return ImportJob(pk=1, attempt=3, state=ImportJob.State.APPLYING)


def test_nothing_is_told_of_a_job_that_never_ran(job):
    assert jobs.progress_of(job) is None


def test_a_run_tells_how_far_it_is(job):
    watch = Watch(job)
    watch.progress("written", 0, 40)
    with watch.beating():
        watch.progress("written", 10, 40)
        time.sleep(2 * watching.SECONDS_BETWEEN_BEATS)
        told = jobs.progress_of(job)
    left, beat_at = told.pop("seconds_left"), told.pop("beat_at")
    assert told == {"stage": "written", "done": 10, "total": 40, "is_stale": False}
    assert 0 < left < 10
    assert abs((timezone.now() - beat_at).total_seconds()) < 1


def test_a_busy_run_beats_at_least_each_second(job):
    with Watch(job).beating():
        beats = set()
        until = time.monotonic() + 2
        while time.monotonic() < until:
            beats.add(jobs.progress_of(job)["beat_at"])
    moments = sorted(beats)
    gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert len(gaps) >= 2
    assert max(gaps) < 1


def test_a_run_without_a_beat_for_15_seconds_is_stale(job, monkeypatch):
    watching.announce(job)
    now = time.time()
    monkeypatch.setattr(watching.time, "time", lambda: now + 14)
    assert not jobs.progress_of(job)["is_stale"]
    monkeypatch.setattr(watching.time, "time", lambda: now + 16)
    assert jobs.progress_of(job)["is_stale"]


def test_a_word_to_stop_reaches_a_run_at_its_next_row(job):
    watch = Watch(job)
    with watch.beating():
        watching.stop(job)
        time.sleep(2 * watching.SECONDS_BETWEEN_BEATS)
        with pytest.raises(Cancelled):
            watch.progress("read", 1, 2)


def test_the_next_attempt_does_not_hear_what_was_said_to_the_one_before(job):
    watching.announce(job)
    watching.stop(job)
    job.attempt += 1
    assert jobs.progress_of(job) is None
    Watch(job).check()


def test_a_cache_out_of_reach_ends_no_run(job, monkeypatch):
    watch = Watch(job)
    with watch.beating():
        monkeypatch.setattr(watching.cache, "set", lambda *_: 1 / 0)
        time.sleep(2 * watching.SECONDS_BETWEEN_BEATS)
        watch.progress("read", 1, 2)
