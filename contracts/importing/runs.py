"""The runs of an import job: reading its file, taking it in, taking it back.

Each ends with one update of the job that asks for its state and its number again, in the
transaction of what it wrote: a run that was overtaken, cancelled or delivered twice writes nothing.
"""

import json
import logging
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from config.origin import acting
from contracts.importing.declared import Decisions, Declared
from contracts.importing.jobs import STOPPED
from contracts.importing.naming import names_of, saved_mappings
from contracts.importing.obstacles import obstacles
from contracts.importing.outcomes import Cancelled, Outcome
from contracts.importing.reading.files import read_file
from contracts.importing.readings import Reading
from contracts.importing.report import report_of
from contracts.importing.taking import remember, take_in
from contracts.importing.undoing import take_back
from contracts.importing.vanishing import vanished
from contracts.importing.watching import Watch
from contracts.models import ImportFile, ImportJob, ImportJournal

logger = logging.getLogger(__name__)
State = ImportJob.State
NO_FILE = "The file itself is no longer kept. Drop it in once more."
OTHERWISE = "What is stored had changed since the preview: these are the counts as imported."
FAILURES = {
    State.READING: "Something went wrong while the file was read, and nothing was written.",
    State.APPLYING: "Something went wrong while the file was imported, and nothing was written.",
    State.UNDOING: "Something went wrong while the import was taken back; all is as it was.",
}
WHAT_NEXT = "Try again; if it goes wrong again, the server's log says why."


@dataclass(frozen=True, slots=True)
class Figures:
    """How the effect on revenue is found: what stands now, and how two such moments differ."""

    snapshot: Callable[[], Any]
    difference: Callable[[Any, Any, date], Mapping[str, Any]]


class Overtaken(Exception):
    """Another run has the job; what this one wrote is rolled back."""


class NoFile(Exception):
    """The file was removed after its days."""


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at a job. `now` is aware, and of the time zone whose day it is."""

    job: ImportJob
    watch: Watch
    now: datetime
    figures: Figures

    def end(self, state: State, **fields: Any) -> None:
        """The job's next state, unless this run no longer has the job; raises Overtaken."""
        mine = ImportJob.objects.filter(
            pk=self.job.pk, state=self.job.state, attempt=self.job.attempt
        )
        if not mine.update(state=state, **fields):
            raise Overtaken


def read(pk: int, attempt: int, *, now: datetime, figures: Figures) -> None:
    """Read a file, and find out what taking it in would do."""
    _run(State.READING, _read, pk, attempt, now, figures)


def apply(pk: int, attempt: int, *, now: datetime, figures: Figures) -> None:
    """Take a file in: its rows, its journal and the job's state in one transaction."""
    _run(State.APPLYING, _apply, pk, attempt, now, figures)


def undo(pk: int, attempt: int, *, now: datetime, figures: Figures) -> None:
    """Take back what an import wrote, unless somebody changed it since."""
    _run(State.UNDOING, _undo, pk, attempt, now, figures)


def _run(
    state: State,
    work: Callable[[Run], None],
    pk: int,
    attempt: int,
    now: datetime,
    figures: Figures,
) -> None:
    mine = ImportJob.objects.select_related("person")
    job = mine.filter(pk=pk, state=state, attempt=attempt).first()
    if job is None:
        return
    run = Run(job, Watch(job), now, figures)
    with acting(source="import", place=job.file_name, person=job.person), run.watch.beating():
        try:
            _attempt(run, work)
        except Overtaken:
            logger.info("Attempt %s at import %s was overtaken.", attempt, pk)


def _attempt(run: Run, work: Callable[[Run], None]) -> None:
    try:
        run.watch.check()
        work(run)
    except Overtaken:
        raise
    except Cancelled:
        run.end(STOPPED[State(run.job.state)])
    except NoFile:
        _fail(run, NO_FILE)
    except Exception:  # whatever it is: the job must say so, or it would run for ever
        logger.exception("Import %s failed while %s.", run.job.pk, run.job.state)
        _fail(run, f"{FAILURES[State(run.job.state)]} {WHAT_NEXT}")


def _fail(run: Run, sentence: str) -> None:
    job = run.job
    if job.state == State.READING:
        report = report_of(Reading(job.kind, job.profile, ""))
        run.end(State.REFUSED, report={**report, "failure": sentence})
    else:
        run.end(STOPPED[State(job.state)], report={**job.report, "failure": sentence})


def _read(run: Run) -> None:
    reading = _reading(run)
    if not reading.is_ready:
        _ask(run, reading)
        return
    names = names_of(reading)
    with transaction.atomic():
        outcome, effect = _take_in(run, reading, _as_suggested(run.job, names))
        transaction.set_rollback(True)
    report = report_of(reading, outcome, effect, names)
    run.watch.check()
    run.end(State.READY, kind=reading.kind, profile=reading.profile, report=report)


def _reading(run: Run) -> Reading:
    job = run.job
    file = ImportFile.objects.filter(job=job).first()
    if file is None:
        raise NoFile
    declared = Declared.of_json(job.declared)
    reading = read_file(
        bytes(file.content),
        declared,
        # What a former reading took it for binds nobody; what a mapping was made for does.
        job.kind if declared.mapping else None,
        currency=settings.CURRENCY,
        saved=saved_mappings(),
    )
    run.watch.progress("read", reading.row_count, reading.row_count)
    return reading


def _ask(run: Run, reading: Reading) -> None:
    """The file asks something, or cannot be imported at all."""
    state = State.REFUSED if reading.refusals else State.ASKING
    run.end(state, profile=reading.profile, report=report_of(reading))


def _as_suggested(job: ImportJob, names: Mapping[str, Any]) -> Decisions:
    """What is decided, and else what the page suggests: the preview tells what Import will do."""
    decided = Decisions.of_json(job.decisions)
    suggested = {
        item["item"]: item["suggestion"]
        for item in names["items"]
        if item["suggestion"] and not item["remembered"]
    }
    return replace(decided, kinds={**suggested, **decided.kinds})


def _take_in(run: Run, reading: Reading, decisions: Decisions) -> tuple[Outcome, Mapping[str, Any]]:
    """Within a transaction: take a file in; also what that does to months of revenue."""
    today = run.now.date()
    before = run.figures.snapshot()
    outcome = take_in(reading, decisions, today=today, progress=run.watch.progress)
    # The profile is the reading's: the job's own is set when the run ends.
    run.job.profile = reading.profile
    outcome.vanished = vanished(run.job, outcome.journal, today)
    return outcome, run.figures.difference(before, run.figures.snapshot(), today)


def _apply(run: Run) -> None:
    reading = _reading(run)
    if not reading.is_ready:
        _ask(run, reading)
        return
    # What the preview said of names: by now some of them are decided.
    names = run.job.report.get("names")
    with transaction.atomic():
        decisions = Decisions.of_json(run.job.decisions)
        outcome, effect = _take_in(run, reading, decisions)
        remember(decisions)
        _keep_journal(run.job, outcome.journal)
        report = report_of(reading, outcome, effect, names)
        if report["counts"] != run.job.report.get("counts"):
            report["warnings"].append(OTHERWISE)
        run.watch.check()
        run.end(State.APPLIED, applied_at=run.now, undone_at=None, report=report)


def _keep_journal(job: ImportJob, journal: Mapping[str, Any]) -> None:
    content = zlib.compress(json.dumps(journal, separators=(",", ":")).encode())
    ImportJournal.objects.update_or_create(job=job, defaults={"content": content})


def _undo(run: Run) -> None:
    with transaction.atomic():
        journal = json.loads(zlib.decompress(ImportJournal.objects.get(job=run.job).content))
        report = {**run.job.report, "failure": "", "obstacles": []}
        if found := obstacles(journal):
            report["obstacles"] = [asdict(obstacle) for obstacle in found]
            run.end(State.APPLIED, report=report)
            return
        report["warnings"] = [*report.get("warnings", []), *take_back(journal)]
        run.watch.check()
        run.end(State.UNDONE, undone_at=run.now, report=report)
