"""Work in the background: at once in tests, in a thread without a broker, else a worker's."""

import threading

import pytest
from django.db import connection

from config import background
from config.celery import app

THREADS = []
REMEMBER, FAIL = f"{__name__}.remember", f"{__name__}.fail"


def remember(value):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    THREADS.append((threading.current_thread().name, value))


def fail():
    raise RuntimeError("the disk is full")


@pytest.fixture(autouse=True)
def _none():
    THREADS.clear()


@pytest.fixture
def _in_threads(settings):
    settings.BACKGROUND_AT_ONCE = False


def join(name):
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(10)


def test_in_tests_a_task_runs_at_once(db):
    background.run(REMEMBER, {"rows": [1]})
    assert THREADS == [("MainThread", {"rows": [1]})]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_in_threads")
def test_without_a_broker_a_thread_runs_it_and_closes_its_connections(monkeypatch):
    closed = []
    monkeypatch.setattr(
        type(background.connections),
        "close_all",
        lambda self, close=background.connections.close_all: (closed.append(1), close()),
    )
    background.run(REMEMBER, (1, 2))
    join(REMEMBER)
    assert THREADS == [(REMEMBER, [1, 2])]
    assert closed == [1]


@pytest.mark.usefixtures("_in_threads")
def test_what_fails_in_a_thread_is_logged(caplog):
    background.run(FAIL)
    join(FAIL)
    assert f"The task {FAIL} failed." in caplog.text
    assert "the disk is full" in caplog.text


@pytest.mark.usefixtures("_in_threads")
def test_arguments_have_to_be_plain_data():
    with pytest.raises(TypeError, match="not JSON serializable"):
        background.run(REMEMBER, object())


def test_with_a_broker_a_worker_gets_it(settings, monkeypatch):
    sent = []
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(app, "send_task", lambda *message: sent.append(message))
    background.run(REMEMBER, 7, 1)
    assert (sent, THREADS) == ([(REMEMBER, (7, 1))], [])
