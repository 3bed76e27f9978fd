"""A file through its import job, in a process of its own whose memory is measured.

python -m tests.bench.jobs FILE     reads and applies it; prints its costs as JSON
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import django
from django.db import connection

django.setup()

from contracts.importing import jobs, watching  # noqa: E402  (models need the setup above)
from contracts.importing.declared import Declared  # noqa: E402  (likewise)
from contracts.models import ImportJob  # noqa: E402  (likewise)
from contracts.operations.imports import begin_run  # noqa: E402  (likewise)

State = ImportJob.State
KILOBYTES = 1024


@dataclass(frozen=True)
class Costs:
    """Seconds to the preview and to apply it, the longest silence; the most megabytes held."""

    read: float
    apply: float
    gap: float
    megabytes: float


def through_job(data: bytes) -> Costs:
    job = jobs.create_job(data=data, file_name="bench.csv", person=None, declared=Declared())
    with _beats() as beats:
        read = _seconds(lambda: jobs.start(job))
        _expect(job, State.READY)
        begin_run(job, State.APPLYING)
        apply = _seconds(lambda: jobs.start(job))
    _expect(job, State.APPLIED)
    gap = max(after - before for before, after in pairwise(beats))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
    return Costs(read, apply, gap, peak)


def in_a_process(data: bytes) -> Costs:
    """On the database of this process, whose rows have to be committed."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(data)
        command = [sys.executable, "-m", "tests.bench.jobs", file.name]
        environment = {**os.environ, "DATABASE_URL": _address()}
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return Costs(**json.loads(done.stdout))


def _address() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


@contextmanager
def _beats() -> Iterator[list[float]]:
    """The moments at which a run tells how far it is."""
    moments: list[float] = []
    tell = watching._tell

    def told(*args: Any) -> None:
        moments.append(time.perf_counter())
        tell(*args)

    watching._tell = told
    try:
        yield moments
    finally:
        watching._tell = tell


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _expect(job: ImportJob, state: str) -> None:
    job.refresh_from_db()
    assert job.state == state, job.report


if __name__ == "__main__":
    print(json.dumps(asdict(through_job(Path(sys.argv[1]).read_bytes()))))
