"""A worker that is killed leaves the books as they were, or complete; a restart completes them.

KILLS=50 kills it at so many moments.
"""

import os
import random
import time
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.config.test_compose import wait_until
from tests.contracts.csv_files import agreement_file, invoice_file
from tests.contracts.import_worker import APPLYING, ENDS, READING, Machine

KILLS = int(os.environ.get("KILLS", "3"))
# An odd number, so that each kind of file meets each.
STATES = (APPLYING, APPLYING, READING)
JOBS = "contracts_importjob"
JOURNALS = "select count(*) from contracts_importjournal where job_id = %s"
WORK = "select count(*) from pg_stat_activity where datname = %s and state <> 'idle' and pid <> %s"


@pytest.fixture
def books(needs_postgres):
    """A connection to a new database, and its address."""
    name = f"baseload_jobs_{uuid.uuid4().hex[:8]}"
    address = urlunsplit(urlsplit(needs_postgres)._replace(path=f"/{name}"))
    with psycopg.connect(needs_postgres, autocommit=True) as server:
        server.execute(f"create database {name}")
        with psycopg.connect(address, autocommit=True) as connection:
            yield Books(connection, name), address
        server.execute(f"drop database {name} with (force)")


class Books:
    def __init__(self, connection, name):
        self.connection, self.name = connection, name

    def one(self, statement, *values):
        return self.connection.execute(statement, values).fetchone()[0]

    def digests(self):
        """What each table holds, jobs aside."""
        rows = self.connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> %s",
            [JOBS],
        )
        content = "select md5(string_agg(t::text, '|' order by t::text)) from {} as t"
        return {name: self.one(content.format(name)) for (name,) in rows.fetchall()}

    def wait_for_quiet(self):
        """A statement of a killed process may still run."""
        own = self.connection.info.backend_pid
        wait_until(lambda: not self.one(WORK, self.name, own))
        assert not self.one(WORK, self.name, own)


class File(NamedTuple):
    """A kind of file: its text by number, its rows, and the query that counts those stored."""

    text: Callable[[Any], str]
    rows: int
    count: str


def invoices(number):
    rows = ({"client": f"Client {i % 50}", "number": f"{number}-{i}"} for i in range(3000))
    return invoice_file(*rows).decode()


def agreements(number):
    rows = (
        {"client": f"Client {i % 50}", "agreement": f"MSA {number}", "line": f"Line {i}"}
        for i in range(1500)
    )
    return agreement_file(*rows).decode()


INVOICES = File(
    invoices, 3000, "select count(*) from contracts_invoiceline where number like %s || '-%%'"
)
AGREEMENTS = File(
    agreements,
    1500,
    "select count(*) from contracts_agreementline as line join contracts_agreement as agreement"
    " on agreement.id = line.agreement_id where agreement.name = 'MSA ' || %s",
)


@pytest.fixture
def machine(books, tmp_path, needs_redis):
    _, address = books
    with Machine(tmp_path, address, needs_redis, f"kill-{uuid.uuid4().hex[:8]}") as machine:
        machine.ask("migrate")
        machine.start_worker()
        yield machine


def test_a_killed_worker_leaves_all_or_nothing_and_a_restart_completes_it(machine, books):
    books, _ = books
    dice = random.Random(5)
    usual = {file: times(machine, file.text("first")) for file in (INVOICES, AGREEMENTS)}
    cut = 0
    for number in range(KILLS):
        file, state = (INVOICES, AGREEMENTS)[number % 2], STATES[number % len(STATES)]
        pk, before = waiting(machine, books, file.text(number), state)
        time.sleep(dice.random() * usual[file][state])
        machine.kill()
        books.wait_for_quiet()
        cut += looked_at(machine, books, pk, state, before)
        machine.start_worker()
        complete(machine, pk, state)
        assert books.one(file.count, str(number)) == (file.rows if state == APPLYING else 0)
        assert books.one(JOURNALS, pk) == (state == APPLYING)
        assert machine.ask("differences") == []
    assert cut or KILLS < 10


def waiting(machine, books, text, state):
    """A job whose run has just been queued, and what the tables held before."""
    pk = machine.ask("make", text)
    if state == APPLYING:
        machine.run(pk, READING)
    before = books.digests()
    machine.ask("begin", pk, state)
    return pk, before


def times(machine, text):
    """Seconds that reading and applying take when nobody is killed."""
    pk = machine.ask("make", text)
    return {state: machine.run(pk, state) for state in ENDS}


def looked_at(machine, books, pk, state, before):
    """Whether a killed run was cut off; the job says truly what the tables hold."""
    found, _, failure = machine.ask("look", pk)
    assert (found in {state, ENDS[state]}, failure) == (True, "")
    untouched = books.digests() == before
    assert untouched == (found != "applied")
    assert machine.ask("differences") == []
    return found == state


def complete(machine, pk, state):
    """Start a run that was cut off anew; its message comes once more, as brokers do it."""
    found, attempt, _ = machine.ask("look", pk)
    if found == state:
        machine.ask("begin", pk, state)
        machine.ask("deliver", pk, attempt)
    machine.wait_until(pk, ENDS[state])
