"""Tasks: at once without a broker, by a real worker with one."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from kombu.exceptions import EncodeError

from config.celery import app
from metrics.models import MrrMovement
from metrics.tasks import rebuild_ledger
from tests.config.test_compose import ROOT, Service, environment, wait_until

AGREEMENTS = """\
client,agreement,line,billing_months,quantity,unit_price,effective_on
Ash Dental,Managed IT,Workstations,1,10,45,2024-03-01
"""


@pytest.fixture
def ledgerless(tmp_path):
    """A database on disk with one agreement whose ledger was lost; gives its environment."""
    (tmp_path / "agreements.csv").write_text(AGREEMENTS)
    manage(tmp_path, "migrate", "--verbosity=0")
    manage(tmp_path, "import_agreements", str(tmp_path / "agreements.csv"))
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database, database:
        assert database.execute("delete from metrics_mrrmovement").rowcount == 1
    return tmp_path


def manage(folder, *command):
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(folder), check=True
    )


def movements(folder):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return database.execute("select count(*) from metrics_mrrmovement").fetchone()[0]


def test_without_a_broker_a_task_runs_at_once(db):
    assert app.conf.task_always_eager
    result = rebuild_ledger.delay()
    assert result.successful()
    assert MrrMovement.objects.count() == 0


def test_without_a_broker_arguments_still_have_to_be_plain_data():
    @app.task(name="tests.take", shared=False)
    def take(value):
        return value

    with pytest.raises(EncodeError, match="not JSON serializable"):
        take.delay(object())


def test_the_schedule_names_tasks_that_exist():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled == {
        "metrics.tasks.verify_ledger",
        "metrics.tasks.keep_forecast",
        "metrics.tasks.remove_import_files",
    }
    assert scheduled | {"metrics.tasks.rebuild_ledger"} <= set(app.tasks)


def test_a_lost_task_comes_back_only_after_the_time_limit():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_a_worker_over_redis_rebuilds_the_ledger(ledgerless, needs_redis):
    with Service("worker", ledgerless, CELERY_BROKER_URL=needs_redis) as worker:
        worker.wait_until_it_says(" ready.")
        send("metrics.tasks.rebuild_ledger", ledgerless, needs_redis)
        wait_until(lambda: movements(ledgerless) == 1)
        assert movements(ledgerless) == 1, worker.log.read_text()


def send(task, folder, broker):
    subprocess.run(
        [sys.executable, "-m", "celery", "--app=config", "call", task],
        cwd=ROOT,
        env=environment(folder, CELERY_BROKER_URL=broker),
        check=True,
    )
