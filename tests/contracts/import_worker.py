"""A real worker that can be killed at any moment, and a process of Django beside it that asks."""

import json
import os
import signal
import subprocess
import sys
import time

from django.conf import settings

from tests.config.test_compose import environment, wait_until

READING, APPLYING = "reading", "applying"
ENDS = {READING: "ready", APPLYING: "applied"}
# Answers each line, [name, arguments], by a line; what it sends goes into a queue of its own.
DRIVER = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from config.celery import app
from contracts.importing import jobs
from contracts.importing.declared import Declared
from contracts.models import ImportJob
from contracts.operations.imports import begin_run
from metrics import verification

app.conf.task_default_queue = sys.argv[1]

def migrate():
    call_command("migrate", verbosity=0)

def make(text):
    job = jobs.create_job(
        data=text.encode(), file_name="sales.csv", person=None, declared=Declared()
    )
    return job.pk

def begin(pk, state):
    job = ImportJob.objects.get(pk=pk)
    assert begin_run(job, ImportJob.State(state))
    jobs.start(job)

def deliver(pk, attempt):
    job = ImportJob.objects.get(pk=pk)
    jobs.background.run(jobs.TASKS[job.state], pk, attempt)

def look(pk):
    job = ImportJob.objects.get(pk=pk)
    return [job.state, job.attempt, job.report.get("failure", "")]

def differences():
    return verification.differences()

def forget():
    "Remove the messages of killed workers, which the broker would deliver again in an hour."
    queue = app.conf.task_default_queue
    with app.connection() as connection:
        redis = connection.default_channel.client
        for tag, message in redis.hscan_iter("unacked"):
            if queue.encode() in message:
                redis.hdel("unacked", tag)
                redis.zrem("unacked_index", tag)
        redis.delete(queue, "_kombu.binding." + queue)

for line in sys.stdin:
    name, arguments = json.loads(line)
    print(json.dumps(globals()[name](*arguments)), flush=True)
"""


class Machine:
    """A database, a queue, the process that asks, and one worker at a time."""

    def __init__(self, folder, database, broker, queue):
        self.queue, self.log = queue, folder / "worker.log"
        self.variables = environment(
            folder,
            DATABASE_URL=database,
            CELERY_BROKER_URL=broker,
            DJANGO_SETTINGS_MODULE="config.settings",
        )
        self.driver = self._start("-c", DRIVER, queue, stdin=subprocess.PIPE, text=True)
        self.worker = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.ask("forget")
        self.driver.communicate(timeout=20)

    def _start(self, *command, stdout=subprocess.PIPE, **more):
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=self.variables,
            stdout=stdout,
            **more,
        )

    def ask(self, name, *arguments):
        self.driver.stdin.write(json.dumps([name, arguments]) + "\n")
        self.driver.stdin.flush()
        answer = self.driver.stdout.readline()
        assert answer, f"{name} failed"
        return json.loads(answer)

    def start_worker(self):
        options = ["--queues", self.queue, "--concurrency=1", "--loglevel=INFO"]
        with self.log.open("w") as log:
            self.worker = self._start(
                *["-m", "celery", "--app=config", "worker", *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        wait_until(lambda: " ready." in self.log.read_text())
        assert " ready." in self.log.read_text(), self.log.read_text()

    def kill(self):
        """The worker and the processes that it has started."""
        if self.worker:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def run(self, pk, state):
        """The seconds that a run takes which nobody kills."""
        self.ask("begin", pk, state)
        return self.wait_until(pk, ENDS[state])

    def wait_until(self, pk, state):
        began = time.monotonic()
        while self.ask("look", pk)[0] in ENDS and time.monotonic() < began + 60:
            time.sleep(0.01)
        seconds = time.monotonic() - began
        assert self.ask("look", pk)[0::2] == [state, ""], self.log.read_text()
        return seconds
